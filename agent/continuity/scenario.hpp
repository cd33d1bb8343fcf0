// The failures that readiness asks about: those that every branch has, by what is in it, and those that its files name.
//   SOURCE-lost        a supply that needs no start (mains-lost)
//   SOURCE-no-start    a supply that must start (start_time), while every other one is away, too
//   UPS-lost, SWITCH-lost, UPLINK-lost
//   DEVICE-lost        of any other device, when a [scenario.DEVICE-lost] names it
//   any disruption with what_if, by its own name; any [scenario.NAME] with `lose`
// A [scenario.NAME] of a name that is there already says how long that one lasts.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/graph.hpp"

namespace holdfast::continuity {

struct ScenarioCase {
  std::string name;
  std::string title;
  std::optional<Duration> lasts;
  std::vector<NodeId> lost;
};

// In the order of the list above, each kind by name.
std::vector<ScenarioCase> scenarios_of(const model::Site& site, const Graph& graph);

}  // namespace holdfast::continuity
