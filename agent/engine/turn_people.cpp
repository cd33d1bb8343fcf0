// The part of a turn in which people speak: they answer, decide, raise, warn, assess and account for data.

#include <algorithm>

#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;
using Verb = PersonsWord::Verb;

namespace {

std::string said_by(const PersonsWord& word) {
  return word.reason.empty() ? "person: " + word.who : fmt::format("{}, says {}", word.reason, word.who);
}

}  // namespace

void TurnBuilder::take(const PersonsWord& word) {
  switch (word.verb) {
    case Verb::acknowledge: return acknowledge(word);
    case Verb::raise:
    case Verb::warn: return raise_by_hand(word);
    default: break;
  }
  if (incident::Incident* incident = incident_by_id(word.incident)) decide(*incident, word);
}

void TurnBuilder::acknowledge(const PersonsWord& word) {
  if (state_.monitor_only.empty()) return;
  event("agent.acknowledged", engine_.site_.id, {{"who", word.who}, {"reason", state_.monitor_only}});
  state_.monitor_only.clear();
}

void TurnBuilder::decide(incident::Incident& incident, const PersonsWord& word) {
  // The configuration may have lost the disruption since: then there is nothing left to confirm, but much to end.
  const auto detector = engine_.detectors_.find(incident.disruption);
  const bool watched = detector != engine_.detectors_.end();
  switch (word.verb) {
    case Verb::approve:
    case Verb::deny: {
      const auto run = state_.runs.find(incident.run);
      if (run == state_.runs.end()) return;
      plan::Progress progress;
      plan::answer(run->second.run, word.step, word.verb == Verb::approve, word.who, progress);
      note(run->second, progress);
      return;
    }
    case Verb::confirm:
      if (incident.is_warning || !watched || !is_seen(incident)) return confirm_by_hand(incident, word);
      // Nothing waits for witnesses when it had been dealt with before: then a person's word is enough.
      if (!detector->second.confirm(state_.disruptions.at(incident.disruption), word.who))
        return confirm_by_hand(incident, word);
      verified(incident.disruption, {detect::Change::verified, {}, {said_by(word)}}, false);
      return;
    case Verb::dismiss:
      if (watched && detector->second.dismiss(state_.disruptions.at(incident.disruption)))
        event("disruption.dismissed", incident.disruption, {{"who", word.who}, {"reason", word.reason}});
      dismiss(incident, word.who, word.reason);
      if (incident.state == incident::State::dismissed) waive_the_rest(incident, word);
      return;
    case Verb::declare:
      if (!incident.over) declare(incident, word.who, word.reason.empty() ? "declared by " + word.who : word.reason);
      return;
    case Verb::stand_down: return stand_down(incident, word);
    case Verb::resolve: return resolve(incident, word);
    case Verb::assess: return assess_by_hand(incident, word);
    case Verb::reconcile:
    case Verb::waive: return account_for_data(incident, word);
    case Verb::acknowledge:
    case Verb::raise:
    case Verb::warn: return;  // dealt with above
  }
}

void TurnBuilder::stand_down(incident::Incident& incident, const PersonsWord& word) {
  if (!follow(incident, incident::Event::stand_down, word.who, word.reason)) return;
  incident.return_waits = false;
  waive_the_rest(incident, word);
  const auto run = state_.runs.find(incident.run);
  if (run == state_.runs.end()) return;
  plan::Progress progress;
  plan::stand_down(run->second.run, progress);
  note(run->second, progress);
}

void TurnBuilder::raise_by_hand(const PersonsWord& word) {
  const auto origin = incident::origin_from(word.origin).value_or(incident::Origin::staff);
  const bool known = engine_.site_.disruptions.contains(word.disruption);
  if (known && open_incident(word.disruption) != nullptr) return;  // it is known already
  incident::Incident incident;
  incident.disruption = known ? word.disruption : "";
  incident.title = word.text;
  incident.origin = origin;
  incident.is_warning = word.verb == Verb::warn;
  if (incident.is_warning && word.lasts) incident.expected_at = now_.steady + *word.lasts;
  if (!word.services.empty()) incident.service = word.services.front();
  if (engine_.plans_.contains(word.plan)) incident.plan = word.plan;
  auto& stored = store(std::move(incident), word.text, word.who);
  event(stored.is_warning ? "incident.warned" : "incident.detected", stored.id,
        {{"disruption", stored.disruption},
         {"title", stored.title},
         {"who", word.who},
         {"origin", incident::to_string(origin)},
         {"service", stored.service},
         {"plan", stored.plan},
         {"expected_ms", stored.expected_at ? milliseconds(*stored.expected_at - now_.steady) : json::value(nullptr)},
         {"reason", word.text}});
  if (stored.is_warning) prepare(stored);
}

