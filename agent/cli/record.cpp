// `holdfast record`: writes down what a device says, so that profiles and plans can be tried without it.

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "agent/cli/commands.hpp"
#include "agent/cli/progress.hpp"
#include "agent/cli/snmp_options.hpp"
#include "agent/cli/words.hpp"
#include "agent/load/duration.hpp"
#include "agent/load/load.hpp"
#include "drivers/driver.hpp"
#include "drivers/replay/mask.hpp"
#include "drivers/replay/recorder.hpp"
#include "platform/clock.hpp"
#include "platform/tasks.hpp"
#include "version.hpp"

namespace holdfast::cli {

namespace replay = drivers::replay;
namespace snmp = drivers::snmp;

namespace {

using namespace std::chrono_literals;

constexpr Duration longest_walk = 1h;
constexpr Duration recognition_patience = 60s;

struct Options {
  std::string address;
  std::string file;
  SnmpOptions snmp;
  std::string config = RunOptions{}.config;
  std::vector<std::string> from{"1.3.6.1.2.1", "1.3.6.1.4.1"};
  std::string for_how_long;
  std::string every = "5s";
  double seconds = 2.0;  // for one answer
  bool keep = false;
  bool force = false;
};

struct Errand {
  model::Device device;
  drivers::Secrets secrets;
  std::vector<snmp::Oid> from;
  Duration length{};  // of a timeline; zero: one walk
  Duration every{};
  bool keep = false;
  std::vector<model::Profile> profiles;
};

struct Recorded {
  std::optional<Error> error;
  std::string profile;  // what it was recognised as
  std::vector<replay::Moment> moments;
  std::vector<std::string> gaps;
  bool is_interrupted = false;
};

// Everything that lives as long as the recording runs.
struct Desk {
  platform::Clock& clock;
  drivers::Registry& registry;
  ProgressLine& line;
};

replay::Walk walk_of(const Errand& errand, const Desk& desk) {
  replay::Walk walk;
  walk.from = errand.from;
  walk.timeout = errand.device.timeout;
  walk.deadline = desk.clock.steady() + longest_walk;
  walk.on_progress = [&line = desk.line](std::size_t rows, const snmp::Oid& at) {
    line.show(shortened(fmt::format("{}, at {}", counted(rows, "row"), snmp::to_string(at)), line.layout().width - 1));
  };
  return walk;
}

// Until the time is over: what has changed since the last look. A device that has fallen silent stays as it was.
platform::Awaitable<void> follow(const Errand* errand, Desk* desk, snmp::Agent* agent, replay::Mask* mask,
                                 SteadyTime begun, Recorded* recorded) {
  replay::Rows before = recorded->moments.front().rows;
  SteadyTime due = begun + errand->every;
  while (due <= begun + errand->length) {
    co_await desk->clock.wait_until(due);
    const Duration at = desk->clock.steady() - begun;
    replay::Walk walk = walk_of(*errand, *desk);
    const Result<replay::Walked> walked = co_await replay::walk_agent(agent, &desk->clock, std::move(walk));
    if (walked) {
      if (!errand->keep) mask->learn(walked->rows);
      replay::Rows rows = errand->keep ? mask->without_communities(walked->rows) : mask->masked(walked->rows);
      replay::Rows changed = replay::changes(before, rows);
      if (!changed.empty()) recorded->moments.push_back({at, std::move(changed)});
      before = std::move(rows);
    }
    while (due <= desk->clock.steady()) due += errand->every;  // a walk that takes longer skips moments
  }
}

// A device that says its community or a pass phrase in some object must not say it in a file.
std::vector<std::string> never_written(const drivers::Secrets& secrets) {
  std::vector<std::string> words;
  for (const std::string* word : {&secrets.main, &secrets.privacy}) {
    if (!word->empty()) words.push_back(*word);
  }
  return words;
}

platform::Awaitable<void> record_device(const Errand* errand, Desk* desk, Recorded* recorded) {
  const Result<model::Profile> profile = co_await desk->registry.recognise(
      errand->device, &errand->profiles, errand->secrets, desk->clock.steady() + recognition_patience);
  if (!profile && profile.error().code != Code::not_found) {
    recorded->error = profile.error();
    co_return;
  }
  if (profile) recorded->profile = profile->id;
  const Result<std::unique_ptr<snmp::Agent>> agent = desk->registry.agent(errand->device, errand->secrets);
  if (!agent) {
    recorded->error = agent.error();
    co_return;
  }
  replay::Mask mask(replay::identity_objects(profile ? *profile : model::Profile{}), never_written(errand->secrets));
  const SteadyTime begun = desk->clock.steady();
  replay::Walk walk = walk_of(*errand, *desk);
  Result<replay::Walked> walked = co_await replay::walk_agent(agent->get(), &desk->clock, std::move(walk));
  if (!walked) {
    recorded->error = walked.error();
    co_return;
  }
  mask.learn(walked->rows);
  recorded->gaps = std::move(walked->gaps);
  recorded->moments.push_back({{}, errand->keep ? mask.without_communities(walked->rows) : mask.masked(walked->rows)});
  if (errand->length > Duration{}) co_await follow(errand, desk, agent->get(), &mask, begun, recorded);
}

Recorded run_errand(const Errand& errand) {
  Recorded recorded;
  ProgressLine line;
  boost::asio::io_context loop;
  const auto clock = platform::make_real_clock(loop);
  drivers::Registry registry(loop.get_executor(), *clock);
  Desk desk{*clock, registry, line};
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  platform::TaskGroup tasks(loop.get_executor(), *clock, [&](const std::string&, const std::string& what) {
    recorded.error = make_error(Code::internal, "{}", what);
  });
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    recorded.is_interrupted = true;
    tasks.cancel_all();
  });
  tasks.spawn("recording", record_device(&errand, &desk, &recorded));
  while (tasks.running() > 0 && loop.run_one() > 0) continue;
  return recorded;
}

