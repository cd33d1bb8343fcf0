// The part of a turn that says how everything in the branch is, and runs the clocks of services.

#include "agent/continuity/culprits.hpp"
#include "agent/continuity/on_batteries.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;
using continuity::Health;
using continuity::NodeId;
using continuity::NodeKind;

namespace {

// A new life of the agent has heard of nothing yet; for so long that is not news.
constexpr Duration settling = std::chrono::seconds{30};
// What is unknown for less than that, as by a lost datagram, is shown and not journalled.
constexpr Duration unknown_is_news = std::chrono::seconds{10};

detect::Truth truth_of(Health health, model::MinimumLevel minimum) {
  if (health == Health::unknown) return detect::Truth::unknown;
  const bool enough = minimum == model::MinimumLevel::degraded ? health < Health::degraded : continuity::is_up(health);
  return enough ? detect::Truth::yes : detect::Truth::no;
}

// Not what a step that switches an outlet says itself, nor what nobody watches and is as what it stands on.
bool is_told(const Engine& engine, NodeId node) {
  const NodeKind kind = engine.graph()[node].kind;
  if (kind == NodeKind::part) return false;
  return kind != NodeKind::device || engine.vitals().up(node) != nullptr;
}

// When the mains fail all that hangs on them is at risk; it is said of what is so by itself, and of services.
bool is_only_inherited(const Engine& engine, NodeId node, Health from, Health to) {
  const bool works = from == Health::normal && continuity::is_up(to);
  return works && engine.graph()[node].kind != NodeKind::service && engine.vitals().at_risk(node) == nullptr;
}

}  // namespace

// Data that old was never secured, as far as any RPO goes.
constexpr Duration oldest_data = std::chrono::hours{24 * 365 * 30};

std::optional<Duration> data_age(const Engine& engine, const State& state, const std::string& service, SteadyTime now) {
  const auto point = engine.data_age_point(service);
  const model::Sample* sample = point ? state.observations.latest(*point) : nullptr;
  if (sample == nullptr || !sample->value || !model::is_present(*sample, now)) return std::nullopt;
  const auto seconds = model::as_number(*sample->value);
  const auto age = seconds ? continuity::Lasting::told(*seconds) : continuity::Lasting::unknown();
  switch (age.kind) {
    case continuity::Lasting::Kind::unknown: return std::nullopt;
    case continuity::Lasting::Kind::unlimited: return oldest_data;
    case continuity::Lasting::Kind::known: break;
  }
  return age.time + (now - sample->stamp.steady);
}

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
  const bool settles = !state_.seen.settled && now_.steady >= state_.seen.life_began + settling;
  state_.seen.settled = state_.seen.settled || settles;
  const bool changed = engine_.vitals_.refresh(state_.observations, arrived_, now_.steady, state_.seen);
  if (changed)
    continuity::work_out(*engine_.graph_, state_.seen.facts, {}, continuity::Outlook::present, state_.seen.healths);
  const bool is_news = state_.seen.unknown_due && *state_.seen.unknown_due <= now_.steady;
  if (changed) watch_batteries();
  if (changed || settles || is_news) tell_healths();
  wake_at(state_.seen.unknown_due);
  for (const SteadyTime due : state_.seen.due)
    if (due != SteadyTime::max()) wake_at(due);
  if (!state_.seen.settled) wake_at(state_.seen.life_began + settling);
}

// Since when each service has hung on batteries alone: its hold is counted from then. What goes down meanwhile has had
// its hold; it gets another when no UPS is on its battery any more. What cannot be told neither begins nor ends it.
void TurnBuilder::watch_batteries() {
  std::vector<std::optional<detect::Truth>> says(engine_.graph_->size());
  for (const auto& [node, point] : engine_.ups_sources_) {
    const model::Sample* sample = state_.observations.latest(point);
    const bool present = sample != nullptr && sample->value && model::is_present(*sample, now_.steady);
    const std::string source = present ? model::to_string(*sample->value) : "";
    says[node] = source == "on_battery"                ? detect::Truth::yes
                 : source.empty() || source == "other" ? detect::Truth::unknown
                                                       : detect::Truth::no;
  }
  const auto found = continuity::on_batteries(*engine_.graph_, state_.seen.facts, state_.seen.healths, says);
  for (const auto& [id, service] : engine_.site_.services) {
    switch (found[engine_.service_node(id)]) {
      case detect::Truth::yes: state_.on_batteries.try_emplace(id, now_.steady); break;
      case detect::Truth::no: state_.on_batteries.erase(id); break;
      case detect::Truth::unknown: break;
    }
  }
}