// Of what no sensor tells, a person's word is the witness; a warning comes true by it.
void TurnBuilder::confirm_by_hand(incident::Incident& incident, const PersonsWord& word) {
  if (incident.state != incident::State::detected || incident.over) return;
  incident.is_warning = false;
  const std::string reason = word.reason.empty() ? "confirmed by " + word.who : word.reason;
  if (!follow(incident, incident::Event::verify, word.who, reason)) return;
  absorb_into(incident);
}

// Whether sensors tell of it, too, and not people alone.
bool TurnBuilder::is_seen(const incident::Incident& incident) const {
  const auto state = state_.disruptions.find(incident.disruption);
  return state != state_.disruptions.end() && state->second.phase != detect::Phase::quiet;
}

// The sensors say themselves when a disruption that they watch is over.
void TurnBuilder::resolve(incident::Incident& incident, const PersonsWord& word) {
  if (!is_seen(incident) && !incident.over)
    end_condition(incident, word.who, word.reason.empty() ? "it is over" : word.reason);
}

void TurnBuilder::assess_by_hand(incident::Incident& incident, const PersonsWord& word) {
  if (!incident::is_open(incident.state)) return;
  if (!word.grade.empty()) {
    const std::string before = incident.grading.grade;
    auto set =
        incident::set_grade(engine_.site_.rules, incident.grading, word.grade, word.who, word.reason, now_.steady);
    // No grade of the rules, or for no reason: nothing of it is taken. Without rules any word will do.
    if (!set && word.grade != before && !engine_.site_.rules.grades.empty()) return;
    if (set) {
      incident.grading = std::move(*set);
      event("incident.graded", incident.id,
            {{"grade", word.grade},
             {"from", before},
             {"rules", incident.grading.rules},
             {"who", word.who},
             {"reason", word.reason}});
    }
  }
  // What a person does not say anew stands as a person said it before.
  incident::Assessment said{word.services, word.lasts, word.grade, word.who, word.reason};
  if (const auto& before = incident.assessment; before && before->who != agent) {
    if (said.services.empty()) said.services = before->services;
    if (!said.lasts) said.lasts = before->lasts;
    const bool stands = engine_.site_.rules.grades.empty() || before->grade == incident.grading.grade;
    if (said.grade.empty() && stands) said.grade = before->grade;
  }
  event("incident.assessed", incident.id,
        {{"who", said.who},
         {"services", json::array(said.services.begin(), said.services.end())},
         {"lasts_ms", milliseconds(said.lasts)},
         {"grade", said.grade},
         {"reason", said.text}});
  for (const std::string& service : said.services) {
    const auto clock = state_.services.find(service);
    if (clock != state_.services.end() && clock->second.level == continuity::Level::down)
      incident.affected.insert(service);
  }
  incident.assessment = std::move(said);
}

void TurnBuilder::account_for_data(incident::Incident& incident, const PersonsWord& word) {
  if (!incident::is_open(incident.state) || word.services.empty()) return;
  const std::string& service = word.services.front();
  if (!engine_.site_.services.contains(service)) return;
  const bool waived = word.verb == Verb::waive;
  if (waived && word.reason.empty()) return;
  incident.data[service] = {word.lost_from, word.lost_to, word.made_up, waived ? word.reason : "", word.who};
  event(waived ? "incident.data_waived" : "incident.data_reconciled", incident.id,
        {{"service", service},
         {"lost_from", word.lost_from},
         {"lost_to", word.lost_to},
         {"made_up", word.made_up},
         {"who", word.who},
         {"reason", word.reason}});
}

}  // namespace holdfast::engine