std::vector<std::string> remarks_of(const Errand& errand, const Recorded& recorded) {
  std::vector<std::string> remarks{"holdfast " HOLDFAST_VERSION " record"};
  remarks.push_back(recorded.profile.empty() ? "no profile is for it" : "recognised as " + recorded.profile);
  remarks.emplace_back(errand.keep ? "nothing is masked but communities: it tells whose device this is"
                                   : "masked: serial numbers, names, places, MAC and public IP addresses");
  for (const std::string& gap : recorded.gaps) remarks.push_back("missing: " + printable(gap));
  return remarks;
}

// Beside it first, so that nobody ever sees half a file.
Result<void> write_file(const std::string& path, const std::string& text, bool force) {
  const std::string beside = fmt::format("{}.{}.part", path, ::getpid());
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file << text << std::flush;
    if (!file) {
      std::remove(beside.c_str());
      return make_error(Code::not_found, "{} cannot be written", path);
    }
  }
  const bool is_there = !force && std::filesystem::exists(path);
  if (!is_there && std::rename(beside.c_str(), path.c_str()) == 0) return {};
  std::remove(beside.c_str());
  return make_error(Code::conflict, "{} {}", path, is_there ? "is there already" : "cannot be written");
}

void show_recorded(const Options& options, const Errand& errand, const Recorded& recorded, Session& session) {
  if (recorded.error) {
    const bool wrong = recorded.error->code == Code::invalid_argument;
    return session.fail(
        wrong ? wrong_use : not_reached, fmt::format("{}: {}", errand.device.address, recorded.error->message),
        wrong ? ""
              : "check: is this version of SNMP switched on there (--snmp), may this box ask, is the community right?");
  }
  if (recorded.moments.empty()) return session.fail(answer_is_no, "interrupted: nothing was written");
  const std::size_t rows = recorded.moments.front().rows.size();
  if (rows == 0) return session.fail(answer_is_no, "the device answers, and has nothing there; another --from?");
  const std::string text = replay::capture_text(remarks_of(errand, recorded), recorded.moments);
  const Result<void> written = write_file(options.file, text, options.force);
  if (!written) return session.fail(cannot_start, written.error().message);
  for (const std::string& gap : recorded.gaps) {
    session.complain(fmt::format("holdfast: the device fell silent {}\n", printable(gap)));
  }
  if (session.as_json) {
    return session.print_json({{"file", options.file},
                               {"rows", rows},
                               {"moments", recorded.moments.size()},
                               {"profile", recorded.profile},
                               {"gaps", boost::json::value_from(recorded.gaps)}});
  }
  session.print(
      fmt::format("{}: {}, {}\n", options.file, counted(rows, "row"), counted(recorded.moments.size(), "moment")));
  session.print(fmt::format("  try it: holdfast probe replay:{}\n", options.file));
  if (!errand.keep) {
    session.print(
        "  Serial numbers, names and public addresses are masked; what people typed in (names of outlets,\n"
        "  messages) is not: look it over before you give it away.\n");
  }
}

