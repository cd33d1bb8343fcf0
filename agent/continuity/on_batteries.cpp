#include "agent/continuity/on_batteries.hpp"

#include <algorithm>

namespace holdfast::continuity {

namespace {

using detect::Truth;

Truth discharges(const Graph& graph, NodeId ups, const Healths& by_rules, Truth says) {
  if (by_rules.alive[ups] == Health::down) return Truth::no;
  if (says != Truth::unknown) return says;
  const Health input = weigh(graph[ups].power, by_rules.alive);
  if (input == Health::unknown) return Truth::unknown;
  return is_up(input) ? Truth::no : Truth::yes;
}

}  // namespace

std::vector<Truth> on_batteries(const Graph& graph, std::span<const Fact> facts, const Healths& present,
                                std::span<const Truth> says) {
  Healths healths;
  work_out(graph, facts, {}, Outlook::what_if, healths);
  std::vector<std::uint8_t> surely(graph.size(), 0), perhaps(graph.size(), 0);
  for (NodeId node = 0; node < graph.size(); ++node) {
    if (!graph[node].is_ups) continue;
    const Truth truth = discharges(graph, node, healths, says[node]);
    surely[node] = truth == Truth::yes ? 1 : 0;
    perhaps[node] = truth == Truth::no ? 0 : 1;
  }
  std::vector<Truth> found(graph.size(), Truth::no);
  if (std::ranges::count(perhaps, 1) == 0) return found;
  work_out(graph, facts, perhaps, Outlook::what_if, healths);
  for (NodeId node = 0; node < graph.size(); ++node)
    if (!is_up(healths.of(node))) found[node] = Truth::unknown;
  work_out(graph, facts, surely, Outlook::what_if, healths);
  for (NodeId node = 0; node < graph.size(); ++node)
    if (healths.of(node) == Health::down && is_up(present.of(node))) found[node] = Truth::yes;
  return found;
}

}  // namespace holdfast::continuity
