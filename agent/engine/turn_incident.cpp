// The part of a turn in which disruptions become incidents, and incidents follow their life cycle.

#include <algorithm>

#include "agent/engine/describe.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

constexpr std::size_t closed_incidents_kept = 20;

json::array texts(const std::vector<std::string>& list) { return json::array(list.begin(), list.end()); }

}  // namespace

json::array evidence_json(const Engine& engine, const std::vector<detect::Evidence>& evidence, SteadyTime now) {
  json::array list;
  for (const auto& item : evidence) {
    list.push_back({{"point", engine.point(item.point).full_name()},
                    {"value", item.value},
                    {"quality", model::to_string(item.quality)},
                    {"reason", model::to_string(item.reason)},
                    {"age_ms", milliseconds(now - item.stamp.steady)},
                    {"at_us", item.stamp.steady.time_since_epoch().count()}});
  }
  return list;
}

void TurnBuilder::detect() {
  for (const auto& [id, detector] : engine_.detectors_) {
    auto& state = state_.disruptions[id];
    const detect::Advice advice = detector.update(state, state_.observations, arrived_, now_.steady);
    for (const auto& finding : advice.findings) note(detector, state, finding);
    read_now_.insert(advice.read_now.begin(), advice.read_now.end());
    wake_at(advice.wake);
  }
}

void TurnBuilder::note(const detect::Detector& detector, detect::DisruptionState& state,
                       const detect::Finding& finding) {
  using detect::Change;
  const std::string& id = detector.disruption().id;
  json::object data{{"title", detector.disruption().title},
                    {"evidence", evidence_json(engine_, finding.evidence, now_.steady)},
                    {"witnesses", texts(finding.witnesses)}};
  if (finding.change == Change::raised) {
    data["when"] = detector.disruption().when;
    data["class"] = detector.disruption().disruption_class;
    data["held_ms"] = milliseconds(state.first_bad ? std::optional{now_.steady - *state.first_bad} : std::nullopt);
  }
  event(fmt::format("disruption.{}", detect::to_string(finding.change)), id, std::move(data));
  switch (finding.change) {
    case Change::raised:
    case Change::reopened: raised(detector, state, finding); break;
    case Change::verified: verified(id, finding, false); break;
    case Change::unsure: verified(id, finding, true); break;
    case Change::cleared: cleared(id); break;
    case Change::asking:
      if (auto* incident = open_incident(id)) let_go(*incident);
      break;
    case Change::dismissed: not_verified(id); break;
    case Change::went_blind:
    case Change::sees_again: break;
  }
}

incident::Incident* TurnBuilder::open_incident(const std::string& disruption) {
  for (auto& [number, incident] : state_.incidents)
    if (incident.disruption == disruption && incident::is_open(incident.state)) return &incident;
  return nullptr;
}

incident::Incident* TurnBuilder::incident_by_id(const std::string& id) {
  for (auto& [number, incident] : state_.incidents)
    if (incident.id == id) return &incident;
  return nullptr;
}

bool TurnBuilder::follow(incident::Incident& incident, incident::Event what, const std::string& who,
                         const std::string& reason, json::object data) {
  const bool was_open = incident::is_open(incident.state);
  if (!incident.follow(what, now_, who, reason)) return false;
  data["who"] = who;
  data["reason"] = reason;
  data["title"] = incident.title;
  data["disruption"] = incident.disruption;
  data["since_opened_ms"] = milliseconds(now_.steady - incident.opened.steady);
  const bool relapsed = what == incident::Event::relapse;
  event(fmt::format("incident.{}", relapsed ? "relapsed" : incident::to_string(incident.state)), incident.id,
        std::move(data));
  if (was_open && !incident::is_open(incident.state)) ends(incident);
  return true;
}

