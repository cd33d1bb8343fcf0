// `holdfast check`: reads a site's configuration and says everything that is wrong with it. Opens no socket.

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "agent/cli/commands.hpp"
#include "agent/cli/words.hpp"
#include "agent/load/load.hpp"
#include "drivers/driver.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

load::Diagnostic about(const std::string& folder, load::Severity severity, std::string message) {
  load::Diagnostic diagnostic;
  diagnostic.severity = severity;
  diagnostic.message = std::move(message);
  diagnostic.place.file = folder;
  return diagnostic;
}

// What the files alone do not show: whether each driver can serve its profile, and whether the secrets are here.
void look_further(const std::string& folder, load::Loaded& loaded) {
  for (const auto& [id, profile] : loaded.site.profiles) {
    const Result<void> checked = drivers::check_profile(profile);
    if (checked) continue;
    loaded.diagnostics.push_back(
        about(folder, load::Severity::error, fmt::format("profile {}: {}", id, checked.error().message)));
  }
  const auto look_for = [&](const std::string& what, const std::string& secret) -> std::string {
    if (secret.empty()) return "";
    const auto read = load::read_secret(folder, secret);
    if (read) return *read;
    loaded.diagnostics.push_back(
        about(folder, load::Severity::warning, fmt::format("{}: {}", what, read.error().message)));
    return "";
  };
  for (const auto& [id, device] : loaded.site.devices) {
    const drivers::Secrets secrets{look_for("device " + id, device.secret),
                                   look_for("device " + id, device.snmp.privacy_secret)};
    if (secrets.main.empty()) continue;
    if (const auto checked = drivers::check_secrets(device.snmp, secrets); !checked)
      loaded.diagnostics.push_back(
          about(folder, load::Severity::error, fmt::format("device {}: {}", id, checked.error().message)));
  }
  look_for("broker", loaded.site.broker.secret);
}

std::size_t count(const load::Loaded& loaded, load::Severity severity) {
  std::size_t found = 0;
  for (const auto& each : loaded.diagnostics) found += each.severity == severity ? 1 : 0;
  return found;
}

std::size_t to_be_recognised(const model::Site& site) {
  return static_cast<std::size_t>(
      std::ranges::count_if(site.devices, [](const auto& each) { return each.second.is_to_be_recognised(); }));
}

std::string summary(const std::string& folder, const load::Loaded& loaded) {
  const model::Site& site = loaded.site;
  const std::string name = site.id.empty() ? folder : site.id;
  const std::size_t errors = count(loaded, load::Severity::error);
  const std::size_t warnings = count(loaded, load::Severity::warning);
  if (errors > 0) {
    const std::string also = warnings > 0 ? ", " + counted(warnings, "warning") : "";
    return fmt::format("{}: {}{}", name, counted(errors, "error"), also);
  }
  const std::size_t unknown = to_be_recognised(site);
  const std::string of_them = unknown > 0 ? fmt::format(" ({} to be recognised)", unknown) : "";
  return fmt::format("{}: {}{}, {}, {}, {}: {}", name, counted(site.devices.size(), "device"), of_them,
                     counted(site.disruptions.size(), "disruption"), counted(site.plans.size(), "plan"),
                     counted(site.services.size(), "service"),
                     warnings == 0 ? "all well" : "well, " + counted(warnings, "warning"));
}

json::object place_json(const load::Place& place) {
  return {{"file", place.file}, {"line", place.line}, {"column", place.column}};
}

json::object diagnostic_json(const load::Diagnostic& diagnostic) {
  json::array others;
  for (const auto& other : diagnostic.others) others.push_back(place_json(other));
  json::object object = place_json(diagnostic.place);
  object["severity"] = diagnostic.severity == load::Severity::error ? "error" : "warning";
  object["message"] = diagnostic.message;
  object["hint"] = diagnostic.hint;
  object["others"] = std::move(others);
  return object;
}

json::value check_json(const load::Loaded& loaded) {
  json::array diagnostics;
  for (const auto& each : loaded.diagnostics) diagnostics.push_back(diagnostic_json(each));
  return {{"site", loaded.site.id},
          {"well", loaded.ok()},
          {"files", loaded.files},
          {"errors", count(loaded, load::Severity::error)},
          {"warnings", count(loaded, load::Severity::warning)},
          {"devices", loaded.site.devices.size()},
          {"to_be_recognised", to_be_recognised(loaded.site)},
          {"disruptions", loaded.site.disruptions.size()},
          {"plans", loaded.site.plans.size()},
          {"services", loaded.site.services.size()},
          {"diagnostics", std::move(diagnostics)}};
}

void check_site(const std::string& folder, Session& session) {
  load::Loaded loaded = load::load_site(folder, load::shipped_profiles_folder());
  if (loaded.ok()) look_further(folder, loaded);
  session.exit_code = loaded.ok() ? well : answer_is_no;
  if (session.as_json) return session.print_json(check_json(loaded));
  for (const auto& each : loaded.diagnostics)
    session.complain(load::render(each, layout_of(STDERR_FILENO).colour) + "\n");
  session.print(summary(folder, loaded) + "\n");
}

}  // namespace

void add_check(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("check", "Check a site's configuration; touches no device");
  const auto folder = std::make_shared<std::string>(RunOptions{}.config);  // held by the command line and the callback
  command->add_option("DIR,--config", *folder, "Folder of the site's configuration")->capture_default_str();
  offer_json(*command, session);
  command->callback([folder, &session] { check_site(*folder, session); });
}

}  // namespace holdfast::cli
