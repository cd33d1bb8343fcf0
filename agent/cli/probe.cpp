// `holdfast probe`: asks a device directly, without an agent, and shows what a profile makes of its answers.

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <filesystem>

#include "agent/cli/commands.hpp"
#include "agent/cli/snmp_options.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/unnamed.hpp"
#include "agent/load/folder.hpp"
#include "agent/load/load.hpp"
#include "agent/poll/describe.hpp"
#include "drivers/driver.hpp"
#include "platform/clock.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

using namespace std::chrono_literals;

struct Options {
  std::string address;
  std::string profile;
  SnmpOptions snmp;
  std::string config = RunOptions{}.config;
  double seconds = 30.0;  // for everything
  std::optional<int> unit;
  bool all = false;
};

struct Probed {
  model::Profile profile;  // the one asked for, or what the device has turned out to be
  Result<std::vector<drivers::Reading>> readings = Error{};
  Duration took{};
  std::vector<drivers::WalkRow> unnamed;
  std::string unwalked;  // why not all of them are there
};

struct Errand {
  model::Device device;
  drivers::Secrets secrets;
  Duration patience{};
  std::vector<model::Profile> profiles;  // to choose from; a single one that was named is taken as it is
  bool is_named = false;
  bool all = false;
};

// The profiles that can be asked for, one a line with what they are for.
std::string profiles_text() {
  const std::string folder = load::shipped_profiles_folder();
  std::string text = fmt::format("there are, in {}:", folder);
  for (const std::string& file : load::toml_files_below(folder, {})) {
    const std::string id = file.substr(0, file.size() - std::string(".toml").size());
    model::Profile profile;
    load::load_profile(id, "", folder, profile);
    text += fmt::format("\n    {:<20} {}", id, profile.title);
  }
  return text;
}

platform::Awaitable<void> run_errand(const Errand* errand, drivers::Registry* registry, platform::Clock* clock,
                                     Probed* probed) {
  const SteadyTime begun = clock->steady();
  const SteadyTime deadline = begun + errand->patience;
  if (errand->is_named) {
    probed->profile = errand->profiles.front();
  } else {
    Result<model::Profile> found =
        co_await registry->recognise(errand->device, &errand->profiles, errand->secrets, deadline);
    if (!found) {
      probed->readings = found.error();
      co_return;
    }
    probed->profile = std::move(*found);
  }
  const auto driver = registry->make(errand->device, probed->profile, errand->secrets);
  if (!driver) {
    probed->readings = driver.error();
    co_return;
  }
  std::vector<drivers::Target> targets;
  for (std::size_t spec = 0; spec < probed->profile.points.size(); ++spec) targets.push_back({spec, std::nullopt});
  probed->readings = co_await (*driver)->read(std::move(targets), deadline);
  probed->took = clock->steady() - begun;
  if (!errand->all || !probed->readings) co_return;
  const Result<std::vector<drivers::WalkRow>> walked = co_await (*driver)->walk("", deadline);
  if (!walked) probed->unwalked = walked.error().message;
  if (walked) probed->unnamed = unnamed_rows(*walked, probed->profile);
}

Probed ask_device(const Errand& errand) {
  Probed probed;
  boost::asio::io_context loop;
  const auto clock = platform::make_real_clock(loop);
  drivers::Registry registry(loop.get_executor(), *clock);
  boost::asio::co_spawn(loop, run_errand(&errand, &registry, clock.get(), &probed),
                        [&](const std::exception_ptr& failure) {
                          loop.stop();
                          if (failure) std::rethrow_exception(failure);
                        });
  loop.run();
  return probed;
}

bool is_absent(const drivers::Reading& reading) {
  return reading.quality == model::Quality::bad && reading.reason == model::Reason::not_available;
}

