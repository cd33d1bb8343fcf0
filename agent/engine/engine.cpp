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

}  // namespace

const char* to_string(PersonsWord::Verb verb) {
  switch (verb) {
    case PersonsWord::Verb::approve: return "approve";
    case PersonsWord::Verb::deny: return "deny";
    case PersonsWord::Verb::confirm: return "confirm";
    case PersonsWord::Verb::dismiss: return "dismiss";
    case PersonsWord::Verb::declare: return "declare";
    case PersonsWord::Verb::stand_down: return "stand-down";
    case PersonsWord::Verb::acknowledge: return "acknowledge";
  }
  return "?";
}

std::string Event::bytes() const {
  boost::json::object object{{"subject", subject}};
  for (const auto& [key, value] : data) object[key] = value;
  return boost::json::serialize(object);
}

Result<Engine> Engine::make(model::Site site, model::Points& points, plan::Mode mode,
                            std::function<Duration(model::PointId)> interval) {
  Engine engine;
  engine.site_ = std::move(site);
  engine.points_ = &points;
  engine.mode_ = mode;
  PointNames names(engine.site_, points);
  for (const auto& [id, device] : engine.site_.devices)
    engine.contact_points_.emplace(id, engine::contact_point(points, id));
  for (const auto& [id, disruption] : engine.site_.disruptions) {
    auto detector = detect::Detector::compile(disruption, names, slowest_poll(disruption.when, names, interval));
    if (!detector) return with_context(detector.error(), "disruption {}", id);
    engine.detectors_.emplace(id, std::move(*detector));
  }
  for (const auto& [id, service] : engine.site_.services) {
    engine.services_.emplace(id, continuity::ClockTerms{service.rto, service.stable_for});
  }
  engine.graph_ = continuity::Graph::make(engine.site_);
  auto vitals = continuity::Vitals::compile(engine.site_, engine.graph_, names);
  if (!vitals) return vitals.error();
  engine.vitals_ = std::move(*vitals);
  for (const auto& [id, plan] : engine.site_.plans) {
    auto compiled = plan::compile(plan, names);
    if (!compiled) return compiled.error();
    engine.plans_.emplace(id, std::make_shared<const plan::CompiledPlan>(std::move(*compiled)));
    for (const auto& disruption : plan.on) engine.plan_for_.emplace(disruption, id);
  }
  return engine;
}

State Engine::fresh() const {
  State state;
  for (const auto& [id, detector] : detectors_) {
    state.disruptions.try_emplace(id);
    for (const auto& [point, window] : detector.windows()) state.observations.keep_history(point, window);
  }
  for (const auto& [id, service] : services_) state.services.try_emplace(id);
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
  for (const auto& [id, plan] : plans_) points.merge(plan->points());
  for (const auto& [device, point] : contact_points_) points.erase(point);
  return points;
}

}  // namespace holdfast::engine
