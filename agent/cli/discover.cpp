// `holdfast discover`: finds the devices in a network and writes a block for each, ready for the site's files.

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <cmath>
#include <csignal>

#include "agent/cli/commands.hpp"
#include "agent/cli/found.hpp"
#include "agent/cli/networks.hpp"
#include "agent/cli/progress.hpp"
#include "agent/cli/snmp_options.hpp"
#include "agent/cli/sweep.hpp"
#include "agent/cli/words.hpp"
#include "agent/load/load.hpp"
#include "platform/clock.hpp"

namespace holdfast::cli {

namespace {

using namespace std::chrono_literals;

constexpr Duration between_looks = 200ms;
constexpr std::size_t fewest_at_once = 16;
constexpr std::size_t most_at_once = 256;

struct Options {
  std::vector<std::string> networks;
  std::vector<std::string> communities;
  SnmpOptions access;
  std::string config = RunOptions{}.config;
  bool snmp = true;
  bool modbus = true;
  std::uint16_t port = 161;
  std::uint16_t modbus_port = 502;
  double rate = 50.0;
  double seconds = 1.0;  // for one answer
};

struct Swept {
  std::vector<Found> found;
  std::size_t asked = 0;
  bool is_whole = true;
  std::string fault;
};

Duration of_seconds(double seconds) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

// Enough that silent addresses do not slow the sweep down, few enough for a small box.
std::size_t at_once(const Options& options) {
  const auto wanted = static_cast<std::size_t>(std::ceil(options.rate * options.seconds * 1.25));
  return std::clamp(wanted, fewest_at_once, most_at_once);
}

Result<SweepPlan> plan_of(const Options& options) {
  SweepPlan plan;
  std::vector<Network> networks;
  for (const std::string& text : options.networks) {
    const Result<Network> network = parse_network(text);
    if (!network) return network.error();
    networks.push_back(*network);
  }
  plan.addresses = addresses_in(networks);
  const Result<drivers::Secrets> secrets = read_access(options.access, options.config, plan.access);
  if (!secrets) return secrets.error();
  plan.secret = options.access.secret;
  const bool by_user = plan.access.version == model::SnmpVersion::v3;
  if (by_user && !options.communities.empty()) {
    return make_error(Code::invalid_argument, "SNMP v3 has users, not communities: --user, and --secret with --auth");
  }
  if (by_user || !plan.secret.empty()) plan.secrets.push_back(*secrets);
  for (const std::string& community : options.communities) plan.secrets.push_back({community, ""});
  if (plan.secrets.empty()) plan.secrets.push_back({"public", ""});
  plan.snmp = options.snmp ? Asked::yes : Asked::no;
  plan.modbus = options.modbus ? Asked::yes : Asked::no;
  if (!options.snmp && !options.modbus) {
    return make_error(Code::invalid_argument, "with --no-snmp and --no-modbus nothing is left to ask");
  }
  plan.snmp_port = options.port;
  plan.modbus_port = options.modbus_port;
  plan.rate = options.rate;
  plan.at_once = at_once(options);
  plan.timeout = of_seconds(options.seconds);
  return plan;
}

// What is going to happen, with its rate.
std::string announcement(const Options& options, const SweepPlan& plan) {
  std::string what;
  if (options.snmp) {
    const bool by_user = plan.access.version == model::SnmpVersion::v3;
    what = fmt::format("SNMP {} (port {}, {})", to_string(plan.access.version), plan.snmp_port,
                       by_user ? "user " + plan.access.user : counted(plan.secrets.size(), "community", "communities"));
  }
  if (options.modbus) what += fmt::format("{}Modbus TCP (port {})", what.empty() ? "" : " and ", plan.modbus_port);
  const double each = (options.snmp ? static_cast<double>(plan.secrets.size()) : 0.0) + (options.modbus ? 1.0 : 0.0);
  const double questions = each * static_cast<double>(plan.addresses.size());
  const double by_rate = questions / plan.rate;
  const double by_silence = questions * options.seconds / static_cast<double>(plan.at_once);
  return fmt::format("Asking {} for {}: at most {} questions a second (--rate), {} at a time; about {}.\n",
                     counted(plan.addresses.size(), "address", "addresses"), what, plan.rate, plan.at_once,
                     human(std::chrono::ceil<std::chrono::seconds>(
                         of_seconds(std::max(by_rate, by_silence) + options.seconds * each))));
}

platform::Awaitable<void> show_progress(const Sweep* sweep, platform::Clock* clock, ProgressLine* line) {
  const SteadyTime begun = clock->steady();
  for (;;) {
    line->show(
        progress_text(sweep->asked(), sweep->of(), sweep->found().size(), clock->steady() - begun, line->layout()));
    co_await clock->wait_until(clock->steady() + between_looks);
  }
}

Swept sweep_networks(SweepPlan plan, const std::vector<model::Profile>& profiles) {
  Swept swept;
  ProgressLine line;
  boost::asio::io_context loop;
  const auto clock = platform::make_real_clock(loop);
  Sweep sweep(loop.get_executor(), *clock, std::move(plan), profiles,
              [&](const std::string& task, const std::string& what) {
                swept.fault = task + ": " + what;
                sweep.stop();
              });
  boost::asio::signal_set signals(loop, SIGINT, SIGTERM);
  signals.async_wait([&](const boost::system::error_code& error, int) {
    if (error) return;
    swept.is_whole = false;
    sweep.stop();
  });
  platform::TaskGroup watching(loop.get_executor(), *clock, nullptr);
  if (line.is_shown()) watching.spawn("progress", show_progress(&sweep, clock.get(), &line));
  boost::asio::co_spawn(loop, sweep.run(), [&](const std::exception_ptr& failure) {
    signals.cancel();
    watching.cancel_all();
    if (failure) std::rethrow_exception(failure);
  });
  loop.run();
  line.clear();
  swept.found = sweep.found();
  swept.asked = sweep.asked();
  return swept;
}

void show_found(Swept& swept, std::size_t of, Session& session) {
  give_names(swept.found);
  if (session.as_json) {
    boost::json::value json = found_json(swept.found);
    json.as_object()["asked"] = swept.asked;
    json.as_object()["complete"] = swept.is_whole;
    session.print_json(json);
  } else {
    std::string blocks;
    for (const Found& each : swept.found) blocks += (blocks.empty() ? "" : "\n") + block_of(each);
    session.print(blocks);
    const std::string table = found_text(swept.found, layout_of(STDERR_FILENO));
    if (!table.empty()) session.complain("\n" + table + "\n");
  }
  const auto known = std::ranges::count_if(swept.found, [](const Found& each) { return !each.profile.empty(); });
  session.complain(fmt::format("{} asked, {} found, {} of them with a profile.\n",
                               counted(swept.asked, "address", "addresses"), counted(swept.found.size(), "device"),
                               known));
  if (!swept.is_whole) {
    session.fail(answer_is_no, fmt::format("interrupted: {} of {} addresses were not asked", of - swept.asked, of));
  } else if (swept.found.empty()) {
    session.fail(not_reached, "no device answers there",
                 "check: is this version of SNMP switched on there (--snmp), may this box ask, is the community right "
                 "(--community, may be given several times)?");
  }
}

void discover(const Options& options, Session& session) {
  Result<SweepPlan> plan = plan_of(options);
  if (!plan) return session.fail(wrong_use, plan.error().message);
  std::vector<model::Profile> profiles;
  const load::Loaded loaded = load::load_profiles(options.config, load::shipped_profiles_folder(), profiles);
  for (const auto& each : loaded.diagnostics) {
    session.complain(load::render(each, layout_of(STDERR_FILENO).colour));
  }
  session.complain(announcement(options, *plan));
  const std::size_t of = plan->addresses.size();
  Swept swept = sweep_networks(std::move(*plan), profiles);
  if (!swept.fault.empty()) return session.fail(cannot_start, swept.fault);
  show_found(swept, of, session);
}

}  // namespace

void add_discover(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("discover", "Find the devices in a network, and print a block for the site's files for each");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("NETWORK", options->networks, "10.42.0.0/24, or an address; the largest is a /16")->required();
  command
      ->add_option("--community", options->communities, "SNMP community; may be given several times; default: public")
      ->type_name("WORD")
      ->allow_extra_args(false);
  command->add_flag("!--no-snmp", options->snmp, "Do not ask for SNMP devices");
  command->add_flag("--modbus,!--no-modbus", options->modbus, "Ask for Modbus TCP devices; default: yes");
  command->add_option("--port", options->port, "Of SNMP")->check(CLI::Range(1, 65535))->capture_default_str();
  command->add_option("--modbus-port", options->modbus_port, "Of Modbus TCP")
      ->check(CLI::Range(1, 65535))
      ->capture_default_str();
  command->add_option("--rate", options->rate, "Questions a second")
      ->check(CLI::Range(0.1, 1000.0))
      ->capture_default_str();
  command->add_option("--timeout", options->seconds, "For one answer")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 10.0))
      ->capture_default_str();
  command->add_option("--config", options->config, "Site whose own profiles come first")
      ->type_name("DIR")
      ->capture_default_str();
  offer_snmp_access(*command, options->access);
  offer_json(*command, session);
  command->callback([options, &session] { discover(*options, session); });
}

}  // namespace holdfast::cli