// A device that was recognised is shown with what it has; one whose profile was named, with what is missing, too.
json::value probe_json(const Errand& errand, const Probed& probed) {
  const model::Profile& profile = probed.profile;
  json::object points;
  for (const auto& reading : *probed.readings) {
    const auto& spec = profile.points.at(reading.spec);
    if (!errand.is_named && is_absent(reading)) continue;
    json::object sample{{"value", nullptr}, {"unit", spec.unit}, {"quality", model::to_string(reading.quality)}};
    if (reading.value) sample["value"] = poll::plain_json(*reading.value);
    if (reading.quality != model::Quality::good) sample["reason"] = model::to_string(reading.reason);
    points[reading.row ? model::row_name(spec.name, *reading.row) : spec.name] = std::move(sample);
  }
  json::object probed_json{{"device",
                            {{"class", model::to_string(profile.device_class)},
                             {"profile", profile.id},
                             {"completed_by", json::value_from(profile.completed_by)},
                             {"title", profile.title},
                             {"address", errand.device.address},
                             {"took_ms", probed.took / 1ms}}},
                           {"points", std::move(points)}};
  if (!errand.all) return probed_json;
  json::array unnamed;
  for (const drivers::WalkRow& row : probed.unnamed) {
    unnamed.push_back(json::object{{"address", row.address}, {"type", row.type}, {"value", row.value}});
  }
  probed_json["unnamed"] = std::move(unnamed);
  return probed_json;
}

const char* what_to_check(model::Protocol protocol) {
  if (protocol == model::Protocol::snmp)
    return "check: is the device on and the address right (ping it)? is this version of SNMP switched on there "
           "(--snmp),\n"
           "  and may this box ask (its list of managers, UDP port 161)? is the community right (--community)?";
  if (protocol == model::Protocol::nut)
    return "check: does upsd listen there (LISTEN in upsd.conf, TCP port 3493), and is this the name of one of its "
           "UPSs "
           "(upsc -l)?";
  if (protocol == model::Protocol::reach)
    return "check: is the interface or source address of the probe on this box (ip addr)?";
  return "check: is the device on and the address right (ping it)? is the unit number at the end of the address "
         "right?\n"
         "  does it listen (TCP port 502), and has another master taken its only connection?";
}

// A plain host gets the scheme of the profile, or SNMP's.
std::string full_address(const std::string& given, model::Protocol protocol) {
  if (given.find(':') != std::string::npos && given.find("://") != std::string::npos) return given;
  if (given.starts_with("replay:")) return given;
  return (protocol == model::Protocol::modbus ? "modbus+tcp://" : "snmp://") + given;
}

void show_probe(const Errand& errand, Session& session) {
  const Probed probed = ask_device(errand);
  if (!probed.readings) {
    const Error& error = probed.readings.error();
    if (error.code == Code::invalid_argument) return session.fail(wrong_use, error.message);
    if (error.code == Code::not_found)
      return session.fail(answer_is_no, error.message,
                          "name a profile that fits (--profile ID), or write one: docs/adding-a-device.md");
    const bool silent = error.code == Code::no_contact;
    const auto address = drivers::parse_address(errand.device.address);
    return session.fail(not_reached, fmt::format("{}: {}", errand.device.address, error.message),
                        silent && address ? what_to_check(address->protocol) : "");
  }
  const json::value result = probe_json(errand, probed);
  session.print(session.as_json ? json::serialize(result) + "\n" : probe_text(result, session.layout));
  if (!errand.is_named && is_general(probed.profile)) {
    session.complain(
        "holdfast: this is what every agent tells of itself; of this model no profile is known.\n"
        "  If it is more than a host or a switch, write one: docs/adding-a-device.md\n");
  }
  if (!probed.unwalked.empty()) session.complain("holdfast: not everything was listed: " + probed.unwalked + "\n");
  const auto any = [](const drivers::Reading& reading) { return reading.quality == model::Quality::good; };
  if (std::ranges::none_of(*probed.readings, any))
    session.fail(answer_is_no, "the device answers, but knows no point of this profile; is it the right one?",
                 errand.is_named ? profiles_text() : "");
}

