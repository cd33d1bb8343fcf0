#include "agent/continuity/health.hpp"

#include <algorithm>

namespace holdfast::continuity {

namespace {

using Kind = model::Needs::Rule;

constexpr std::pair<Health, const char*> names[] = {{Health::normal, "normal"},
                                                    {Health::at_risk, "at risk"},
                                                    {Health::degraded, "degraded"},
                                                    {Health::unknown, "unknown"},
                                                    {Health::down, "down"}};

struct Tally {
  std::uint32_t up = 0, unknown = 0, all = 0;
  bool all_normal = true;
  Health best = Health::down;
};

Tally tally(const Rule& rule, std::span<const Health> nodes) {
  Tally tally;
  for (const Rule& part : rule.parts) {
    const Health health = weigh(part, nodes);
    ++tally.all;
    tally.up += is_up(health) ? 1 : 0;
    tally.unknown += health == Health::unknown ? 1 : 0;
    tally.all_normal = tally.all_normal && health == Health::normal;
    tally.best = std::min(tally.best, health);
  }
  return tally;
}

// Enough are up: normal only while none of them is missed, for what is left carries no loss.
Health weigh_some(const Rule& rule, std::uint32_t wanted, std::span<const Health> nodes) {
  const Tally seen = tally(rule, nodes);
  if (seen.up + seen.unknown < wanted) return Health::down;
  if (seen.up < wanted) return Health::unknown;
  if (seen.all_normal) return Health::normal;
  if (wanted == 1) return std::max(seen.best, Health::at_risk);
  std::vector<Health> sorted;
  for (const Rule& part : rule.parts) sorted.push_back(weigh(part, nodes));
  std::sort(sorted.begin(), sorted.end());
  return std::max(sorted[wanted - 1], Health::at_risk);
}

// What wants are missed degrades, and no more.
Health with_wants(Health health, Health wants) {
  if (!is_up(health) || wants == Health::normal) return health;
  return std::max(health, wants == Health::down ? Health::degraded : Health::at_risk);
}

class Pass {
 public:
  Pass(const Graph& graph, std::span<const Fact> facts, std::span<const std::uint8_t> lost, Outlook outlook,
       Healths& out)
      : graph_(graph), facts_(facts), lost_(lost), outlook_(outlook), out_(out) {}

  void run() {
    for (const NodeId node : graph_.alive_order()) out_.alive[node] = alive(node);
    for (const NodeId node : graph_.usable_order()) out_.usable[node] = usable(node);
  }

 private:
  // What is seen of the node by itself, and what it stands on.
  Health settle(NodeId node, Health rests) const {
    if (!lost_.empty() && lost_[node] != 0) return Health::down;
    const Fact& fact = facts_[node];
    const Health hurt = fact.at_risk ? Health::at_risk : Health::normal;
    if (fact.up == detect::Truth::no) return Health::down;
    if (fact.up == detect::Truth::yes && outlook_ == Outlook::present)
      return std::max(hurt, is_up(rests) ? rests : Health::at_risk);
    if (fact.up == detect::Truth::unknown) return rests == Health::down ? Health::down : Health::unknown;
    return std::max(hurt, rests);
  }

  Health power(const GraphNode& about) const {
    const Health power = weigh(about.power, out_.alive);
    const bool holds = about.is_ups && outlook_ != Outlook::lasting;
    return holds && !is_up(power) ? Health::at_risk : power;
  }

  Health alive(NodeId node) const {
    const GraphNode& about = graph_[node];
    switch (about.kind) {
      case NodeKind::device: return settle(node, power(about));
      case NodeKind::part: return settle(node, out_.alive[about.device]);
      default: return settle(node, Health::normal);
    }
  }

  Health usable(NodeId node) const {
    const GraphNode& about = graph_[node];
    if (about.kind == NodeKind::source) return out_.alive[node];
    if (about.kind == NodeKind::part) return settle(node, out_.usable[about.device]);
    const Health own = about.kind == NodeKind::device ? out_.alive[node] : weigh(about.power, out_.alive);
    const Health others = std::max(weigh(about.reach, out_.usable), weigh(about.needs, out_.usable));
    return with_wants(settle(node, std::max(own, others)), weigh(about.wants, out_.usable));
  }

  const Graph& graph_;
  std::span<const Fact> facts_;
  std::span<const std::uint8_t> lost_;
  Outlook outlook_;
  Healths& out_;
};

}  // namespace

const char* to_string(Health health) {
  for (const auto& [known, name] : names)
    if (known == health) return name;
  return "?";
}

std::optional<Health> health_from(std::string_view name) {
  for (const auto& [health, known] : names)
    if (name == known) return health;
  return std::nullopt;
}

Health weigh(const Rule& rule, std::span<const Health> nodes) {
  switch (rule.kind) {
    case Kind::one: return nodes[rule.node];
    case Kind::any_of: return weigh_some(rule, 1, nodes);
    case Kind::at_least: return weigh_some(rule, rule.least, nodes);
    case Kind::all_of: break;
  }
  Health worst = Health::normal;
  for (const Rule& part : rule.parts) worst = std::max(worst, weigh(part, nodes));
  return worst;
}

void work_out(const Graph& graph, std::span<const Fact> facts, std::span<const std::uint8_t> lost, Outlook outlook,
              Healths& out) {
  out.alive.assign(graph.size(), Health::normal);
  out.usable.assign(graph.size(), Health::normal);
  Pass(graph, facts, lost, outlook, out).run();
}

}  // namespace holdfast::continuity
