#include "agent/engine/engine.hpp"

#include <algorithm>

#include "agent/engine/names.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace {

// The slowest interval at which a point of the condition is read; a text that does not parse is reported by compile().
Duration slowest_poll(const std::string& text, detect::Names& names,
                      const std::function<Duration(model::PointId)>& interval) {
  const auto parsed = detect::Condition::parse(text, names);
  Duration slowest{};
  if (!parsed.condition) return slowest;
  for (const auto point : parsed.condition->points()) slowest = std::max(slowest, interval(point));
  return slowest;
}

constexpr std::pair<PersonsWord::Verb, const char*> verbs[] = {
    {PersonsWord::Verb::approve, "approve"},
    {PersonsWord::Verb::deny, "deny"},
    {PersonsWord::Verb::confirm, "confirm"},
    {PersonsWord::Verb::dismiss, "dismiss"},
    {PersonsWord::Verb::declare, "declare"},
    {PersonsWord::Verb::stand_down, "stand-down"},
    {PersonsWord::Verb::acknowledge, "acknowledge"},
    {PersonsWord::Verb::raise, "raise"},
    {PersonsWord::Verb::warn, "warn"},
    {PersonsWord::Verb::resolve, "resolve"},
    {PersonsWord::Verb::assess, "assess"},
    {PersonsWord::Verb::reconcile, "reconcile"},
    {PersonsWord::Verb::waive, "waive"},
};

}  // namespace

const char* to_string(PersonsWord::Verb verb) {
  for (const auto& [known, name] : verbs)
    if (known == verb) return name;
  return "?";
}

std::optional<PersonsWord::Verb> verb_from(std::string_view name) {
  for (const auto& [verb, known] : verbs)
    if (name == known) return verb;
  return std::nullopt;
}

std::string Event::bytes() const {
  boost::json::object object{{"subject", subject}};
  for (const auto& [key, value] : data) object[key] = value;
  return boost::json::serialize(object);
}

Turn::Turn() = default;
Turn::Turn(const Turn&) = default;
Turn::Turn(Turn&&) noexcept = default;
Turn& Turn::operator=(const Turn&) = default;
Turn& Turn::operator=(Turn&&) noexcept = default;
Turn::~Turn() = default;

Engine::Engine() : graph_(std::make_unique<continuity::Graph>()) {}
Engine::Engine(Engine&&) noexcept = default;
Engine::~Engine() = default;

Result<Engine> Engine::make(model::Site site, model::Points& points, plan::Mode mode,
                            std::function<Duration(model::PointId)> interval) {
  Engine engine;
  engine.site_ = std::move(site);
  engine.points_ = &points;
  engine.mode_ = mode;
  PointNames names(engine.site_, points);
  for (const auto& [id, device] : engine.site_.devices)
    if (device.is_polled()) engine.contact_points_.emplace(id, engine::contact_point(points, id));
  for (const auto& [id, disruption] : engine.site_.disruptions) {
    auto detector = detect::Detector::compile(disruption, names, slowest_poll(disruption.when, names, interval));
    if (!detector) return with_context(detector.error(), "disruption {}", id);
    engine.detectors_.emplace(id, std::move(*detector));
  }
  engine.calendar_ = continuity::Calendar(engine.site_.zone, engine.site_.holidays);
  engine.graph_ = std::make_unique<const continuity::Graph>(continuity::Graph::make(engine.site_));
  auto vitals = continuity::Vitals::compile(engine.site_, *engine.graph_, names);
  if (!vitals) return vitals.error();
  engine.vitals_ = std::move(*vitals);
  engine.readiness_.emplace(engine.site_, *engine.graph_, continuity::targets_of(engine.site_, *engine.graph_));
  for (const auto& [id, service] : engine.site_.services) {
    engine.figures_.emplace(id, continuity::figures_of(engine.site_.bia, service));
    engine.service_nodes_.emplace(id, *engine.graph_->find("service." + id));
  }
  for (const auto& [id, plan] : engine.site_.plans) {
    auto compiled = plan::compile(plan, names);
    if (!compiled) return compiled.error();
    engine.plans_.emplace(id, std::make_shared<const plan::CompiledPlan>(std::move(*compiled)));
    for (const auto& disruption : plan.on) engine.plan_for_.emplace(disruption, id);
  }
  for (const auto& [id, service] : engine.site_.services)
    if (const auto age = names.find(service.replication_age)) engine.data_ages_.emplace(id, *age);
  for (continuity::NodeId node = 0; node < engine.graph_->size(); ++node)
    if (const auto& about = (*engine.graph_)[node]; about.is_ups)
      if (const auto source = points.find(about.id + ".output.source")) engine.ups_sources_.emplace(node, *source);
  for (const auto& [id, disruption] : engine.site_.disruptions) engine.about_[id] = engine.nodes_about(disruption);
  return engine;
}

// What a disruption says it is about, else the devices that its condition reads.
std::vector<continuity::NodeId> Engine::nodes_about(const model::Disruption& disruption) const {
  std::vector<continuity::NodeId> nodes;
  const auto add = [&](const std::string& name) {
    const auto node = graph_->find(name);
    if (node && std::ranges::find(nodes, *node) == nodes.end()) nodes.push_back(*node);
  };
  for (const std::string& name : disruption.about) add(name);
  if (!disruption.about.empty()) return nodes;
  for (const auto point : detectors_.at(disruption.id).raised_by()) add("device." + points_->info(point).device);
  return nodes;
}

continuity::ClockTerms Engine::terms(const std::string& service, const model::Stamp& now) const {
  const model::Service& about = site_.services.at(service);
  return {figures_.at(service).rto, about.stable_for, continuity::CountedTime::of(calendar_, about.hours, now)};
}

State Engine::fresh() const {
  State state;
  for (const auto& [id, detector] : detectors_) {
    state.disruptions.try_emplace(id);
    for (const auto& [point, window] : detector.windows()) state.observations.keep_history(point, window);
  }
  for (const auto& [id, service] : site_.services) state.services.try_emplace(id);
  for (const auto& [point, window] : vitals_.windows()) state.observations.keep_history(point, window);
  return state;
}

Turn Engine::turn(State state, const Input& input, const model::Stamp& now) const {
  TurnBuilder builder(*this, std::move(state), now);
  return builder.run(input);
}

std::optional<model::PointId> Engine::contact_point(const std::string& device) const {
  const auto found = contact_points_.find(device);
  if (found == contact_points_.end()) return std::nullopt;
  return found->second;
}

std::set<model::PointId> Engine::watched() const {
  std::set<model::PointId> points;
  for (const auto& [id, detector] : detectors_) points.merge(detector.points());
  points.merge(vitals_.points());
  for (const auto& [service, age] : data_ages_) points.insert(age);
  for (const auto& [id, plan] : plans_) points.merge(plan->points());
  for (const auto& [device, point] : contact_points_) points.erase(point);
  return points;
}

}  // namespace holdfast::engine
