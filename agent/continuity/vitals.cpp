#include "agent/continuity/vitals.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::continuity {

namespace {

constexpr const char* little_fuel = "25%";

bool has_state(detect::Names& names, const std::string& point, std::string_view state) {
  const auto found = names.find(point);
  if (!found) return false;
  const auto& states = names.info(*found).states;
  return std::find(states.begin(), states.end(), state) != states.end();
}

std::string part_text(const std::string& part, detect::Names& names) {
  const std::string status = part + ".status";
  for (const char* works : {"on", "up"})
    if (has_state(names, status, works)) return fmt::format("{} == \"{}\"", status, works);
  return "";
}

std::string contact_of(const GraphNode& node) { return node.id + ".contact"; }

bool serves_unseen(const model::Device& device) {
  constexpr std::string_view classes[] = {"ups", "pdu", "ats", "dcpower", "generator", "meter", "env"};
  return std::ranges::find(classes, device.device_class) != std::end(classes);
}

const model::Link& link_of(const model::Site& site, const GraphNode& node) {
  switch (node.kind) {
    case NodeKind::uplink: return site.uplinks.at(node.id);
    case NodeKind::system: return site.systems.at(node.id);
    case NodeKind::external: return site.externals.at(node.id);
    default: return site.links.at(node.id);
  }
}

std::string up_text(const model::Site& site, const GraphNode& node, detect::Names& names) {
  switch (node.kind) {
    case NodeKind::source: return site.sources.at(node.id).up_when;
    case NodeKind::device: {
      const model::Device& device = site.devices.at(node.id);
      if (!device.up_when.empty()) return device.up_when;
      return device.is_polled() ? contact_of(node) : "";
    }
    case NodeKind::part: return part_text(node.id, names);
    case NodeKind::service: return site.services.at(node.id).up_when;
    case NodeKind::link:
    case NodeKind::uplink:
    case NodeKind::system:
    case NodeKind::external: return link_of(site, node).up_when;
  }
  return "";
}

std::string risk_text(const model::Site& site, const GraphNode& node, detect::Names& names) {
  std::vector<std::string> signs;
  const auto add = [&](const std::string& point, const char* state) {
    if (has_state(names, point, state)) signs.push_back(fmt::format("{} == \"{}\"", point, state));
  };
  if (node.is_ups) {
    add(node.id + ".output.source", "on_battery");
    add(node.id + ".battery.status", "low");
    add(node.id + ".battery.status", "depleted");
  }
  if (node.kind == NodeKind::source) {
    const std::string& fuel = site.sources.at(node.id).fuel;
    const auto point = fuel.empty() ? std::nullopt : names.find(fuel);
    if (point && names.info(*point).unit == "%") signs.push_back(fmt::format("{} < {}", fuel, little_fuel));
  }
  return fmt::format("{}", fmt::join(signs, " or "));
}

Result<std::optional<detect::Condition>> parse(const std::string& text, const GraphNode& node, detect::Names& names) {
  if (text.empty()) return std::optional<detect::Condition>{};
  auto parsed = detect::Condition::parse(text, names);
  if (!parsed.condition)
    return make_error(Code::invalid_argument, "{}: `{}`: {}", node.name, text, parsed.errors.front().message);
  return std::move(parsed.condition);
}

}  // namespace

Result<Vitals> Vitals::compile(const model::Site& site, const Graph& graph, detect::Names& names) {
  Vitals vitals;
  vitals.nodes_.resize(graph.size());
  std::vector<NodeId> named;
  for (const GraphNode& node : graph.nodes())
    for (const Rule* rule : {&node.power, &node.reach, &node.needs, &node.wants}) collect(*rule, named);
  for (NodeId node = 0; node < graph.size(); ++node) {
    // The outlet of a load on which nothing stands need not be watched.
    if (graph[node].kind == NodeKind::part && std::find(named.begin(), named.end(), node) == named.end()) continue;
    auto up = parse(up_text(site, graph[node], names), graph[node], names);
    if (!up) return up.error();
    auto risk = parse(risk_text(site, graph[node], names), graph[node], names);
    if (!risk) return risk.error();
    for (const auto* condition : {&*up, &*risk})
      if (*condition)
        for (const model::PointId point : (*condition)->points()) vitals.by_point_[point].push_back(node);
    Signs& signs = vitals.nodes_[node];
    signs = {std::move(*up), std::move(*risk), std::nullopt, Silence::means_down};
    if (graph[node].kind != NodeKind::device || !signs.up) continue;
    const model::Device& device = site.devices.at(graph[node].id);
    if (device.up_when.empty()) signs.contact = names.find(contact_of(graph[node]));
    if (serves_unseen(device)) signs.silence = Silence::tells_nothing;
  }
  return vitals;
}

detect::Truth Vitals::weigh_silence(const Signs& signs, const model::PointView& view, SteadyTime now, SteadyTime& due) {
  if (signs.silence == Silence::tells_nothing) return detect::Truth::unknown;
  const model::Sample* silent = view.latest(*signs.contact);
  if (silent == nullptr) return detect::Truth::unknown;
  const SteadyTime counts = silent->stamp.steady + silence_counts;
  if (now >= counts) return detect::Truth::no;
  due = std::min(due, counts);
  return detect::Truth::unknown;
}

void Vitals::evaluate(NodeId node, const model::PointView& view, SteadyTime now, Seen& seen) const {
  const Signs& signs = nodes_[node];
  Fact& fact = seen.facts[node];
  SteadyTime& due = seen.due[node];
  due = SteadyTime::max();
  if (signs.up) {
    fact.up = signs.up->evaluate(view, now).truth;
    due = std::min(due, signs.up->next_change(view, now).value_or(SteadyTime::max()));
    if (signs.contact && fact.up == detect::Truth::no) fact.up = weigh_silence(signs, view, now, due);
  }
  if (signs.at_risk) {
    fact.at_risk = signs.at_risk->evaluate(view, now).truth == detect::Truth::yes;
    due = std::min(due, signs.at_risk->next_change(view, now).value_or(SteadyTime::max()));
  }
}

bool Vitals::refresh(const model::PointView& view, const std::set<model::PointId>& arrived, SteadyTime now,
                     Seen& seen) const {
  bool changed = seen.facts.size() != nodes_.size();
  if (changed) {
    seen.facts.assign(nodes_.size(), Fact{});
    seen.due.assign(nodes_.size(), SteadyTime::min());
  }
  for (const model::PointId point : arrived) {
    const auto bears = by_point_.find(point);
    if (bears == by_point_.end()) continue;
    for (const NodeId node : bears->second) seen.due[node] = SteadyTime::min();
  }
  for (NodeId node = 0; node < nodes_.size(); ++node) {
    if (seen.due[node] > now) continue;
    const Fact before = seen.facts[node];
    evaluate(node, view, now, seen);
    changed = changed || before != seen.facts[node];
  }
  return changed;
}

std::set<model::PointId> Vitals::points() const {
  std::set<model::PointId> points;
  for (const Signs& signs : nodes_)
    for (const auto* condition : {&signs.up, &signs.at_risk})
      if (*condition) points.insert((*condition)->points().begin(), (*condition)->points().end());
  return points;
}

std::vector<std::pair<model::PointId, Duration>> Vitals::windows() const {
  std::vector<std::pair<model::PointId, Duration>> windows;
  for (const Signs& signs : nodes_)
    for (const auto* condition : {&signs.up, &signs.at_risk})
      if (*condition) windows.insert(windows.end(), (*condition)->windows().begin(), (*condition)->windows().end());
  return windows;
}

}  // namespace holdfast::continuity
