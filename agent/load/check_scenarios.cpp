// Scenarios that readiness could not make sense of.
#include <fmt/format.h>

#include <algorithm>

#include "agent/continuity/scenario.hpp"
#include "agent/load/checks.hpp"

namespace holdfast::load {

void check_scenarios(const Draft& draft, Report& report) {
  if (draft.broken_file) return;  // what seems to be missing may stand in it
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
  for (const auto& [id, disruption] : draft.site.disruptions) {
    const Declared* declared = draft.find("disruption", id);
    if (declared == nullptr || !disruption.what_if || !disruption.about.empty()) continue;
    report.error(declared->place, "`what_if` wants to know what has failed",
                 "add about = \"source.mains\", or whatever this is about");
  }
}

}  // namespace holdfast::load