void TurnBuilder::verified(const std::string& disruption, const detect::Finding& finding, bool unsure) {
  auto* incident = open_incident(disruption);
  if (!incident) return;  // a consequence of another
  if (incident->state == incident::State::restoring) {
    if (!follow(*incident, incident::Event::relapse, agent, "the disruption is back")) return;
    incident->over.reset();
    respond(*incident);
    return;
  }
  incident->return_waits = false;
  incident->cause_unsure = unsure;
  const std::string reason = unsure                      ? "no witness confirms it: cause unsure"
                             : finding.witnesses.empty() ? "no witness is configured"
                                                         : fmt::format("{}", fmt::join(finding.witnesses, "; "));
  if (!follow(*incident, incident::Event::verify, agent, reason, {{"witnesses", texts(finding.witnesses)}})) return;
  absorb_into(*incident);
  if (unsure)
    tell_operator(incident->id,
                  fmt::format("{}: going on with the cause unsure, no witness confirms it", incident->title));
  if (engine_.site_.disruptions.at(disruption).declare == model::Declaration::automatic)
    declare(*incident, agent, "automatically, once it is verified");
}

void TurnBuilder::declare(incident::Incident& incident, const std::string& who, const std::string& reason) {
  assess(incident);
  if (!follow(incident, incident::Event::declare, who, reason)) return;
  respond(incident);
  follow(
      incident, incident::Event::respond, agent,
      incident.run.empty() ? "no plan answers it" : fmt::format("plan {}", state_.runs.at(incident.run).run.plan.id));
}

// That it is there, or is back. What had been real before is over again then, and no less real.
void TurnBuilder::not_verified(const std::string& disruption) {
  incident::Incident* incident = open_incident(disruption);
  if (incident == nullptr) return;
  if (incident->relapses > 0 && !incident::is_formal(incident->state)) {
    end_condition(*incident, agent, "that it is back was not verified");
  } else {
    dismiss(*incident, agent, "not verified within its time");
  }
}

void TurnBuilder::cleared(const std::string& disruption) {
  auto* incident = open_incident(disruption);
  if (!incident) return consequence_cleared(disruption);
  if (incident->state == incident::State::restoring) return;  // back and gone again before it was verified
  end_condition(*incident, agent, "the condition has cleared");
}

// What stands below its cause and is not well: what the agent can say of its extent.
void TurnBuilder::assess(incident::Incident& incident) {
  if (incident.assessment && incident.assessment->who != agent) return;  // a person knows better
  const auto about = engine_.about_.find(incident.disruption);
  incident::Assessment found;
  found.who = agent;
  for (const auto& [id, service] : engine_.site_.services) {
    const auto node = engine_.service_node(id);
    const bool rests = about == engine_.about_.end() || std::ranges::any_of(about->second, [&](auto cause) {
                         return engine_.graph_->rests_on(node, cause);
                       });
    const auto& healths = state_.seen.healths.usable;
    if (rests && node < healths.size() && healths[node] != continuity::Health::normal) found.services.push_back(id);
  }
  event("incident.assessed", incident.id, {{"who", agent}, {"services", texts(found.services)}});
  incident.assessment = std::move(found);
}

void TurnBuilder::dismiss(incident::Incident& incident, const std::string& who, const std::string& reason) {
  if (!follow(incident, incident::Event::dismiss, who, reason)) return;
  take_back(incident);
}

// What the agent forgets stays in the journal as one record, sealed by its chain.
void TurnBuilder::archive(incident::Incident& incident) {
  json::object record = describe_incident(engine_, state_, incident, now_);
  record.erase("questions");
  record.erase("run");
  follow(incident, incident::Event::archive, agent, "its record is complete", {{"record", std::move(record)}});
}

// Those that ended longest ago, but none of which something is still to be done in this turn.
void TurnBuilder::forget_oldest() {
  std::vector<std::pair<SteadyTime, std::uint64_t>> closed;
  for (const auto& [number, incident] : state_.incidents)
    if (!incident::is_open(incident.state)) closed.emplace_back(incident.history.back().at.steady, number);
  if (closed.size() <= closed_incidents_kept) return;
  std::ranges::sort(closed);
  closed.resize(closed.size() - closed_incidents_kept);
  for (const auto& [ended, number] : closed) {
    incident::Incident& incident = state_.incidents.at(number);
    if (std::ranges::find(ended_, incident.id) != ended_.end()) continue;
    archive(incident);
    state_.incidents.erase(number);
  }
}

}  // namespace holdfast::engine
