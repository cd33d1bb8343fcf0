// The composition root: makes the parts, hands them to one another, and runs them until a signal says stop.
// Nothing here decides; what can fail at start fails before anything is polled, switched or published.

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "agent/act/turn_runner.hpp"
#include "agent/cli/command_line.hpp"
#include "agent/cli/devices.hpp"
#include "agent/cli/window.hpp"
#include "agent/engine/describe.hpp"
#include "agent/engine/describe_readiness.hpp"
#include "agent/journal/journal.hpp"
#include "agent/load/load.hpp"
#include "agent/poll/poller.hpp"
#include "agent/poll/readings.hpp"
#include "agent/poll/traps.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/serve/local_server.hpp"
#include "platform/leave.hpp"
#include "platform/log.hpp"
#include "platform/service.hpp"
#include "version.hpp"

namespace holdfast {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;
using platform::Awaitable;

constexpr const char* state_blob = "engine";
constexpr Duration housekeeping_every = 1s;
constexpr Duration survey_every = 10s;       // readiness
constexpr Duration drift_shown_every = 60s;  // counters and measurements alone do not fill the line to the centre
constexpr Duration wall_jump = 1s;           // a wall clock that moves by more against the steady one was set
constexpr Duration goodbye = 1500ms;         // for the publisher's last words
constexpr Duration ending_tasks = 2s;
constexpr Duration ending_at_most = 4500ms;  // SIGTERM ends within 5 s whatever the network does

// Everything that has started, in the order in which it must go: what is named later goes first.
class Agent {
 public:
  Agent(cli::RunOptions options, load::Loaded loaded)
      : options_(std::move(options)),
        loaded_(std::move(loaded)),
        recognisable_(cli::profiles_to_recognise(loaded_.site, options_.config)),
        clock_(platform::make_real_clock(loop_)),
        signals_(loop_),
        tasks_(loop_.get_executor(), *clock_,
               [this](const std::string& task, const std::string& what) {
                 platform::log::error("task {} failed: {}; stopping", task, what);
                 exit_code_ = cli::answer_is_no;
                 loop_.stop();
               }),
        registry_(loop_.get_executor(), *clock_) {}

  Result<void> prepare();
  int run();

 private:
  Result<void> open_journal();
  Result<void> make_engine();
  Result<void> make_poller();
  Result<void> open_traps();
  Result<void> make_publisher();
  Result<void> make_server();
  act::Ports ports();
  Awaitable<Result<void>> store(std::vector<journal::Entry> entries, std::vector<journal::Blob> blobs);
  Awaitable<Result<void>> commit(std::vector<engine::Event> events, const engine::State& state, model::Stamp now);
  void committed(const std::vector<engine::Event>& events, const engine::State& state);
  void contact(const std::string& device, const poll::DeviceHealth& health);
  bool is_urgent(const model::PointSample& sample) const;
  void snapshot_devices();
  void survey();
  Awaitable<void> housekeeping();
  Awaitable<void> wait_for_stop();
  model::Stamp stamp() const {
    const auto now = clock_->now();
    return {now.steady, now.wall, now.wall_certain};
  }

