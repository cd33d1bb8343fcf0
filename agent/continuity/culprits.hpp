// Why a node is as it is: the nodes furthest down that are themselves at fault, and what stands on them. Pure.
#pragma once

#include <span>
#include <vector>

#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

// Keeps its memory between calls, for those who ask often.
class Culprits {
 public:
  // Nodes at or below `node` that are no better than `node` demands and whose own fact, or nothing below them, says so:
  // where to look first. Empty when `node` is normal. What lies deepest first, each once. Valid until the next call.
  std::span<const NodeId> find(const Graph& graph, std::span<const Fact> facts, const Healths& healths, NodeId node);

 private:
  struct Ground {  // what is searched
    const Graph& graph;
    std::span<const Fact> facts;
    const Healths& healths;
  };
  void look_at(const Ground& ground, NodeId node);

  std::vector<std::uint8_t> seen_;  // by node
  std::vector<NodeId> below_;       // a stack: what the nodes under way stand on and is not normal
  std::vector<NodeId> found_;
};

std::vector<NodeId> culprits(const Graph& graph, std::span<const Fact> facts, const Healths& healths, NodeId node);

}  // namespace holdfast::continuity
