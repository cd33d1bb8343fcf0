// The part of a turn in which a raised disruption opens an incident, or joins the one that explains it; and in which an
// incident ends. Disruptions whose cause lies upstream of others in the graph form one incident with one probable
// cause.

#include <algorithm>

#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;
using continuity::NodeId;

namespace {

// Its condition lasts and it belongs to no other: what is about something in the graph and can be grouped.
bool stands(const incident::Incident& incident) {
  const bool lasts = incident.state != incident::State::restoring && !incident.over && !incident.return_waits;
  return incident::is_open(incident.state) && lasts && !incident.is_warning && !incident.disruption.empty() &&
         incident.part_of.empty();
}

}  // namespace

// Whether others may follow from it. What holds them back from plans of their own must be sure enough to act on: not
// what is only expected, not what one person said and nobody confirmed, not what waits for a person because no witness
// confirms it.
bool TurnBuilder::explains(const incident::Incident& incident) const {
  if (!stands(incident)) return false;
  if (incident.origin != incident::Origin::agent && incident.state == incident::State::detected) return false;
  const auto watched = state_.disruptions.find(incident.disruption);
  return watched == state_.disruptions.end() || watched->second.phase != detect::Phase::asking;
}

// Whether all that `later` is about is what `cause` is about, or does not work without it once batteries are empty.
// Other ways in count as they are now: a supply or an uplink that works, a generator that runs.
bool TurnBuilder::follows_from(const std::string& later, const std::string& cause) const {
  const auto effects = engine_.about_.find(later);
  const auto causes = engine_.about_.find(cause);
  if (effects == engine_.about_.end() || causes == engine_.about_.end() || effects->second.empty()) return false;
  const continuity::Graph& graph = *engine_.graph_;
  const std::vector<continuity::Fact> nothing_seen(graph.size());
  std::vector<std::uint8_t> lost(graph.size(), 0);
  for (NodeId node = 0; node < graph.size(); ++node) lost[node] = is_away(node) ? 1 : 0;
  for (const NodeId node : causes->second) lost[node] = 1;
  continuity::Healths healths;
  continuity::work_out(graph, nothing_seen, lost, continuity::Outlook::lasting, healths);
  return std::ranges::all_of(effects->second, [&](NodeId effect) {
    return std::ranges::any_of(causes->second,
                               [&](NodeId source) { return source == effect || graph.rests_on(effect, source); }) &&
           !continuity::is_up(healths.of(effect));
  });
}

// A supply that has to be started and is not seen to run, or a way in that is seen not to work.
bool TurnBuilder::is_away(NodeId node) const {
  const continuity::GraphNode& about = (*engine_.graph_)[node];
  const auto& facts = state_.seen.facts;
  const auto is_seen_as = [&](detect::Truth truth) { return node < facts.size() && facts[node].up == truth; };
  if (about.kind == continuity::NodeKind::source && engine_.site_.sources.at(about.id).start_time)
    return !is_seen_as(detect::Truth::yes);
  return about.kind == continuity::NodeKind::uplink && is_seen_as(detect::Truth::no);
}

incident::Incident* TurnBuilder::cause_of(const std::string& disruption) {
  for (auto& [number, incident] : state_.incidents)
    if (explains(incident) && incident.disruption != disruption && follows_from(disruption, incident.disruption))
      return &incident;
  return nullptr;
}

void TurnBuilder::add_consequence(incident::Incident& incident, const std::string& disruption, json::array evidence) {
  if (incident.has_consequence(disruption)) {
    for (auto& each : incident.consequences)
      if (each.disruption == disruption) each = {disruption, now_, false};
  } else {
    incident.consequences.push_back({disruption, now_, false});
  }
  const auto& text = engine_.site_.disruptions.at(disruption);
  event("incident.consequence", incident.id,
        {{"disruption", disruption},
         {"title", text.title.empty() ? text.id : text.title},
         {"cause", incident.disruption},
         {"evidence", std::move(evidence)}});
  if (engine_.plan_for_.contains(disruption))
    tell_operator(incident.id, fmt::format("{} follows from {}; its own plan {} was not started", disruption,
                                           incident.disruption, engine_.plan_for_.at(disruption)));
}

void TurnBuilder::consequence_cleared(const std::string& disruption) {
  for (auto& [number, incident] : state_.incidents) {
    if (!incident::is_open(incident.state)) continue;
    for (auto& each : incident.consequences) {
      if (each.disruption != disruption || each.cleared) continue;
      each.cleared = true;
      event("incident.consequence_cleared", incident.id, {{"disruption", disruption}});
    }
  }
}

