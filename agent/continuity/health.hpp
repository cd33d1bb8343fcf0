// How every node of the graph is, from what is known of each by itself: normal, at risk (redundancy lost or a resource
// running out), degraded, down or unknown. Pure; three-valued where it matters: unknown never counts as normal.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "agent/continuity/graph.hpp"
#include "agent/detect/condition.hpp"

namespace holdfast::continuity {

// By severity; of several needed the last counts.
enum class Health : std::uint8_t { normal, at_risk, degraded, unknown, down };
const char* to_string(Health health);  // "normal", "at risk", "degraded", "unknown", "down"
std::optional<Health> health_from(std::string_view name);
inline bool is_up(Health health) { return health <= Health::degraded; }

// What is known of one node by itself.
struct Fact {
  // yes: it was seen to work. no: it was seen not to. unknown: it is watched and cannot be told. nothing: nobody
  // watches it, it is as what it stands on.
  std::optional<detect::Truth> up;
  bool at_risk = false;  // it works, and something of it is running out (a UPS on battery)
  bool operator==(const Fact&) const = default;
};

enum class Outlook {
  present,  // what was seen to work does work, whatever it is said to stand on
  what_if,  // some nodes are lost: facts say how things were, the rules what becomes of them; batteries hold
  lasting,  // the same when the batteries are empty
};

struct Healths {
  std::vector<Health> alive, usable;  // by node; usable is what is shown
  Health of(NodeId node) const { return usable[node]; }
};

// `facts` by node. `lost`: nodes that are down whatever else is said; by node, or empty. Keeps the memory of `out`.
void work_out(const Graph& graph, std::span<const Fact> facts, std::span<const std::uint8_t> lost, Outlook outlook,
              Healths& out);

// How a rule stands over the healths of nodes.
Health weigh(const Rule& rule, std::span<const Health> nodes);

}  // namespace holdfast::continuity
