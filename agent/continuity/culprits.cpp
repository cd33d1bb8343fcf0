#include "agent/continuity/culprits.hpp"

#include <algorithm>

namespace holdfast::continuity {

void Culprits::look_at(const Ground& ground, NodeId node) {
  if (seen_[node] != 0 || ground.healths.of(node) == Health::normal) return;
  seen_[node] = 1;
  const GraphNode& about = ground.graph[node];
  const std::size_t mine = below_.size();
  for (const Rule* rule : {&about.power, &about.reach, &about.needs, &about.wants}) collect(*rule, below_);
  if (about.kind == NodeKind::part) below_.push_back(about.device);
  const auto is_normal = [&](NodeId other) { return ground.healths.of(other) == Health::normal; };
  below_.erase(std::remove_if(below_.begin() + static_cast<std::ptrdiff_t>(mine), below_.end(), is_normal),
               below_.end());
  const Fact& fact = ground.facts[node];
  const bool own = fact.up == detect::Truth::no || fact.up == detect::Truth::unknown || fact.at_risk;
  if (own || below_.size() == mine) found_.push_back(node);
  const std::size_t end = below_.size();
  for (std::size_t at = mine; at < end; ++at) look_at(ground, below_[at]);
  below_.resize(mine);
}

std::span<const NodeId> Culprits::find(const Graph& graph, std::span<const Fact> facts, const Healths& healths,
                                       NodeId node) {
  seen_.assign(graph.size(), 0);
  below_.clear();
  found_.clear();
  look_at({graph, facts, healths}, node);
  // What has itself lost something below it is told after what lies deepest. They are few: each goes before the first
  // that it must precede, which keeps the order of those before it.
  const auto precedes = [&](NodeId a, NodeId b) {
    return healths.of(a) > healths.of(b) || (healths.of(a) == healths.of(b) && graph.rests_on(b, a));
  };
  for (auto each = found_.begin(); each != found_.end(); ++each) {
    const auto place = std::find_if(found_.begin(), each, [&](NodeId other) { return precedes(*each, other); });
    std::rotate(place, each, each + 1);
  }
  return found_;
}

std::vector<NodeId> culprits(const Graph& graph, std::span<const Fact> facts, const Healths& healths, NodeId node) {
  Culprits search;
  const auto found = search.find(graph, facts, healths, node);
  return {found.begin(), found.end()};
}

}  // namespace holdfast::continuity