void TurnBuilder::raised(const detect::Detector& detector, const detect::DisruptionState& state,
                         const detect::Finding& finding) {
  const auto& disruption = detector.disruption();
  if (auto* known = open_incident(disruption.id)) {
    if (known->over && !incident::is_formal(known->state)) be_back(*known);
    if (!known->is_warning) return;  // during the return: a relapse, once it is verified
    known->is_warning = false;
    known->last_good = state.last_good;
    known->first_bad = state.first_bad;
    event("incident.warning_came_true", known->id,
          {{"disruption", disruption.id}, {"evidence", evidence_json(engine_, finding.evidence, now_.steady)}});
    return;
  }
  if (auto* cause = cause_of(disruption.id))
    return add_consequence(*cause, disruption.id, evidence_json(engine_, finding.evidence, now_.steady));
  open(disruption, state, evidence_json(engine_, finding.evidence, now_.steady));
}

incident::Incident& TurnBuilder::open(const model::Disruption& disruption, const detect::DisruptionState& state,
                                      json::array evidence) {
  incident::Incident incident;
  incident.disruption = disruption.id;
  incident.title = disruption.title.empty() ? disruption.id : disruption.title;
  incident.last_good = state.last_good;
  incident.first_bad = state.first_bad;
  incident::Incident& stored = store(std::move(incident), disruption.when);
  event("incident.detected", stored.id,
        {{"disruption", disruption.id},
         {"title", stored.title},
         {"who", agent},
         {"reason", disruption.when},
         {"evidence", std::move(evidence)}});
  absorb_into(stored);
  prepare(stored);
  return stored;
}

incident::Incident& TurnBuilder::store(incident::Incident incident, const std::string& reason, const std::string& who) {
  const std::uint64_t number = state_.next_incident++;
  incident.id = fmt::format("incident-{}", number);
  incident.opened = now_;
  incident.history.push_back({incident::State::detected, now_, who, reason});
  auto& stored = state_.incidents.emplace(number, std::move(incident)).first->second;
  forget_oldest();
  for (const auto& [id, clock] : state_.services)
    if (clock.level == continuity::Level::down && concerns(stored, id)) stored.affected.insert(id);
  give_over(stored);
  return stored;
}

// What was counted to an incident by word, for nothing else explained it, is explained now. A statement stands.
void TurnBuilder::give_over(const incident::Incident& to) {
  for (auto& [number, other] : state_.incidents) {
    if (!incident::is_open(other.state) || !other.disruption.empty()) continue;
    std::erase_if(other.affected, [&](const std::string& service) {
      return to.affected.contains(service) && !other.data.contains(service) && !concerns_by_word(other, service);
    });
  }
}

// Protective steps may run from the detection on; before a warning comes true they prepare for it.
void TurnBuilder::prepare(incident::Incident& incident) {
  const model::Plan* plan = plan_of(incident);
  if (plan != nullptr && std::ranges::any_of(plan->steps, &model::Step::protect))
    begin_run(incident, plan::Stage::protective);
}

// What was raised before its cause was seen joins it, unless its own plan is at work: that must end in order.
void TurnBuilder::absorb_into(incident::Incident& cause) {
  if (!explains(cause)) return;
  std::vector<std::string> absorbed;
  for (auto& [number, other] : state_.incidents) {
    if (other.id == cause.id || !stands(other) || !follows_from(other.disruption, cause.disruption)) continue;
    // About the same thing: the first one stands, if it is sure.
    if (explains(other) && follows_from(cause.disruption, other.disruption)) continue;
    if (other.run.empty()) {
      absorbed.push_back(other.id);
    } else {
      other.part_of = cause.id;
      event("incident.part_of", other.id, {{"cause", cause.id}, {"disruption", cause.disruption}});
    }
  }
  for (const std::string& id : absorbed) {
    incident::Incident& other = *incident_by_id(id);
    add_consequence(cause, other.disruption, {});
    for (const auto& each : other.consequences)
      if (!each.cleared) add_consequence(cause, each.disruption, {});
    cause.affected.insert(other.affected.begin(), other.affected.end());
    other.consequences.clear();
    const std::string reason = fmt::format("it follows from {}, {}", cause.disruption, cause.id);
    const bool formal = incident::is_formal(other.state);
    follow(other, formal ? incident::Event::stand_down : incident::Event::clear, agent, reason);
  }
}

