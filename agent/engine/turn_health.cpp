// The part of a turn that says how everything in the branch is, and runs the clocks of services.

#include "agent/continuity/culprits.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;
using continuity::Health;
using continuity::NodeId;
using continuity::NodeKind;

namespace {

// A new life of the agent has heard of nothing yet; for so long that is not news.
constexpr Duration settling = std::chrono::seconds{30};

detect::Truth truth_of(Health health, model::MinimumLevel minimum) {
  if (health == Health::unknown) return detect::Truth::unknown;
  const bool enough = minimum == model::MinimumLevel::degraded ? health < Health::degraded : continuity::is_up(health);
  return enough ? detect::Truth::yes : detect::Truth::no;
}

}  // namespace

json::array because_json(const Engine& engine, const State& state, NodeId node, SteadyTime now) {
  json::array list;
  for (const NodeId culprit : continuity::culprits(engine.graph(), state.seen.facts, state.seen.healths, node)) {
    json::object about{{"name", engine.graph()[culprit].name},
                       {"state", continuity::to_string(state.seen.healths.of(culprit))}};
    const bool works = state.seen.facts[culprit].up != detect::Truth::no;
    const auto* sign =
        works && engine.vitals().at_risk(culprit) ? engine.vitals().at_risk(culprit) : engine.vitals().up(culprit);
    if (sign != nullptr) {
      about["when"] = sign->text();
      about["evidence"] = evidence_json(engine, sign->evidence(state.observations, now), now);
    }
    list.push_back(std::move(about));
  }
  return list;
}

void TurnBuilder::look_around() {
  if (engine_.vitals_.refresh(state_.observations, arrived_, now_.steady, state_.seen)) {
    continuity::work_out(*engine_.graph_, state_.seen.facts, {}, continuity::Outlook::present, state_.seen.healths);
    tell_healths();
  }
  for (const SteadyTime due : state_.seen.due)
    if (due != SteadyTime::max()) wake_at(due);
  if (now_.steady < state_.seen.life_began + settling) {
    wake_at(state_.seen.life_began + settling);
  } else if (!state_.seen.settled) {
    state_.seen.settled = true;
    tell_healths();
  }
}

void TurnBuilder::tell_healths() {
  for (NodeId node = 0; node < engine_.graph_->size(); ++node) {
    const continuity::GraphNode& about = (*engine_.graph_)[node];
    if (about.kind == NodeKind::part) continue;  // a step that switches an outlet says so itself
    const Health health = state_.seen.healths.of(node);
    if (health == Health::unknown && !state_.seen.settled) continue;
    const auto known = state_.health.find(about.name);
    const Health told = known == state_.health.end() ? Health::normal : known->second;
    if (told == health) continue;
    event("health.changed", about.name,
          {{"from", continuity::to_string(told)},
           {"to", continuity::to_string(health)},
           {"because", because_json(engine_, state_, node, now_.steady)}});
    if (health == Health::normal) {
      state_.health.erase(known);
    } else {
      state_.health[about.name] = health;
    }
  }
}

void TurnBuilder::watch_services() {
  for (const auto& [id, terms] : engine_.services_) {
    const NodeId node = *engine_.graph_->find("service." + id);
    auto& clock = state_.services[id];
    const auto& service = engine_.site_.services.at(id);
    const auto truth = truth_of(state_.seen.healths.of(node), service.minimum_level);
    const auto before = clock;
    const auto change = continuity::update(clock, terms, truth, now_.steady);
    wake_at(continuity::next_change(clock, terms));
    if (change == continuity::ClockChange::none) continue;
    json::object data{{"title", service.title},
                      {"rto_ms", milliseconds(terms.rto)},
                      {"elapsed_ms", milliseconds(continuity::elapsed(clock, now_.steady))}};
    switch (change) {
      case continuity::ClockChange::none: break;
      case continuity::ClockChange::went_down:
        data["because"] = because_json(engine_, state_, node, now_.steady);
        event("service.down", id, std::move(data));
        for (auto& [number, incident] : state_.incidents)
          if (incident::is_open(incident.state) && concerns(incident, id)) incident.affected.insert(id);
        break;
      case continuity::ClockChange::recovered:
        data["elapsed_ms"] = milliseconds(continuity::elapsed(before, now_.steady));
        event("service.recovered", id, std::move(data));
        break;
      case continuity::ClockChange::rto_missed: event("service.rto_missed", id, std::move(data)); break;
    }
  }
}

}  // namespace holdfast::engine
