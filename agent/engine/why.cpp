#include "agent/engine/why.hpp"

#include <algorithm>

#include "agent/engine/describe.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;
using continuity::GraphNode;
using continuity::NodeId;

namespace {

constexpr int deepest = 12;  // the graph has no circles within a layer; across layers it may go round by reach

// `says`: what it means when it is so.
json::object sign_json(const Engine& engine, const State& state, const char* says, const detect::Condition& condition,
                       SteadyTime now) {
  return {{"says", says},
          {"when", condition.text()},
          {"truth", detect::to_string(condition.evaluate(state.observations, now).truth)},
          {"evidence", evidence_json(engine, condition.evidence(state.observations, now), now)}};
}

class Tree {
 public:
  Tree(const Engine& engine, const State& state, SteadyTime now) : engine_(engine), state_(state), now_(now) {}

  // Everything that it rests on directly; below that only what is not normal.
  json::object of(NodeId node, int depth = 0) {
    const GraphNode& about = engine_.graph()[node];
    json::array signs;
    if (const auto* up = engine_.vitals().up(node)) signs.push_back(sign_json(engine_, state_, "up", *up, now_));
    if (const auto* risk = engine_.vitals().at_risk(node))
      signs.push_back(sign_json(engine_, state_, "at risk", *risk, now_));
    json::object object{{"name", about.name},
                        {"kind", continuity::to_string(about.kind)},
                        {"state", continuity::to_string(health(node))},
                        {"signs", std::move(signs)}};
    json::array below;
    path_.push_back(node);
    if (depth < deepest)
      for (const auto& [relation, rule] : relations(about)) add_below(relation, *rule, depth, below);
    path_.pop_back();
    object["rests_on"] = std::move(below);
    return object;
  }

 private:
  static std::vector<std::pair<const char*, const continuity::Rule*>> relations(const GraphNode& node) {
    return {{"powered_by", &node.power}, {"reached_by", &node.reach}, {"needs", &node.needs}, {"wants", &node.wants}};
  }

  continuity::Health health(NodeId node) const {
    const auto& usable = state_.seen.healths.usable;
    return node < usable.size() ? usable[node] : continuity::Health::unknown;
  }

  void add_below(const char* relation, const continuity::Rule& rule, int depth, json::array& below) {
    std::vector<NodeId> named;
    continuity::collect(rule, named);
    for (const NodeId other : named) {
      if (std::ranges::find(path_, other) != path_.end()) continue;
      if (depth > 0 && health(other) == continuity::Health::normal) continue;
      json::object object = of(other, depth + 1);
      object["relation"] = relation;
      below.push_back(std::move(object));
    }
  }

  const Engine& engine_;
  const State& state_;
  SteadyTime now_;
  std::vector<NodeId> path_;
};

json::array readiness_of(const Engine& engine, const State& state, NodeId service) {
  json::array rows;
  if (!state.readiness) return rows;
  for (const auto& scenario : state.readiness->result.scenarios)
    for (const auto& each : scenario.services) {
      if (each.service != service) continue;
      rows.push_back({{"scenario", engine.readiness().cases()[scenario.scenario].name},
                      {"held_ms", milliseconds(each.held.known())},
                      {"unknown", each.held.kind == continuity::Lasting::Kind::unknown},
                      {"margin_ms", milliseconds(each.margin)},
                      {"cause", each.cause}});
    }
  return rows;
}

json::object disruption_json(const Engine& engine, const State& state, const std::string& id, SteadyTime now) {
  json::object object = describe_disruption(engine, state, id, now);
  object["name"] = id;
  object["kind"] = "disruption";
  object["state"] = object["phase"];
  json::array signs;
  const auto conditions = engine.detector(id).conditions();
  for (std::size_t i = 0; i < conditions.size(); ++i) {
    const bool clears = i == 1 && !engine.site().disruptions.at(id).clear_when.empty();
    const char* says = i == 0 ? "raised" : clears ? "cleared" : "witnessed";
    signs.push_back(sign_json(engine, state, says, *conditions[i], now));
  }
  object["signs"] = std::move(signs);
  object["incident"] = nullptr;
  for (const auto& [number, incident] : state.incidents)
    if (incident::is_open(incident.state) && (incident.disruption == id || incident.has_consequence(id)))
      object["incident"] = incident.id;
  json::array about;
  for (const NodeId node : engine.about(id)) about.emplace_back(engine.graph()[node].name);
  object["about"] = std::move(about);
  return object;
}

std::optional<json::object> load_json(const Engine& engine, const State& state, const std::string& id) {
  const auto& names = engine.readiness().loads().load_names();
  const auto found = std::ranges::find(names, id);
  if (found == names.end()) return std::nullopt;
  json::object object{{"name", "load." + id}, {"kind", "load"}, {"state", "unknown"}};
  if (!state.readiness) return object;
  const auto& energy = state.readiness->result.energy;
  const auto index = static_cast<std::size_t>(found - names.begin());
  const auto watts = energy.problem.loads[index].watts;
  const continuity::Lasting& on = energy.schedule.shed_at[index];
  const auto shed_at = on.known();
  const bool untold = on.kind == continuity::Lasting::Kind::unknown;
  object["state"] = shed_at ? "is switched off in time" : untold ? "unknown" : "is never switched off";
  object["watts"] = watts ? json::value(*watts) : json::value(nullptr);
  object["shed_at_ms"] = milliseconds(shed_at);
  object["text"] = energy.text;
  return object;
}

}  // namespace

std::optional<json::object> why(const Engine& engine, const State& state, const std::string& name,
                                const model::Stamp& stamp) {
  const SteadyTime now = stamp.steady;
  if (engine.site().disruptions.contains(name)) return disruption_json(engine, state, name, now);
  if (name.starts_with("load.")) return load_json(engine, state, name.substr(5));
  std::optional<NodeId> node;
  for (const char* kind : {"", "service.", "system.", "link.", "uplink.", "external.", "source."})
    if (!node) node = engine.graph().find(kind + name);
  if (!node) return load_json(engine, state, name);
  json::object object = Tree(engine, state, now).of(*node);
  const GraphNode& about = engine.graph()[*node];
  if (about.kind == continuity::NodeKind::service) {
    object["clock"] = describe_service(engine, state, about.id, stamp);
    object["readiness"] = readiness_of(engine, state, *node);
  }
  return object;
}

std::vector<std::string> known_names(const Engine& engine) {
  std::vector<std::string> names;
  for (const GraphNode& node : engine.graph().nodes())
    names.push_back(node.kind == continuity::NodeKind::device || node.kind == continuity::NodeKind::part ? node.id
                                                                                                         : node.name);
  for (const auto& [id, disruption] : engine.site().disruptions) names.push_back(id);
  for (const std::string& id : engine.readiness().loads().load_names()) names.push_back("load." + id);
  return names;
}

}  // namespace holdfast::engine
