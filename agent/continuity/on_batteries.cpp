#include "agent/continuity/on_batteries.hpp"

#include <algorithm>

namespace holdfast::continuity {

namespace {

using detect::Truth;
using Nodes = std::vector<std::uint8_t>;

Truth discharges(const Graph& graph, NodeId ups, const Healths& by_rules, std::optional<Truth> says) {
  if (says && *says != Truth::unknown) return *says;
  const Health input = weigh(graph[ups].power, by_rules.alive);
  if (input == Health::down) return Truth::yes;
  return says || input == Health::unknown ? Truth::unknown : Truth::no;
}

// How everything is once those batteries are empty, and with them those of every UPS that hangs on them.
void empty(const Graph& graph, std::span<const Fact> facts, Nodes batteries, Healths& out) {
  for (bool more = true; more;) {
    work_out(graph, facts, batteries, Outlook::what_if, out);
    more = false;
    for (NodeId node = 0; node < graph.size(); ++node) {
      if (!graph[node].is_ups || batteries[node] != 0 || weigh(graph[node].power, out.alive) != Health::down) continue;
      batteries[node] = 1;
      more = true;
    }
  }
}

}  // namespace

std::vector<Truth> on_batteries(const Graph& graph, std::span<const Fact> facts, const Healths& present,
                                std::span<const std::optional<Truth>> says) {
  Healths healths;
  work_out(graph, facts, {}, Outlook::what_if, healths);
  Nodes surely(graph.size(), 0), perhaps(graph.size(), 0);
  for (NodeId node = 0; node < graph.size(); ++node) {
    if (!graph[node].is_ups) continue;
    const Truth truth = discharges(graph, node, healths, says[node]);
    surely[node] = truth == Truth::yes ? 1 : 0;
    perhaps[node] = truth == Truth::no ? 0 : 1;
  }
  std::vector<Truth> found(graph.size(), Truth::no);
  if (std::ranges::count(perhaps, 1) == 0) return found;
  empty(graph, facts, perhaps, healths);
  for (NodeId node = 0; node < graph.size(); ++node)
    if (!is_up(healths.of(node))) found[node] = Truth::unknown;
  empty(graph, facts, surely, healths);
  for (NodeId node = 0; node < graph.size(); ++node)
    if (healths.of(node) == Health::down && is_up(present.of(node))) found[node] = Truth::yes;
  return found;
}

}  // namespace holdfast::continuity
