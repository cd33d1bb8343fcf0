#include "agent/cli/sweep.hpp"

#include <fmt/format.h>

#include "agent/cli/unnamed.hpp"
#include "drivers/modbus/knock.hpp"

namespace holdfast::cli {

namespace {

using namespace std::chrono_literals;

constexpr Duration recognition_patience = 20s;
constexpr Duration look_again = 1s;  // while waiting for tasks that have deadlines of their own
constexpr const char* interrupted = "it answers, and was not asked what it is";

// What the first GET asks for. Read as points, so that whatever speaks SNMP can be asked in the same way.
model::Profile greeting() {
  model::Profile profile;
  profile.id = "greeting";
  for (const char* oid : {"1.3.6.1.2.1.1.1.0", "1.3.6.1.2.1.1.2.0", "1.3.6.1.2.1.1.5.0"}) {
    model::PointSpec spec;
    spec.name = oid;
    spec.kind = model::Kind::text;
    spec.origins.front().address = model::SnmpAddress{oid};
    profile.points.push_back(std::move(spec));
  }
  return profile;
}

std::string text_of(const std::vector<drivers::Reading>& readings, std::size_t spec) {
  for (const drivers::Reading& reading : readings) {
    if (reading.spec != spec || !reading.value) continue;
    if (const auto* text = std::get_if<model::Text>(&*reading.value)) return text->text;
  }
  return "";
}

std::string with_port(const boost::asio::ip::address_v4& address, std::uint16_t port, std::uint16_t usual) {
  return port == usual ? address.to_string() : fmt::format("{}:{}", address.to_string(), port);
}

std::string sort_key(const boost::asio::ip::address_v4& address, char protocol) {
  return fmt::format("{:08x}{}", address.to_uint(), protocol);
}

}  // namespace

// Counts a task's end, also when it is cancelled.
class Sweep::Ending {
 public:
  Ending(std::size_t& running, platform::Signal& ended) : running_(running), ended_(ended) {}
  ~Ending() {
    --running_;
    ended_.notify();
  }
  Ending(const Ending&) = delete;
  Ending& operator=(const Ending&) = delete;

 private:
  std::size_t& running_;
  platform::Signal& ended_;
};

Sweep::Sweep(boost::asio::any_io_executor loop, platform::Clock& clock, SweepPlan plan,
             const std::vector<model::Profile>& profiles, OnFatal on_fatal)
    : loop_(loop),
      clock_(clock),
      plan_(std::move(plan)),
      profiles_(profiles),
      registry_(loop, clock),
      tasks_(loop, clock, std::move(on_fatal)),
      ended_(clock) {}

platform::Awaitable<void> Sweep::run() {
  turn_ = clock_.steady();
  asking_ = std::min(plan_.at_once, plan_.addresses.size());
  for (std::size_t i = 0, count = asking_; i < count; ++i) tasks_.spawn("asking addresses", ask_addresses());
  while (asking_ > 0) co_await ended_.wait(clock_.steady() + look_again);
}

void Sweep::stop() { tasks_.cancel_all(); }

platform::Awaitable<void> Sweep::ask_addresses() {
  const Ending ending{asking_, ended_};
  while (next_ < plan_.addresses.size()) {
    const boost::asio::ip::address_v4 address = plan_.addresses[next_++];
    if (plan_.snmp == Asked::yes) co_await ask_snmp(address);
    if (plan_.modbus == Asked::yes) co_await ask_modbus(address);
    ++asked_;
  }
}

// One question each 1/rate seconds, whoever asks; a late sweep does not catch up in a burst.
platform::Awaitable<void> Sweep::wait_for_turn() {
  const auto pause = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(1.0 / plan_.rate));
  const SteadyTime turn = std::max(turn_, clock_.steady());
  turn_ = turn + pause;
  co_await clock_.wait_until(turn);
}

platform::Awaitable<void> Sweep::ask_snmp(boost::asio::ip::address_v4 address) {
  static const model::Profile asked_for = greeting();
  model::Device device;
  device.id = address.to_string();
  device.address = "snmp://" + with_port(address, plan_.snmp_port, 161);
  device.timeout = plan_.timeout;
  device.snmp = plan_.access;
  for (std::size_t community = 0; community < plan_.secrets.size(); ++community) {
    co_await wait_for_turn();
    drivers::Secrets secrets = plan_.secrets[community];
    const auto driver = registry_.make(device, asked_for, secrets);
    if (!driver) co_return;
    std::vector<drivers::Target> targets;
    for (std::size_t spec = 0; spec < asked_for.points.size(); ++spec) targets.push_back({spec, std::nullopt});
    const Result<std::vector<drivers::Reading>> said =
        co_await (*driver)->read(std::move(targets), clock_.steady() + plan_.timeout);
    if (!said) continue;
    Found found;
    found.address = device.address;
    found.sort_key = sort_key(address, 'a');
    found.description = text_of(*said, 0);
    found.object_id = text_of(*said, 1);
    found.system_name = text_of(*said, 2);
    found.community = static_cast<int>(community);
    found.access = plan_.access;
    if (community == 0) found.secret = plan_.secret;
    found.is_usual =
        found.secret.empty() && (plan_.access.version == model::SnmpVersion::v3 || secrets.main == "public");
    found.why_not = interrupted;
    found_.push_back(std::move(found));
    co_await recognise(found_.size() - 1, std::move(secrets));
    co_return;
  }
}

platform::Awaitable<void> Sweep::ask_modbus(boost::asio::ip::address_v4 address) {
  co_await wait_for_turn();
  const Result<drivers::modbus::Knocked> knocked =
      co_await drivers::modbus::knock(loop_, &clock_, address, plan_.modbus_port, plan_.timeout);
  if (!knocked) co_return;
  Found found;
  const std::string place = with_port(address, plan_.modbus_port, 502);
  found.address = fmt::format("modbus+tcp://{}/{}", place, knocked->unit);
  found.sort_key = sort_key(address, 'b');
  for (const std::string* part : {&knocked->vendor, &knocked->product, &knocked->revision}) {
    if (!part->empty()) found.description += (found.description.empty() ? "" : " ") + *part;
  }
  found.why_not =
      knocked->is_server ? interrupted : "it accepts connections, and does not answer as Modbus unit 1 or 255";
  found_.push_back(std::move(found));
  drivers::Secrets none;
  if (knocked->is_server) co_await recognise(found_.size() - 1, std::move(none));
}

platform::Awaitable<void> Sweep::recognise(std::size_t index, drivers::Secrets secrets) {
  co_await wait_for_turn();
  model::Device device;
  device.id = device.address = found_[index].address;
  device.timeout = plan_.timeout;
  device.snmp = found_[index].access;
  const Result<model::Profile> profile =
      co_await registry_.recognise(device, &profiles_, std::move(secrets), clock_.steady() + recognition_patience);
  Found& found = found_[index];
  if (!profile) {
    found.why_not = profile.error().code == Code::not_found ? "no profile is for it" : profile.error().message;
    co_return;
  }
  found.why_not.clear();
  found.is_general = is_general(*profile);
  found.profile = profile->id;
  found.profile_title = profile->title;
  found.device_class = model::to_string(profile->device_class);
}

}  // namespace holdfast::cli
