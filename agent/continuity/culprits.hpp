// Why a node is as it is: the nodes furthest down that are themselves at fault, and what stands on them. Pure.
#pragma once

#include <vector>

#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

// Nodes at or below `node` that are no better than `node` demands and whose own fact, or nothing below them, says so:
// where to look first. Empty when `node` is normal. In the order in which the rules name them, each once.
std::vector<NodeId> culprits(const Graph& graph, std::span<const Fact> facts, const Healths& healths, NodeId node);

}  // namespace holdfast::continuity
