#include "agent/continuity/graph.hpp"

#include <algorithm>
#include <functional>

namespace holdfast::continuity {

namespace {

constexpr std::pair<NodeKind, const char*> kind_names[] = {
    {NodeKind::source, "source"},     {NodeKind::device, "device"},   {NodeKind::part, "device"},
    {NodeKind::link, "link"},         {NodeKind::uplink, "uplink"},   {NodeKind::system, "system"},
    {NodeKind::external, "external"}, {NodeKind::service, "service"},
};

}  // namespace

const char* to_string(NodeKind kind) {
  for (const auto& [known, name] : kind_names)
    if (known == kind) return name;
  return "?";
}

void collect(const Rule& rule, std::vector<NodeId>& out) {
  if (rule.kind == model::Needs::Rule::one) out.push_back(rule.node);
  for (const Rule& part : rule.parts) collect(part, out);
}

NodeId Graph::add(NodeKind kind, const std::string& id) {
  GraphNode node;
  node.kind = kind;
  node.id = id;
  node.name = std::string(to_string(kind)) + "." + id;
  node.device = static_cast<NodeId>(nodes_.size());
  by_name_.emplace(node.name, node.device);
  nodes_.push_back(std::move(node));
  return nodes_.back().device;
}

std::optional<NodeId> Graph::find(std::string_view name) const {
  auto found = by_name_.find(name);
  if (found == by_name_.end()) found = by_name_.find("device." + std::string(name));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

NodeId Graph::intern(const std::string& name) {
  if (const auto known = find(name)) return *known;
  const std::string plain = name.starts_with("device.") ? name.substr(7) : name;
  const auto device = find("device." + plain.substr(0, plain.find('.')));
  const NodeId part = add(NodeKind::part, plain);
  if (device) nodes_[part].device = *device;
  return part;
}

Rule Graph::rule_of(const model::Needs& needs) {
  Rule rule;
  rule.kind = needs.rule;
  rule.least = static_cast<std::uint32_t>(std::max(needs.least, 0));
  if (needs.rule == model::Needs::Rule::one) rule.node = intern(needs.name);
  for (const model::Needs& part : needs.parts) rule.parts.push_back(rule_of(part));
  return rule;
}

Graph Graph::make(const model::Site& site) {
  Graph graph;
  for (const auto& [id, source] : site.sources) graph.add(NodeKind::source, id);
  for (const auto& [id, device] : site.devices) {
    const NodeId node = graph.add(NodeKind::device, id);
    graph.nodes_[node].is_ups = device.device_class == "ups";
  }
  const std::pair<NodeKind, const std::map<std::string, model::Link>*> kinds[] = {
      {NodeKind::link, &site.links},
      {NodeKind::uplink, &site.uplinks},
      {NodeKind::system, &site.systems},
      {NodeKind::external, &site.externals}};
  for (const auto& [kind, all] : kinds)
    for (const auto& [id, link] : *all) graph.add(kind, id);
  for (const auto& [id, service] : site.services) graph.add(NodeKind::service, id);
  // Rules may add parts, so nodes_ may move: a rule is made first and stored then.
  const auto set = [&](const std::string& name, Rule GraphNode::*which, const model::Needs& needs) {
    Rule rule = graph.rule_of(needs);
    graph.nodes_[graph.by_name_.at(name)].*which = std::move(rule);
  };
  for (const auto& [id, device] : site.devices) {
    set("device." + id, &GraphNode::power, device.powered_by);
    set("device." + id, &GraphNode::reach, device.reached_by);
    set("device." + id, &GraphNode::needs, device.needs);
  }
  for (const auto& [kind, all] : kinds) {
    for (const auto& [id, link] : *all) {
      const std::string name = std::string(to_string(kind)) + "." + id;
      set(name, &GraphNode::power, link.powered_by);
      set(name, &GraphNode::reach, link.reached_by);
      set(name, &GraphNode::needs, link.needs);
      set(name, &GraphNode::wants, link.wants);
    }
  }
  for (const auto& [id, service] : site.services) {
    set("service." + id, &GraphNode::needs, service.needs);
    set("service." + id, &GraphNode::wants, service.wants);
  }
  // Loads may feed from outlets that nothing else names.
  for (const auto& [id, load] : site.loads) {
    if (!load.outlet.empty()) graph.intern(load.outlet);
    for (const std::string& feed : load.feeds) graph.intern(feed);
  }
  graph.find_orders();
  graph.find_below();
  return graph;
}

void Graph::find_orders() {
  enum class Mark : std::uint8_t { fresh, open, done };
  const auto order = [&](const std::function<void(NodeId, std::vector<NodeId>&)>& suppliers) {
    std::vector<Mark> marks(nodes_.size(), Mark::fresh);
    std::vector<NodeId> sorted;
    const std::function<void(NodeId)> visit = [&](NodeId node) {
      if (marks[node] != Mark::fresh) return;  // an open one would be a circle; load refuses those
      marks[node] = Mark::open;
      std::vector<NodeId> before;
      suppliers(node, before);
      for (const NodeId supplier : before) visit(supplier);
      marks[node] = Mark::done;
      sorted.push_back(node);
    };
    for (NodeId node = 0; node < nodes_.size(); ++node) visit(node);
    return sorted;
  };
  alive_order_ = order([&](NodeId node, std::vector<NodeId>& out) {
    const GraphNode& about = nodes_[node];
    if (about.kind == NodeKind::device) collect(about.power, out);
    if (about.kind == NodeKind::part) out.push_back(about.device);
  });
  usable_order_ = order([&](NodeId node, std::vector<NodeId>& out) {
    const GraphNode& about = nodes_[node];
    if (about.kind == NodeKind::part) out.push_back(about.device);
    for (const Rule* rule : {&about.reach, &about.needs, &about.wants}) collect(*rule, out);
  });
}

void Graph::find_below() {
  below_.resize(nodes_.size());
  for (NodeId node = 0; node < nodes_.size(); ++node) {
    std::vector<bool> seen(nodes_.size(), false);
    std::vector<NodeId> open{node};
    while (!open.empty()) {
      const NodeId at = open.back();
      open.pop_back();
      std::vector<NodeId> next;
      for (const Rule* rule : {&nodes_[at].power, &nodes_[at].reach, &nodes_[at].needs}) collect(*rule, next);
      if (nodes_[at].kind == NodeKind::part) next.push_back(nodes_[at].device);
      for (const NodeId other : next) {
        if (seen[other]) continue;
        seen[other] = true;
        open.push_back(other);
      }
    }
    seen[node] = false;
    for (NodeId other = 0; other < nodes_.size(); ++other)
      if (seen[other]) below_[node].push_back(other);
  }
}

bool Graph::rests_on(NodeId node, NodeId other) const {
  return std::binary_search(below_[node].begin(), below_[node].end(), other);
}

}  // namespace holdfast::continuity
