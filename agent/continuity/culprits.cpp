#include "agent/continuity/culprits.hpp"

#include <algorithm>

namespace holdfast::continuity {

namespace {

class Search {
 public:
  Search(const Graph& graph, std::span<const Fact> facts, const Healths& healths)
      : graph_(graph), facts_(facts), healths_(healths), seen_(graph.size(), false) {}

  void look_at(NodeId node) {
    if (seen_[node] || healths_.of(node) == Health::normal) return;
    seen_[node] = true;
    const GraphNode& about = graph_[node];
    std::vector<NodeId> below;
    for (const Rule* rule : {&about.power, &about.reach, &about.needs, &about.wants}) collect(*rule, below);
    if (about.kind == NodeKind::part) below.push_back(about.device);
    std::erase_if(below, [&](NodeId other) { return healths_.of(other) == Health::normal; });
    const bool own =
        facts_[node].up == detect::Truth::no || facts_[node].up == detect::Truth::unknown || facts_[node].at_risk;
    if (own || below.empty()) found_.push_back(node);
    for (const NodeId other : below) look_at(other);
  }

  std::vector<NodeId> found() && { return std::move(found_); }

 private:
  const Graph& graph_;
  std::span<const Fact> facts_;
  const Healths& healths_;
  std::vector<bool> seen_;
  std::vector<NodeId> found_;
};

}  // namespace

std::vector<NodeId> culprits(const Graph& graph, std::span<const Fact> facts, const Healths& healths, NodeId node) {
  Search search(graph, facts, healths);
  search.look_at(node);
  std::vector<NodeId> found = std::move(search).found();
  // What has itself lost something below it is told after what lies deepest.
  std::stable_sort(found.begin(), found.end(), [&](NodeId a, NodeId b) {
    return healths.of(a) > healths.of(b) || (healths.of(a) == healths.of(b) && graph.rests_on(b, a));
  });
  return found;
}

}  // namespace holdfast::continuity