  cli::RunOptions options_;
  load::Loaded loaded_;
  const std::vector<model::Profile> recognisable_;  // what a device may turn out to be
  boost::asio::io_context loop_;
  std::unique_ptr<platform::Clock> clock_;
  platform::StopSignals signals_;
  std::unique_ptr<journal::Journal> journal_;
  std::optional<engine::Engine> engine_;
  platform::TaskGroup tasks_;
  drivers::Registry registry_;
  std::unique_ptr<poll::Poller> poller_;
  std::unique_ptr<poll::Traps> traps_;
  std::optional<poll::Readings> readings_;
  std::unique_ptr<act::TurnRunner> turns_;
  std::unique_ptr<publish::Publisher> publisher_;
  std::unique_ptr<cli::Window> window_;
  std::unique_ptr<serve::LocalServer> server_;
  std::string journal_lost_;
  std::set<std::string> changed_devices_;  // to be shown at once
  std::set<std::string> drifted_devices_;  // only numbers have moved: shown now and then
  std::set<std::string> shown_incidents_;  // their topics, as published last
  int exit_code_ = cli::well;
};

Result<void> Agent::open_journal() {
  auto opened = journal::Journal::open(loop_.get_executor(), {options_.journal, loaded_.site.id, options_.agent});
  if (!opened) return opened.error();
  journal_ = std::move(*opened);
  const journal::Opened& found = journal_->opened();
  // A later epoch without a single event: the journal before it is gone, and no life of the agent has said so yet.
  if (found.epoch > 1 && found.last_seq == 0) {
    journal_lost_ = fmt::format("the journal was lost ({}); epoch {} has begun{}{}",
                                found.damage.empty() ? "its file was gone" : found.damage, found.epoch,
                                found.set_aside.empty() ? "" : "; what was there is kept as ", found.set_aside);
    platform::log::warning("{}; nothing is switched until a person says `holdfast acknowledge`", journal_lost_);
  }
  return {};
}

Result<void> Agent::make_engine() {
  const auto interval = [this](model::PointId point) {
    const auto device = loaded_.site.devices.find(loaded_.points.info(point).device);
    return device == loaded_.site.devices.end() ? Duration{} : device->second.fast;
  };
  auto made = engine::Engine::make(loaded_.site, loaded_.points, plan::Mode::real, interval);
  if (!made) return made.error();
  engine_.emplace(std::move(*made));
  return {};
}

Result<void> Agent::make_poller() {
  poll::Hooks hooks;
  hooks.watched = [this](std::vector<model::PointSample> samples) {
    turns_->give(engine::Samples{std::move(samples)});
  };
  hooks.changed = [this](const std::string& device, const std::vector<model::PointSample>& samples) {
    const bool urgent =
        std::ranges::any_of(samples, [this](const model::PointSample& each) { return is_urgent(each); });
    (urgent ? changed_devices_ : drifted_devices_).insert(device);
  };
  hooks.contact = [this](const std::string& device, const poll::DeviceHealth& health) { contact(device, health); };
  registry_.on_security([this](const std::string& device, const std::string& what) {
    platform::log::warning("{}: {}", device, what);
    turns_->give(engine::SecurityNews{device, what});
  });
  poller_ = std::make_unique<poll::Poller>(*clock_, tasks_, loaded_.points, engine_->watched(), std::move(hooks));
  auto devices = cli::polled_devices(loaded_.site, options_.config, registry_, recognisable_);
  if (!devices) return devices.error();
  for (auto& device : *devices) poller_->add(std::move(device));
  return {};
}

Result<void> Agent::open_traps() {
  if (loaded_.site.traps.port == 0) return {};
  traps_ = std::make_unique<poll::Traps>(
      *clock_, registry_, *poller_, loaded_.site.id + "/" + options_.agent, [this](poll::HeardTrap heard) {
        turns_->give(engine::TrapNews{std::move(heard.device), std::move(heard.trap), std::move(heard.variables),
                                      std::move(heard.how), heard.suppressed});
      });
  return traps_->open(loaded_.site.traps);
}

act::Ports Agent::ports() {
  act::Ports ports;
  ports.read = [this](model::PointId point, SteadyTime deadline) { return poller_->read_point(point, deadline); };
  ports.write = [this](model::PointId point, model::Value value, SteadyTime deadline) {
    return poller_->write_point(point, std::move(value), deadline);
  };
  ports.read_now = [this](const std::set<model::PointId>& points) { poller_->read_now(points); };
  return ports;
}

Result<void> Agent::make_publisher() {
  const auto& broker = loaded_.site.broker;
  if (broker.uri.empty()) return {};
  publish::PublisherOptions options;
  options.site = loaded_.site.id;
  options.agent = options_.agent;
  options.version = HOLDFAST_VERSION;
  options.mqtt.uri = broker.uri;
  if (!broker.user.empty()) options.mqtt.user = broker.user;
  if (!broker.secret.empty()) {
    auto secret = load::read_secret(options_.config, broker.secret);
    if (!secret) return with_context(secret.error(), "broker");
    options.mqtt.password = std::move(*secret);
  }
  publisher_ = std::make_unique<publish::Publisher>(loop_.get_executor(), *clock_, *journal_, std::move(options));
  return {};
}

Result<void> Agent::make_server() {
  const std::string path = options_.socket.empty() ? serve::default_socket_path() : options_.socket;
  server_ = std::make_unique<serve::LocalServer>(loop_.get_executor(), *clock_, path);
  return server_->bind();
}

Result<void> Agent::prepare() {
  if (auto done = make_server(); !done) return done.error();  // first: a second agent leaves no trace on the disk
  if (auto done = open_journal(); !done) return done.error();
  if (auto done = make_engine(); !done) return done.error();
  if (auto done = make_poller(); !done) return done.error();
  if (auto done = open_traps(); !done) return done.error();
  if (auto done = make_publisher(); !done) return done.error();
  auto stored = journal_->load(state_blob);
  if (!stored) return stored.error();
  engine::State state = engine_->fresh();
  if (*stored) {
    auto decoded = engine_->decode((*stored)->bytes, (*stored)->version, loaded_.points, clock_->boot_id(), stamp());
    if (!decoded) return decoded.error();
    state = std::move(*decoded);
  }
  act::TurnRunner::Hooks hooks;
  hooks.commit = [this](std::vector<engine::Event> events, const engine::State& decided, model::Stamp now) {
    return commit(std::move(events), decided, now);
  };
  hooks.committed = [this](const std::vector<engine::Event>& events, const engine::State& taken) {
    committed(events, taken);
  };
  turns_ = std::make_unique<act::TurnRunner>(*clock_, *engine_, std::move(state), ports(),
                                             act::permits_of(engine_->site()), std::move(hooks));
  return {};
}

// Encodes at once, before anything can change, and hands the bytes to the journal.
Awaitable<Result<void>> Agent::commit(std::vector<engine::Event> events, const engine::State& state, model::Stamp now) {
  std::vector<journal::Entry> entries;
  entries.reserve(events.size());
  for (const auto& event : events)
    entries.push_back(
        {event.type, event.version, event.bytes(), clock_->boot_id(), now.steady, now.wall, now.wall_certain});
  std::vector<journal::Blob> blobs;
  blobs.push_back({state_blob, engine::Engine::state_version, engine_->encode(state, clock_->boot_id(), now)});
  return store(std::move(entries), std::move(blobs));
}

Awaitable<Result<void>> Agent::store(std::vector<journal::Entry> entries, std::vector<journal::Blob> blobs) {
  const Result<std::uint64_t> last = co_await journal_->commit(std::move(entries), std::move(blobs));
  if (!last) co_return last.error();
  co_return Result<void>{};
}

void Agent::committed(const std::vector<engine::Event>& events, const engine::State& state) {
  for (const auto& event : events) {
    const auto* reason = event.data.if_contains("reason");
    const auto* text = event.data.if_contains("text");
    const auto* why = text ? text : reason;
    const bool says_why = why && why->is_string() && !why->as_string().empty();
    platform::log::info("{} {}{}{}", event.type, event.subject, says_why ? ": " : "",
                        says_why ? std::string_view(why->as_string()) : std::string_view{});
  }
  if (!publisher_) return;
  const SteadyTime now = clock_->steady();
  std::set<std::string> shown;
  for (const auto& [number, incident] : state.incidents) {
    const std::string topic = *shown.insert("incident/" + incident.id).first;
    publisher_->set_snapshot(topic, json::serialize(engine::describe_incident(*engine_, state, incident, stamp())));
  }
  for (const auto& topic : shown_incidents_)
    if (!shown.contains(topic)) publisher_->set_snapshot(topic, "");  // forgotten: no longer retained
  shown_incidents_ = std::move(shown);
  for (const auto& [id, service] : loaded_.site.services)
    publisher_->set_snapshot("service/" + id, json::serialize(engine::describe_service(*engine_, state, id, stamp())));
  if (std::ranges::any_of(events, [](const auto& event) { return event.type == "readiness.changed"; }))
    publisher_->set_snapshot("readiness", json::serialize(engine::describe_readiness(*engine_, state, now)));
  publisher_->journal_grew();
}

void Agent::contact(const std::string& device, const poll::DeviceHealth& health) {
  const bool ok = health.contact == poll::Contact::ok;
  if (ok) {
    platform::log::info("{}: answers", device);
  } else {
    platform::log::warning("{}: {}; its last values are kept as stale", device, health.last_error);
  }
  changed_devices_.insert(device);
  turns_->give(engine::ContactNews{device, ok, ok ? "" : health.last_error});
}

// A state, a text or a loss of quality is news; a number that moves is not.
bool Agent::is_urgent(const model::PointSample& each) const {
  const model::Kind kind = loaded_.points.info(each.point).kind;
  const bool number = kind == model::Kind::number || kind == model::Kind::integer;
  return !number || each.sample.quality != model::Quality::good;
}

void Agent::snapshot_devices() {
  if (publisher_) {
    for (const auto& device : changed_devices_)
      publisher_->set_snapshot("device/" + device, json::serialize(window_->device(device)));
  }
  changed_devices_.clear();
}

void Agent::survey() { turns_->give(engine::Survey{readings_->present(clock_->steady())}); }

// Once a second: what changed is shown, the wall clock is compared with the steady one, the service manager is told.
Awaitable<void> Agent::housekeeping() {
  platform::Instant before = clock_->now();
  SteadyTime next_drift = before.steady + drift_shown_every;
  SteadyTime next_survey = before.steady + 3 * housekeeping_every;  // once the devices have had time to answer
  while (true) {
    co_await clock_->wait_until(before.steady + housekeeping_every);
    const platform::Instant now = clock_->now();
    window_->note_lag(poller_->worst_lag());
    const Duration shift = (now.wall - before.wall) - (now.steady - before.steady);
    if (std::chrono::abs(shift) > wall_jump || now.wall_certain != before.wall_certain)
      turns_->give(engine::ClockNews{shift, now.wall_certain});
    if (now.steady >= next_survey) {
      survey();
      next_survey = now.steady + survey_every;
    }
    if (now.steady >= next_drift) {
      changed_devices_.merge(drifted_devices_);
      drifted_devices_.clear();
      next_drift = now.steady + drift_shown_every;
    }
    snapshot_devices();
    platform::tell_watchdog();
    before = now;
  }
}

Awaitable<void> Agent::wait_for_stop() {
  const int signal = co_await signals_.wait();
  platform::log::info("stopping (signal {})", signal);
  platform::tell_stopping();
  platform::leave_within(ending_at_most, cli::well);
  if (publisher_) co_await publisher_->stop(clock_->steady() + goodbye);
  tasks_.cancel_all();
}

int Agent::run() {
  readings_.emplace(*poller_, loaded_.points, engine_->readings());
  window_ = std::make_unique<cli::Window>(cli::Parts{*clock_, *engine_, loaded_.points, *poller_, *journal_, *turns_,
                                                     *readings_, publisher_.get(), options_.agent, options_.journal,
                                                     clock_->steady()});
  window_->open_on(*server_);
  turns_->give(engine::Started{HOLDFAST_VERSION, clock_->boot_id(), journal_lost_});
  turns_->start(tasks_);
  poller_->start();
  if (traps_) traps_->start(tasks_);
  server_->start(tasks_);
  if (publisher_) publisher_->start(tasks_);
  tasks_.spawn("housekeeping", housekeeping());
  platform::TaskGroup ending(loop_.get_executor(), *clock_, [this](const std::string&, const std::string& what) {
    platform::log::error("stopping failed: {}", what);
    loop_.stop();
  });
  ending.spawn("stop", wait_for_stop());
  platform::log::info("holdfast {} watches {} with {} devices; journal {}", HOLDFAST_VERSION, loaded_.site.id,
                      loaded_.site.devices.size(), options_.journal);
  platform::tell_ready("watching " + loaded_.site.id);
  loop_.run();
  journal_->stop(ending_tasks);
  platform::log::info("stopped");
  return exit_code_;
}

platform::log::Level log_level(const std::string& name) {
  using platform::log::Level;
  if (name == "debug") return Level::debug;
  if (name == "warning") return Level::warning;
  return name == "error" ? Level::error : Level::info;
}

int run_agent(const cli::RunOptions& given) {
  cli::RunOptions options = given;
  platform::log::set_level(log_level(options.log_level));
  if (options.agent.empty()) options.agent = platform::host_name();
  load::Loaded loaded = load::load_site(options.config, load::shipped_profiles_folder());
  const bool colour = isatty(STDERR_FILENO) == 1;
  for (const auto& diagnostic : loaded.diagnostics) std::cerr << load::render(diagnostic, colour) << '\n';
  if (!loaded.ok()) {
    std::cerr << "holdfast: cannot start: the configuration in " << options.config
              << " does not check; mend it and try `holdfast check " << options.config << "`\n";
    return cli::cannot_start;
  }
  Agent agent(std::move(options), std::move(loaded));
  if (const auto prepared = agent.prepare(); !prepared) {
    std::cerr << "holdfast: cannot start: " << prepared.error().message << '\n';
    return cli::cannot_start;
  }
  return agent.run();
}

}  // namespace
}  // namespace holdfast

int main(int argc, char** argv) { return holdfast::cli::command_line(argc, argv, holdfast::run_agent); }
