// `holdfast probe`: asks a device directly, without an agent, and shows what a profile makes of its answers.

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include "agent/cli/commands.hpp"
#include "agent/cli/texts.hpp"
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
  std::string community;
  std::string config = RunOptions{}.config;
  double seconds = 10.0;  // for everything
};

struct Probed {
  Result<std::vector<drivers::Reading>> readings = Error{};
  Duration took{};
};

// The profiles that can be asked for, one a line with what they are for.
std::string profiles_text() {
  const std::string folder = load::shipped_profiles_folder();
  std::string text = fmt::format("there are, in {}:", folder);
  for (const std::string& file : load::toml_files_below(folder, "")) {
    const std::string id = file.substr(0, file.size() - std::string(".toml").size());
    model::Profile profile;
    load::load_profile(id, "", folder, profile);
    text += fmt::format("\n    {:<20} {}", id, profile.title);
  }
  return text;
}

platform::Awaitable<void> read_all(drivers::Driver* driver, platform::Clock* clock, std::size_t points,
                                   Duration patience, Probed* probed) {
  std::vector<drivers::Target> targets;
  for (std::size_t spec = 0; spec < points; ++spec) targets.push_back({spec, std::nullopt});
  const SteadyTime begun = clock->steady();
  probed->readings = co_await driver->read(std::move(targets), begun + patience);
  probed->took = clock->steady() - begun;
}

Probed ask_device(const model::Device& device, const model::Profile& profile, const std::string& community,
                  Duration patience) {
  Probed probed;
  boost::asio::io_context loop;
  const auto clock = platform::make_real_clock(loop);
  drivers::Registry registry(loop.get_executor(), *clock);
  const auto driver = registry.make(device, profile, {community, ""});
  if (!driver) {
    probed.readings = driver.error();
    return probed;
  }
  boost::asio::co_spawn(loop, read_all(driver->get(), clock.get(), profile.points.size(), patience, &probed),
                        [&](const std::exception_ptr& failure) {
                          loop.stop();
                          if (failure) std::rethrow_exception(failure);
                        });
  loop.run();
  return probed;
}

json::value probe_json(const model::Device& device, const model::Profile& profile, const Probed& probed) {
  json::object points;
  for (const auto& reading : *probed.readings) {
    const auto& spec = profile.points.at(reading.spec);
    json::object sample{{"value", nullptr}, {"unit", spec.unit}, {"quality", model::to_string(reading.quality)}};
    if (reading.value) sample["value"] = poll::plain_json(*reading.value);
    if (reading.quality != model::Quality::good) sample["reason"] = model::to_string(reading.reason);
    points[reading.row ? model::row_name(spec.name, *reading.row) : spec.name] = std::move(sample);
  }
  return {{"device",
           {{"class", model::to_string(profile.device_class)},
            {"profile", profile.id},
            {"title", profile.title},
            {"address", device.address},
            {"took_ms", probed.took / 1ms}}},
          {"points", std::move(points)}};
}

const char* what_to_check(model::Protocol protocol) {
  if (protocol == model::Protocol::snmp)
    return "check: is the device on and the address right (ping it)? is SNMP v2c switched on there, and may this box\n"
           "  ask (its list of managers, UDP port 161)? is the community right (--community)?";
  return "check: is the device on and the address right (ping it)? is the unit number at the end of the address "
         "right?\n"
         "  does it listen (TCP port 502), and has another master taken its only connection?";
}

// A plain host gets the scheme of the profile.
std::string full_address(const std::string& given, model::Protocol protocol) {
  if (given.find("://") != std::string::npos) return given;
  return (protocol == model::Protocol::snmp ? "snmp://" : "modbus+tcp://") + given;
}

void show_probe(const Options& options, const model::Profile& profile, Session& session) {
  model::Device device;
  device.id = "probe";
  device.address = full_address(options.address, profile.protocol);
  device.profile = profile.id;
  device.timeout = 1s;
  if (const auto address = drivers::parse_address(device.address); !address)
    return session.fail(wrong_use, address.error().message);
  const Probed probed =
      ask_device(device, profile, options.community,
                 std::chrono::duration_cast<Duration>(std::chrono::duration<double>(options.seconds)));
  if (!probed.readings) {
    const Error& error = probed.readings.error();
    if (error.code == Code::invalid_argument) return session.fail(wrong_use, error.message);
    const bool silent = error.code == Code::no_contact;
    return session.fail(not_reached, fmt::format("{}: {}", device.address, error.message),
                        silent ? what_to_check(profile.protocol) : "");
  }
  const json::value result = probe_json(device, profile, probed);
  session.print(session.as_json ? json::serialize(result) + "\n" : probe_text(result, session.layout));
  const auto any = [](const drivers::Reading& reading) { return reading.quality == model::Quality::good; };
  if (std::ranges::none_of(*probed.readings, any))
    session.fail(answer_is_no, "the device answers, but knows no point of this profile; is it the right one?",
                 profiles_text());
}

void probe(const Options& options, Session& session) {
  if (options.profile.empty())
    return session.fail(wrong_use, "say what the device is: --profile ID (finding out by itself is not available yet)",
                        profiles_text());
  model::Profile profile;
  const auto loaded = load::load_profile(options.profile, options.config, load::shipped_profiles_folder(), profile);
  if (loaded.ok()) return show_probe(options, profile, session);
  session.exit_code = wrong_use;
  for (const auto& each : loaded.diagnostics) {
    if (each.place.line > 0) {
      session.complain(load::render(each, layout_of(STDERR_FILENO).colour));
    } else {
      session.fail(wrong_use, each.message, each.hint.empty() ? profiles_text() : each.hint);
    }
  }
}

}  // namespace

void add_probe(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("probe", "Ask a device directly, without an agent, and show every point of a profile");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("ADDRESS", options->address, "snmp://HOST[:PORT] or modbus+tcp://HOST[:PORT]/UNIT")->required();
  command->add_option("--profile", options->profile, "What the device is, for example ietf/ups")->type_name("ID");
  command->add_option("--community", options->community, "SNMP community; default: public")->type_name("WORD");
  command->add_option("--config", options->config, "Site whose own profiles come first")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--timeout", options->seconds, "For everything")
      ->type_name("SECONDS")
      ->check(CLI::Range(0.1, 600.0))
      ->capture_default_str();
  offer_json(*command, session);
  command->callback([options, &session] { probe(*options, session); });
}

}  // namespace holdfast::cli