std::string no_capture(const std::string& address) {
  constexpr std::string_view scheme = "replay:";
  if (!address.starts_with(scheme)) return "";
  std::error_code trouble;  // whatever it is, the file cannot be read
  const std::string path = address.substr(scheme.size());
  return std::filesystem::exists(path, trouble) ? "" : fmt::format("there is no file {}", path);
}

// A file of a host's name is no reason not to ask the host.
bool is_meant_as_file(const std::string& address) {
  const bool looks_so = address.find('/') != std::string::npos || address.ends_with(".snmprec");
  std::error_code trouble;
  return looks_so && std::filesystem::is_regular_file(address, trouble);
}

void complain(const load::Loaded& loaded, Session& session) {
  for (const auto& each : loaded.diagnostics) {
    if (each.place.line > 0) {
      session.complain(load::render(each, layout_of(STDERR_FILENO).colour));
    } else {
      session.fail(wrong_use, each.message, each.hint.empty() ? profiles_text() : each.hint);
    }
  }
}

void probe(const Options& options, Session& session) {
  Errand errand;
  errand.is_named = !options.profile.empty();
  const std::string shipped = load::shipped_profiles_folder();
  load::Loaded loaded;
  if (errand.is_named) {
    errand.profiles.resize(1);
    loaded = load::load_profile(options.profile, options.config, shipped, errand.profiles.front());
  } else {
    loaded = load::load_profiles(options.config, shipped, errand.profiles);
  }
  complain(loaded, session);
  if (!loaded.ok() && errand.is_named) {
    session.exit_code = wrong_use;
    return;
  }
  errand.device.id = "probe";
  errand.device.address =
      full_address(options.address, errand.is_named ? errand.profiles.front().protocol : model::Protocol::snmp);
  if (options.unit) {
    const bool has_scheme = options.address.find("://") != std::string::npos;
    const Result<std::string> with =
        with_unit(has_scheme ? options.address : "modbus+tcp://" + options.address, *options.unit);
    if (!with) return session.fail(wrong_use, with.error().message);
    errand.device.address = *with;
  }
  errand.device.timeout = 1s;
  errand.all = options.all;
  const Result<drivers::Secrets> secrets = read_access(options.snmp, options.config, errand.device.snmp);
  if (!secrets) return session.fail(wrong_use, secrets.error().message);
  errand.secrets = *secrets;
  errand.patience = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.seconds));
  if (const std::string why = no_capture(errand.device.address); !why.empty()) return session.fail(wrong_use, why);
  if (is_meant_as_file(options.address))
    return session.fail(wrong_use, options.address + " is a file here",
                        "a capture of a device: probe replay:" + options.address);
  if (const auto address = drivers::parse_address(errand.device.address); !address)
    return session.fail(wrong_use, address.error().message);
  show_probe(errand, session);
}

}  // namespace

void add_probe(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "probe", "Ask a device directly, without an agent: what it is, and every point with its value");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command
      ->add_option("ADDRESS", options->address,
                   "snmp://HOST, modbus+tcp://HOST/UNIT, nut://HOST/UPS, icmp://HOST, replay:FILE ...")
      ->required();
  command->add_option("--profile", options->profile, "What the device is, for example ietf/ups; default: find out")
      ->type_name("ID");
  command->add_option("--config", options->config, "Site whose own profiles come first")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--timeout", options->seconds, "For everything")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  command->add_option("--unit", options->unit, "Modbus: the unit, where the address names none")
      ->type_name("NUMBER")
      ->check(CLI::Range(0, 255));
  command->add_flag("--all", options->all, "SNMP: also list what the device says and the profile does not name");
  offer_snmp(*command, options->snmp);
  offer_json(*command, session);
  command->callback([options, &session] { probe(*options, session); });
}

}  // namespace holdfast::cli
