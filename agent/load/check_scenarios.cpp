// Scenarios that readiness could not make sense of.
#include <fmt/format.h>

#include <algorithm>

#include "agent/continuity/scenario.hpp"
#include "agent/load/checks.hpp"

namespace holdfast::load {
namespace {

// The devices that a condition reads, each once; none of one that is wrong, which has been said.
std::vector<std::string> read_by(const std::string& condition, SiteNames& names) {
  std::vector<std::string> devices;
  const detect::Condition::Parsed parsed = detect::Condition::parse(condition, names);
  if (!parsed.condition) return devices;
  for (const model::PointId point : parsed.condition->points())
    if (const std::string device = "device." + names.info(point).device;
        std::ranges::find(devices, device) == devices.end())
      devices.push_back(device);
  return devices;
}

// What is supposed to have failed, when nobody says it: right where a device watches itself, and wrong where it tells
// of something else, as a UPS does of the mains.
void settle_what_if(Draft& draft, SiteNames& names, Report& report) {
  for (auto& [id, disruption] : draft.site.disruptions) {
    const Declared* declared = draft.find("disruption", id);
    if (declared == nullptr || !disruption.what_if || !disruption.about.empty()) continue;
    disruption.about = read_by(disruption.when, names);
    if (disruption.about.empty()) continue;
    report.warning(
        declared->place,
        fmt::format("readiness supposes the loss of {}, which `when` reads", fmt::join(disruption.about, " and ")),
        "if it tells of something else, say so: about = \"source.mains\"");
  }
}

}  // namespace

void check_scenarios(Draft& draft, SiteNames& names, Report& report) {
  if (draft.broken_file) return;  // what seems to be missing may stand in it
  settle_what_if(draft, names, report);
  const continuity::Graph graph = continuity::Graph::make(draft.site);
  std::vector<std::string> known;
  for (const auto& each : continuity::scenarios_of(draft.site, graph)) known.push_back(each.name);
  for (const auto& [id, scenario] : draft.site.scenarios) {
    const Declared* declared = draft.find("scenario", id);
    if (declared == nullptr || std::ranges::find(known, id) != known.end()) continue;
    report.error(
        declared->place, fmt::format("nothing says what `{}` loses", id),
        "add lose = [\"source.mains\", ...]; or name one that is there already: " + suggest(id, known, "scenarios"));
  }
}

}  // namespace holdfast::load
