// The part of a turn in which open incidents are graded by the site's rules: a candidate, never a verdict, and the
// deadlines that it may start.

#include <algorithm>

#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

}  // namespace

incident::GradeFacts TurnBuilder::facts_of(const incident::Incident& incident) const {
  incident::GradeFacts facts;
  facts.now = now_.steady;
  if (now_.wall_certain) facts.wall = now_.wall;
  facts.since = incident.first_bad.value_or(incident.opened.steady);
  for (const std::string& id : incident.affected) {
    const auto clock = state_.services.find(id);
    if (clock == state_.services.end() || clock->second.level != continuity::Level::down) continue;
    const auto& about = engine_.site_.services.at(id).impact;
    facts.down.push_back({id, engine_.figures_.at(id).priority.value_or(0), about.revenue_share, about.volume_share,
                          clock->second.down_since.value_or(now_.steady)});
  }
  const auto add_class = [&](const std::string& disruption) {
    const auto known = engine_.site_.disruptions.find(disruption);
    if (known != engine_.site_.disruptions.end()) facts.disruption_classes.push_back(known->second.disruption_class);
  };
  add_class(incident.disruption);
  for (const auto& each : incident.consequences) add_class(each.disruption);
  return facts;
}

void TurnBuilder::grade_incidents() {
  for (auto& [number, incident] : state_.incidents) {
    if (!incident::is_open(incident.state) || incident.is_warning) continue;
    incident::Grading grading =
        incident::evaluate(engine_.site_.rules, engine_.calendar_, facts_of(incident), incident.grading);
    wake_at(grading.next);
    if (grading.raised)
      event("incident.graded", incident.id,
            {{"grade", grading.state.grade},
             {"from", incident.grading.grade},
             {"rules", grading.state.rules},
             {"because", texts(grading.holding)},
             {"who", "agent"}});
    const bool more_hold = grading.state.held.size() > incident.grading.held.size();
    if (more_hold && !grading.raised)
      event("incident.rule_held", incident.id,
            {{"grade", grading.state.grade}, {"rules", grading.state.rules}, {"because", texts(grading.holding)}});
    incident.grading = std::move(grading.state);
    tell_obligations(incident, std::move(grading.obligations));
  }
}

void TurnBuilder::tell_obligations(incident::Incident& incident, std::vector<incident::DueObligation> due) {
  for (const auto& each : due) {
    const auto told = std::ranges::find(incident.obligations, each.id, &incident::DueObligation::id);
    if (told != incident.obligations.end()) continue;
    const auto text = std::ranges::find(engine_.site_.rules.obligations, each.id, &model::Obligation::id);
    if (text == engine_.site_.rules.obligations.end()) continue;
    event("obligation.possible", incident.id,
          {{"obligation", each.id},
           {"text", text->text},
           {"to", text->to},
           {"due_ms", milliseconds(each.due - now_.steady)},
           {"source", text->source},
           {"verified", text->verified}});
  }
  incident.obligations = std::move(due);
}

}  // namespace holdfast::engine