// What is unknown for a moment is shown so, and no news.
bool TurnBuilder::is_too_new_to_tell(NodeId node, Health health) {
  auto& since = state_.seen.unknown_since;
  since.resize(engine_.graph_->size(), SteadyTime::max());
  if (health != Health::unknown) {
    since[node] = SteadyTime::max();
    return false;
  }
  since[node] = std::min(since[node], now_.steady);
  const SteadyTime due = since[node] + unknown_is_news;
  if (now_.steady >= due) return false;
  state_.seen.unknown_due = std::min(state_.seen.unknown_due.value_or(due), due);
  return true;
}

void TurnBuilder::tell_healths() {
  state_.seen.unknown_due.reset();
  for (NodeId node = 0; node < engine_.graph_->size(); ++node) {
    const continuity::GraphNode& about = (*engine_.graph_)[node];
    if (!is_told(engine_, node)) continue;
    const Health health = state_.seen.healths.of(node);
    if (is_too_new_to_tell(node, health) || (health == Health::unknown && !state_.seen.settled)) continue;
    const auto known = state_.health.find(about.name);
    const Health told = known == state_.health.end() ? Health::normal : known->second;
    if (told == health || is_only_inherited(engine_, node, told, health)) continue;
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

// The age of the last confirmed replication or backup against the RPO. Unknown changes nothing.
void TurnBuilder::watch_data() {
  for (const auto& [id, point] : engine_.data_ages_) {
    const auto rpo = engine_.figures_.at(id).rpo;
    const auto age = data_age(engine_, state_, id, now_.steady);
    if (!rpo || !age) continue;
    const bool missed = *age > *rpo;
    if (!missed) wake_at(now_.steady + (*rpo - *age) + std::chrono::milliseconds{1});
    if (missed == state_.rpo_missed.contains(id)) continue;
    if (missed) {
      state_.rpo_missed.insert(id);
    } else {
      state_.rpo_missed.erase(id);
    }
    event(
        missed ? "service.rpo_missed" : "service.rpo_kept", id,
        {{"title", engine_.site_.services.at(id).title}, {"age_ms", milliseconds(age)}, {"rpo_ms", milliseconds(rpo)}});
  }
}

void TurnBuilder::watch_services() {
  for (const auto& [id, service] : engine_.site_.services) {
    const continuity::ClockTerms terms = engine_.terms(id, now_);
    const NodeId node = engine_.service_node(id);
    auto& clock = state_.services[id];
    const auto truth = truth_of(state_.seen.healths.of(node), service.minimum_level);
    const auto before = clock;
    const auto change = continuity::update(clock, terms, truth, now_.steady);
    wake_at(continuity::next_change(clock, terms));
    if (change == continuity::ClockChange::none) continue;
    json::object data{{"title", service.title},
                      {"rto_ms", milliseconds(terms.rto)},
                      {"elapsed_ms", milliseconds(continuity::elapsed(clock, terms, now_.steady))}};
    switch (change) {
      case continuity::ClockChange::none: break;
      case continuity::ClockChange::went_down:
        data["because"] = because_json(engine_, state_, node, now_.steady);
        event("service.down", id, std::move(data));
        for (auto& [number, incident] : state_.incidents)
          if (incident::is_open(incident.state) && concerns(incident, id)) incident.affected.insert(id);
        reopen_dismissed(id);
        break;
      case continuity::ClockChange::recovered:
        data["elapsed_ms"] = milliseconds(continuity::elapsed(before, terms, now_.steady));
        event("service.recovered", id, std::move(data));
        break;
      case continuity::ClockChange::rto_missed: event("service.rto_missed", id, std::move(data)); break;
    }
  }
}

}  // namespace holdfast::engine
