#include <fmt/format.h>

#include <algorithm>

#include "agent/continuity/loads.hpp"

namespace holdfast::continuity {

namespace {

// Two figures of one draw differ; only what is over both is called undeclared.
constexpr double undeclared_watts = 20;
constexpr double undeclared_part = 0.1;

}  // namespace

// Whether `node` draws its power through that UPS, by whatever way.
bool LoadMap::draws_through(NodeId node, NodeId ups, int depth) const {
  if (depth > deepest) return false;
  const GraphNode& about = graph_[node];
  if (about.kind == NodeKind::part && about.device != node)
    return about.device == ups || draws_through(about.device, ups, depth + 1);
  std::vector<NodeId> suppliers;
  collect(about.power, suppliers);
  return std::ranges::any_of(suppliers,
                             [&](NodeId each) { return each == ups || draws_through(each, ups, depth + 1); });
}

// The draw of another UPS is no load of the one before it, and which of two UPS a load behind both draws from is not
// known: neither is judged.
bool LoadMap::can_be_compared(const EnergyProblem& problem, std::uint32_t pool, std::span<const NodeId> pools) const {
  const bool feeds_another = std::ranges::any_of(
      ups_, [&](const Ups& other) { return other.node != pools[pool] && draws_through(other.node, pools[pool], 0); });
  const bool shares = std::ranges::any_of(problem.loads, [&](const EnergyLoad& load) {
    const auto feeds = problem.feeds_of(load);
    return feeds.size() > 1 && std::ranges::find(feeds, pool) != feeds.end();
  });
  return !feeds_another && !shares;
}

// What is planned for the loads of the pool, of which some may be off now; nothing where there are none, or one of them
// is not known.
std::optional<double> LoadMap::planned_watts(const EnergyProblem& problem, std::uint32_t pool) {
  std::optional<double> planned;
  for (const EnergyLoad& load : problem.loads) {
    const auto feeds = problem.feeds_of(load);
    if (std::ranges::find(feeds, pool) == feeds.end()) continue;
    if (!load.watts) return std::nullopt;
    planned = planned.value_or(0) + problem.share_of(load);
  }
  return planned;
}

void LoadMap::find_undeclared(const EnergyProblem& problem, std::span<const NodeId> pools,
                              std::vector<LoadFinding>& all) const {
  for (std::uint32_t pool = 0; pool < pools.size(); ++pool) {
    const auto& delivered = problem.pools[pool].delivered_watts;
    const auto planned = planned_watts(problem, pool);
    if (!planned || !delivered || !can_be_compared(problem, pool, pools)) continue;
    const double undeclared = *delivered - *planned;
    if (undeclared <= std::max(undeclared_watts, undeclared_part * *delivered)) continue;
    const std::string& ups = graph_[pools[pool]].id;
    all.push_back(
        {"load-undeclared", "device." + ups,
         fmt::format("{} delivers {:.0f} W, and the loads that hang on it are said to draw {:.0f} W: {:.0f} W "
                     "are nobody's, and holds come out too long; declare them as [load.*]",
                     ups, *delivered, *planned, undeclared)});
  }
}

std::vector<LoadFinding> LoadMap::findings(const EnergyProblem& problem, std::span<const NodeId> pools) const {
  std::vector<LoadFinding> all;
  for (std::size_t number = 0; number < loads_.size(); ++number) {
    const Entry& load = loads_[number];
    const auto add = [&](const char* code, const std::string& text) {
      all.push_back({code, "load." + names_[number], fmt::format("load {} {}", names_[number], text)});
    };
    if (load.use == LoadUse::unclaimed)
      add("load-unclaimed",
          "powers nothing that a service needs: it is kept on as long as any; say what it powers, "
          "or that it is spare");
    if (number < problem.loads.size() && !problem.loads[number].watts)
      add("load-without-watts", "has no known watts: nothing measures it and none are declared");
    if (!load.on_ups) add("load-on-no-ups", "hangs on no UPS: it goes off with the mains");
    if (load.use == LoadUse::spare && load.needed)
      add("load-spare-and-needed", "is spare and goes at once, yet a service needs what it powers");
  }
  find_undeclared(problem, pools, all);
  return all;
}

}  // namespace holdfast::continuity
