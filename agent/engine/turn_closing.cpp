// The part of a turn in which incidents end: when what caused them is over, their services are back and their data are
// accounted for.

#include <algorithm>

#include "agent/engine/closing.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::array texts(const auto& list) { return json::array(list.begin(), list.end()); }

}  // namespace

std::vector<std::string> missing_statements(const Engine& engine, const incident::Incident& incident) {
  std::vector<std::string> missing;
  for (const std::string& id : incident.affected) {
    const auto figures = engine.figures().find(id);
    if (figures != engine.figures().end() && figures->second.rpo && !incident.data.contains(id)) missing.push_back(id);
  }
  return missing;
}

std::vector<std::string> still_down(const Engine& engine, const State& state, const incident::Incident& incident,
                                    const model::Stamp& now) {
  std::vector<std::string> down;
  for (const std::string& id : incident.affected) {
    const auto clock = state.services.find(id);
    if (clock == state.services.end() || clock->second.level != continuity::Level::down) continue;
    if (now.wall_certain && !engine.calendar().is_open(engine.site().services.at(id).hours, now.wall)) continue;
    const bool others = std::ranges::any_of(state.incidents, [&](const auto& entry) {
      const incident::Incident& other = entry.second;
      return other.id != incident.id && incident::is_open(other.state) && !other.is_warning && !other.over &&
             other.affected.contains(id);
    });
    if (!others) down.push_back(id);
  }
  return down;
}

Awaited awaited_by(const Engine& engine, const State& state, const incident::Incident& incident,
                   const model::Stamp& now) {
  if (!incident.over || incident.is_warning || !incident::is_open(incident.state)) return {};
  Awaited awaited{still_down(engine, state, incident, now), missing_statements(engine, incident)};
  std::erase_if(awaited.data, [&](const std::string& service) {
    return std::ranges::find(awaited.services, service) != awaited.services.end();
  });
  return awaited;
}

SteadyTime should_be_back(const Engine& engine, const incident::Incident& incident, const std::string& service) {
  const model::Service& about = engine.site().services.at(service);
  return *incident.over + about.recovery.value_or(Duration{}) + about.stable_for;
}

// The condition has cleared, or people say so of what no sensor tells.
void TurnBuilder::end_condition(incident::Incident& incident, const std::string& who, const std::string& reason) {
  if (!incident::is_open(incident.state)) return;
  const bool was_formal = incident::is_formal(incident.state);
  const Run* run = run_of(incident);
  if (run != nullptr && plan::must_go_on(run->run)) {
    if (incident.return_waits) return;
    incident.return_waits = true;
    event("incident.return_waits", incident.id, {{"who", who}, {"reason", reason}, {"run", incident.run}});
    return;
  }
  incident.return_waits = false;
  if (was_formal && !follow(incident, incident::Event::clear, who, reason)) return;
  take_back(incident);
  // What nobody declared needs no return to be over.
  if (!was_formal || run == nullptr) be_over(incident, who, reason);
}

bool TurnBuilder::begin_returns_that_waited() {
  bool any = false;
  for (auto& [number, incident] : state_.incidents) {
    if (!incident.return_waits || !incident::is_open(incident.state) || may_be_back(incident)) continue;
    end_condition(incident, agent, "the condition has cleared, and the response is through");
    any = any || !incident.return_waits;
  }
  return any;
}

void TurnBuilder::be_over(incident::Incident& incident, const std::string& who, const std::string& reason) {
  incident.over = now_.steady;
  ends(incident);
  newly_over_[incident.id] = {who, reason};
}

// It is back before its incident has closed, and was never declared: what was done to protect is done again.
void TurnBuilder::be_back(incident::Incident& incident) {
  incident.over.reset();
  ++incident.relapses;
  event("incident.relapsed", incident.id,
        {{"who", agent},
         {"reason", "the disruption is back"},
         {"title", incident.title},
         {"disruption", incident.disruption},
         {"since_opened_ms", milliseconds(now_.steady - incident.opened.steady)}});
  if (run_of(incident) == nullptr) prepare(incident);
}

// Seen again, and not yet verified or cleared: it does not close before that is known.
bool TurnBuilder::may_be_back(const incident::Incident& incident) const {
  const auto state = state_.disruptions.find(incident.disruption);
  return state != state_.disruptions.end() && state->second.phase != detect::Phase::quiet &&
         state->second.phase != detect::Phase::dismissed;
}

// After the clocks of services have moved: whether a service is back is known for this turn.
void TurnBuilder::close_what_is_over() {
  for (auto& [number, incident] : state_.incidents) {
    if (!incident.over || !incident::is_open(incident.state)) continue;
    const Awaited awaited = awaited_by(engine_, state_, incident, now_);
    const auto said = newly_over_.find(incident.id);
    if (awaited.nothing() && !may_be_back(incident)) {
      close(incident, said == newly_over_.end() ? Said{agent, "its services are back and their data accounted for"}
                                                : said->second);
    } else if (said != newly_over_.end()) {
      event("incident.over", incident.id,
            {{"who", said->second.who},
             {"reason", said->second.reason},
             {"awaits_services", texts(awaited.services)},
             {"awaits_data", texts(awaited.data)}});
    }
    for (const std::string& service : awaited.services)
      if (const SteadyTime late = should_be_back(engine_, incident, service); late > now_.steady) wake_at(late);
  }
  newly_over_.clear();
}

void TurnBuilder::close(incident::Incident& incident, const Said& said) {
  json::array still_bad, failed;
  for (const auto& [id, clock] : state_.services)
    if (clock.level == continuity::Level::down) still_bad.emplace_back(id);
  if (const auto run = state_.runs.find(incident.run); run != state_.runs.end())
    for (const auto* steps : {&run->second.run.response, &run->second.run.restore})
      for (const auto& step : *steps)
        if (step.state == plan::StepState::failed || step.state == plan::StepState::needs_operator)
          failed.emplace_back(step.id);
  json::object summary{{"duration_ms", milliseconds(now_.steady - incident.opened.steady)},
                       {"relapses", incident.relapses},
                       {"affected_services", texts(incident.affected)},
                       {"failed_steps", std::move(failed)},
                       {"services_still_down", std::move(still_bad)}};
  const bool formal = incident::is_formal(incident.state);
  follow(incident, formal ? incident::Event::complete : incident::Event::clear, said.who, said.reason,
         std::move(summary));
}

// Whoever ends an incident by a word answers for the data, too: the reason stands as the waiver.
void TurnBuilder::waive_the_rest(incident::Incident& incident, const PersonsWord& word) {
  for (const std::string& service : missing_statements(engine_, incident)) {
    incident.data[service] = {"", "", "", word.reason, word.who};
    event("incident.data_waived", incident.id, {{"service", service}, {"who", word.who}, {"reason", word.reason}});
  }
}

}  // namespace holdfast::engine
