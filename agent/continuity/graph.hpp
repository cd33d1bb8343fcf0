// What stands on what in a branch: sources, devices and their parts (outlets, interfaces), links, systems, outside
// parties and services, with the rules by which each rests on others. Made of a site once, never changed.
//
// Two layers keep the ways of power and of reach apart, so that a UPS may be reached through the very switch that it
// feeds. Power makes a thing alive: `powered_by` asks whether others are alive. All else asks whether others are
// usable:
//   alive   source: own evidence     device: own evidence, powered_by       part: own evidence, its device
//   usable  device: alive, reached_by, needs     link, system, external, service: own evidence, powered_by, reached_by,
//           needs, wants             part: own evidence, its device
// Within a layer there are no circles; load refuses them.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/site.hpp"

namespace holdfast::continuity {

using NodeId = std::uint32_t;

enum class NodeKind { source, device, part, link, uplink, system, external, service };
const char* to_string(NodeKind kind);  // "source", "device", ...

// A rule over other nodes; empty (all of nothing) is always met.
struct Rule {
  model::Needs::Rule kind = model::Needs::Rule::all_of;
  std::uint32_t least = 0;  // of at_least
  NodeId node = 0;          // of one
  std::vector<Rule> parts;
  bool empty() const { return kind == model::Needs::Rule::all_of && parts.empty(); }
};

struct GraphNode {
  NodeKind kind = NodeKind::device;
  std::string id;       // "ups-main", "pdu-a.outlet.4", "wan"
  std::string name;     // "device.ups-main", "device.pdu-a.outlet.4", "link.wan": unique
  NodeId device = 0;    // of a part: its device; else itself
  bool is_ups = false;  // holds what it feeds while its battery lasts
  Rule power, reach, needs, wants;
};

class Graph {
 public:
  static Graph make(const model::Site& site);

  const std::vector<GraphNode>& nodes() const { return nodes_; }
  const GraphNode& operator[](NodeId node) const { return nodes_[node]; }
  std::size_t size() const { return nodes_.size(); }

  // By any of its names: "device.ups-main", "ups-main", "pdu-a.outlet.4", "link.wan".
  std::optional<NodeId> find(std::string_view name) const;

  // Suppliers first; an order in which each layer can be worked out in one pass.
  const std::vector<NodeId>& alive_order() const { return alive_order_; }
  const std::vector<NodeId>& usable_order() const { return usable_order_; }

  // Everything that `node` rests on, directly or through others, by any relation but wants; without itself. Ascending.
  const std::vector<NodeId>& below(NodeId node) const { return below_[node]; }
  bool rests_on(NodeId node, NodeId other) const;

 private:
  NodeId add(NodeKind kind, const std::string& id);
  NodeId intern(const std::string& name);  // of a rule: makes parts as they are named
  Rule rule_of(const model::Needs& needs);
  void find_orders();
  void find_below();

  std::vector<GraphNode> nodes_;
  std::map<std::string, NodeId, std::less<>> by_name_;
  std::vector<NodeId> alive_order_, usable_order_;
  std::vector<std::vector<NodeId>> below_;
};

// Every node that a rule names, in the order of the text.
void collect(const Rule& rule, std::vector<NodeId>& out);

}  // namespace holdfast::continuity