Result<Errand> errand_of(const Options& options) {
  Errand errand;
  errand.device.id = "record";
  const bool is_full = options.address.find("://") != std::string::npos || options.address.starts_with("replay:");
  errand.device.address = (is_full ? "" : "snmp://") + options.address;
  errand.device.timeout = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.seconds));
  const Result<drivers::Address> address = drivers::parse_address(errand.device.address);
  if (!address) return address.error();
  if (address->protocol != model::Protocol::snmp) {
    return make_error(Code::invalid_argument, "only what speaks SNMP can be recorded, {} cannot", options.address);
  }
  Result<drivers::Secrets> secrets = read_access(options.snmp, options.config, errand.device.snmp);
  if (!secrets) return secrets.error();
  errand.secrets = std::move(*secrets);
  errand.keep = options.keep;
  for (const std::string& text : options.from) {
    const Result<snmp::Oid> oid = snmp::parse_oid(text);
    if (!oid) return with_context(oid.error(), "--from");
    errand.from.push_back(*oid);
  }
  const std::optional<Duration> every = load::parse_duration(options.every);
  if (!every || *every < 100ms)
    return make_error(Code::invalid_argument, "--every {}: write 5s, at least 100ms", options.every);
  errand.every = *every;
  if (options.for_how_long.empty()) return errand;
  const std::optional<Duration> length = load::parse_duration(options.for_how_long);
  if (!length) return make_error(Code::invalid_argument, "--for {}: write 10m or 90s", options.for_how_long);
  errand.length = *length;
  return errand;
}

void record(const Options& options, Session& session) {
  Result<Errand> errand = errand_of(options);
  if (!errand) return session.fail(wrong_use, errand.error().message);
  if (!options.force && std::filesystem::exists(options.file)) {
    return session.fail(wrong_use, options.file + " is there already", "another name, or --force to replace it");
  }
  const load::Loaded loaded = load::load_profiles(options.config, load::shipped_profiles_folder(), errand->profiles);
  for (const auto& each : loaded.diagnostics) {
    session.complain(load::render(each, layout_of(STDERR_FILENO).colour));
  }
  show_recorded(options, *errand, run_errand(*errand), session);
}

}  // namespace

void add_record(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "record", "Write down what a device says, so that `probe replay:FILE` and tests can do without it");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("ADDRESS", options->address, "snmp://HOST, or replay:FILE to mask a capture")->required();
  command->add_option("-o,--output", options->file, "The capture; never replaced without --force")
      ->type_name("FILE")
      ->required();
  command->add_option("--from", options->from, "Where the walk begins; may be given several times")
      ->type_name("OID")
      ->allow_extra_args(false)
      ->capture_default_str();
  command->add_option("--for", options->for_how_long, "A timeline: go on for so long, such as 10m")->type_name("TIME");
  command->add_option("--every", options->every, "Time from one look to the next")
      ->type_name("TIME")
      ->capture_default_str();
  command->add_flag("--keep", options->keep, "Mask nothing but communities");
  command->add_flag("--force", options->force, "Replace the file if it is there");
  command->add_option("--timeout", options->seconds, "For one answer")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 60.0))
      ->capture_default_str();
  command->add_option("--config", options->config, "Site whose own profiles come first")
      ->type_name("DIR")
      ->capture_default_str();
  offer_snmp(*command, options->snmp);
  offer_json(*command, session);
  command->callback([options, &session] { record(*options, session); });
}

}  // namespace holdfast::cli