void TurnBuilder::ends(const incident::Incident& incident) {
  if (std::ranges::find(ended_, incident.id) == ended_.end()) ended_.push_back(incident.id);
}

// What followed from an incident that has ended, or is over, and is still there has a cause of its own.
void TurnBuilder::release_consequences() {
  while (!ended_.empty()) {
    const std::string id = ended_.back();
    ended_.pop_back();
    if (incident::Incident* ended = incident_by_id(id)) let_go(*ended);
  }
}

// All that was held to follow from it stands on its own again.
void TurnBuilder::let_go(incident::Incident& cause) {
  for (auto& [number, other] : state_.incidents)
    if (other.part_of == cause.id) other.part_of.clear();
  std::vector<std::string> left;
  for (auto& each : cause.consequences) {
    if (each.cleared) continue;
    left.push_back(each.disruption);
    if (incident::is_open(cause.state)) each.cleared = true;
  }
  for (const std::string& disruption : left) stands_alone(disruption);
}

void TurnBuilder::stands_alone(const std::string& disruption) {
  const auto detector = engine_.detectors_.find(disruption);
  if (detector == engine_.detectors_.end() || open_incident(disruption) != nullptr) return;
  const detect::DisruptionState& state = state_.disruptions.at(disruption);
  if (state.phase == detect::Phase::quiet || state.phase == detect::Phase::dismissed) return;
  if (auto* cause = cause_of(disruption)) return add_consequence(*cause, disruption, {});
  open(detector->second.disruption(), state, {});
  if (state.phase == detect::Phase::verified)
    verified(disruption, {detect::Change::verified, {}, state.confirmed_by}, state.cause_unsure);
}

// A dismissal lapses when a service goes down that stands on what was dismissed: it is verified anew.
void TurnBuilder::reopen_dismissed(const std::string& service) {
  for (auto& [id, state] : state_.disruptions) {
    const auto detector = engine_.detectors_.find(id);
    if (detector == engine_.detectors_.end() || state.phase == detect::Phase::quiet || open_incident(id) != nullptr)
      continue;
    const bool follows = std::ranges::any_of(state_.incidents, [&id = id](const auto& entry) {
      return incident::is_open(entry.second.state) &&
             std::ranges::any_of(entry.second.consequences,
                                 [&](const auto& each) { return each.disruption == id && !each.cleared; });
    });
    if (follows) continue;
    const auto latest = std::find_if(state_.incidents.rbegin(), state_.incidents.rend(),
                                     [&id = id](const auto& entry) { return entry.second.disruption == id; });
    if (latest == state_.incidents.rend() || latest->second.state != incident::State::dismissed ||
        !concerns(latest->second, service))
      continue;
    if (detector->second.reopen(state, now_.steady)) {
      read_now_.insert(detector->second.witness_points().begin(), detector->second.witness_points().end());
      wake_at(state.verify_due);
    }
    event("disruption.reopened", id,
          {{"title", detector->second.disruption().title}, {"reason", fmt::format("{} went down", service)}});
    stands_alone(id);
    reopened_ = true;
  }
}

// Whether an outage of the service belongs to the incident.
bool TurnBuilder::concerns(const incident::Incident& incident, const std::string& service) const {
  if (incident.disruption.empty()) return concerns_by_word(incident, service);
  const auto about = engine_.about_.find(incident.disruption);
  const auto node = engine_.graph_->find("service." + service);
  if (about == engine_.about_.end() || !node) return false;
  return about->second.empty() ||
         std::ranges::any_of(about->second, [&](NodeId cause) { return engine_.graph_->rests_on(*node, cause); });
}

// Of what no sensor tells: what people named. Where they named nothing, whatever no other incident explains.
bool TurnBuilder::concerns_by_word(const incident::Incident& incident, const std::string& service) const {
  std::vector<std::string> named;
  if (incident.assessment && incident.assessment->who != agent) named = incident.assessment->services;
  if (!incident.service.empty()) named.push_back(incident.service);
  if (!named.empty()) return std::ranges::find(named, service) != named.end();
  return std::ranges::none_of(state_.incidents, [&](const auto& entry) {
    const incident::Incident& other = entry.second;
    return incident::is_open(other.state) && !other.is_warning && !other.disruption.empty() && concerns(other, service);
  });
}

}  // namespace holdfast::engine
