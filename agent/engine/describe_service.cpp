// A service as the outside sees it: how it is, its clocks, what its outage costs, and until when it is held.

#include "agent/engine/describe.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::value number(std::optional<double> value) {
  if (!value) return nullptr;
  return *value;
}

// How much longer the steps of a running return may take: the sum of what they are given. Nothing while none runs.
std::optional<Duration> left_of_return(const State& state) {
  std::optional<Duration> left;
  for (const auto& [id, run] : state.runs) {
    if (run.run.ended || run.run.stage != plan::Stage::restore) continue;
    Duration sum{};
    for (std::size_t i = 0; i < run.run.restore.size(); ++i) {
      const plan::StepState at = run.run.restore[i].state;
      if (at != plan::StepState::pending && !plan::in_flight(at)) continue;
      const model::Step& step = run.run.plan.restore[i];
      const auto* wait = std::get_if<model::WaitAction>(&step.action);
      sum += wait != nullptr && wait->span ? *wait->span : step.timeout;
    }
    left = std::max(left.value_or(Duration{}), sum);
  }
  return left;
}

// What an outage of this length costs, and what it will cost at the next horizon.
void add_impact(const Engine& engine, const std::string& id, std::optional<Duration> elapsed, json::object& object) {
  const model::Bia& bia = engine.site().bia;
  const auto& impact = engine.figures().at(id).impact;
  object["impact"] = elapsed ? number(continuity::impact_at(bia, impact, *elapsed)) : json::value(nullptr);
  object["next_impact"] = nullptr;
  object["next_impact_in_ms"] = nullptr;
  if (!elapsed) return;
  for (std::size_t i = 0; i < bia.horizons.size() && i < impact.size(); ++i) {
    if (bia.horizons[i] <= *elapsed) continue;
    object["next_impact"] = impact[i];
    object["next_impact_in_ms"] = milliseconds(bia.horizons[i] - *elapsed);
    return;
  }
}

using Part = continuity::Lasting continuity::ServiceOutlook::*;

// The shortest that the loss of a supply leaves it, as readiness was worked out last, and in which scenario; other
// losses end it or do not.
struct Hold {
  continuity::Lasting least;
  std::string scenario;
};

Hold hold_of(const Engine& engine, const ReadinessNow& readiness, const std::string& id, Part part) {
  using Kind = continuity::Lasting::Kind;
  const continuity::NodeId node = engine.service_node(id);
  Hold hold;
  for (const auto& scenario : readiness.result.scenarios) {
    const auto& about = engine.readiness().cases()[scenario.scenario];
    if (!about.name.ends_with("-lost") || engine.graph()[about.lost.front()].kind != continuity::NodeKind::source)
      continue;
    for (const auto& each : scenario.services) {
      if (each.service != node) continue;
      const continuity::Lasting& found = each.*part;
      const bool sooner =
          found.kind == Kind::known && (hold.least.kind == Kind::unlimited || found.time < hold.least.time);
      if (hold.least.kind == Kind::unknown || (found.kind != Kind::unknown && !sooner)) continue;
      hold = {found, about.name};
    }
  }
  return hold;
}

void add_hold(const Engine& engine, const State& state, const std::string& id, json::object& object) {
  const Hold hold = state.readiness ? hold_of(engine, *state.readiness, id, &continuity::ServiceOutlook::held) : Hold{};
  object["held_ms"] = milliseconds(hold.least.known());
  object["held_in"] = hold.least.known() ? json::value(hold.scenario) : json::value(nullptr);
}

// While it hangs on batteries alone: how long they carry it, as worked out since then. Outside its hours it claims
// nothing.
void add_batteries(const Engine& engine, const State& state, const std::string& id, bool open, const model::Stamp& now,
                   json::object& object) {
  const auto since = state.on_batteries.find(id);
  const bool on_them = since != state.on_batteries.end();
  object["on_batteries_ms"] = milliseconds(on_them ? std::optional{now.steady - since->second} : std::nullopt);
  std::optional<Duration> left, unshed;
  if (on_them && open && state.readiness && state.readiness->at >= since->second) {
    const Duration age = now.steady - state.readiness->at;
    const auto rest = [&](Part part) {
      const auto known = hold_of(engine, *state.readiness, id, part).least.known();
      return known ? std::optional{std::max(*known - age, Duration{})} : std::nullopt;
    };
    left = rest(&continuity::ServiceOutlook::by_batteries);
    unshed = rest(&continuity::ServiceOutlook::by_batteries_unshed);
  }
  object["batteries_left_ms"] = milliseconds(left);
  object["batteries_left_without_shedding_ms"] = milliseconds(unshed);
  object["held_until"] = left && now.wall_certain ? json::value(rfc3339(now.wall + *left)) : json::value(nullptr);
}

}  // namespace

json::object describe_service(const Engine& engine, const State& state, const std::string& id,
                              const model::Stamp& stamp) {
  const SteadyTime now = stamp.steady;
  const auto& service = engine.site().services.at(id);
  const continuity::ServiceClock clock =
      state.services.contains(id) ? state.services.at(id) : continuity::ServiceClock{};
  const auto& figures = engine.figures().at(id);
  const continuity::ClockTerms terms = engine.terms(id, stamp);
  const auto elapsed = continuity::elapsed(clock, terms, now);
  const auto rto_left = continuity::rto_left(clock, terms, now);
  const Duration recovery = service.recovery.value_or(Duration{});
  const continuity::NodeId node = engine.service_node(id);
  const bool known = node < state.seen.healths.usable.size();
  const auto left = elapsed ? left_of_return(state) : std::nullopt;
  const bool open =
      service.hours.always() || !stamp.wall_certain || engine.calendar().is_open(service.hours, stamp.wall);
  json::object object{
      {"id", id},
      {"title", service.title},
      {"owner", service.owner},
      {"open", open},
      {"level", continuity::to_string(clock.level)},
      {"health", known ? continuity::to_string(state.seen.healths.of(node)) : "unknown"},
      {"elapsed_ms", milliseconds(elapsed)},
      {"rto_ms", milliseconds(figures.rto)},
      {"rto_left_ms", milliseconds(rto_left)},
      {"rto_missed", clock.rto_missed},
      {"mtpd_ms", milliseconds(figures.mtpd)},
      {"mtpd_left_ms", milliseconds(elapsed && figures.mtpd ? std::optional{*figures.mtpd - *elapsed} : std::nullopt)},
      // Recovery takes its time: whoever decides later than this misses the RTO.
      {"decide_within_ms", milliseconds(rto_left ? std::optional{*rto_left - recovery} : std::nullopt)},
      {"recovers_within_ms", milliseconds(left ? std::optional{*left + recovery} : std::nullopt)},
      {"rpo_ms", milliseconds(figures.rpo)},
      {"data_age_ms", milliseconds(data_age(engine, state, id, now))},
      {"rpo_missed", state.rpo_missed.contains(id)}};
  add_impact(engine, id, elapsed, object);
  add_hold(engine, state, id, object);
  add_batteries(engine, state, id, open, stamp, object);
  return object;
}

}  // namespace holdfast::engine
