// The part of a turn in which readiness is worked out and, where it has changed, told.

#include "agent/continuity/roster.hpp"
#include "agent/engine/describe_readiness.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

// Evidence that is missing or has lapsed; what else is found does not change while the agent runs.
json::array doubts(const continuity::Judgement& judgement) {
  json::array list;
  for (const auto& finding : judgement.findings)
    if (finding.code.starts_with("evidence-"))
      list.push_back({{"code", finding.code}, {"subject", finding.subject}, {"text", finding.text}});
  return list;
}

// A margin that moves about zero is no news: what was missed is kept only when this much is to spare.
constexpr Duration clear_margin = std::chrono::minutes{1};

// "mains-lost/cash-machine": what would miss its RTO, or cannot be told.
std::set<std::string> misses(const Engine& engine, const continuity::ReadinessResult& result,
                             const std::set<std::string>& before) {
  std::set<std::string> found;
  for (const auto& scenario : result.scenarios) {
    for (const auto& service : scenario.services) {
      const std::string name =
          fmt::format("{}/{}", engine.readiness().cases()[scenario.scenario].name, engine.graph()[service.service].id);
      const bool unknown = service.held.kind == continuity::Lasting::Kind::unknown;
      const bool barely = service.margin && *service.margin < clear_margin && before.contains(name);
      if (unknown || service.survives == false || barely) found.insert(name);
    }
  }
  return found;
}

// While the time of day is not certain, everybody claims energy.
continuity::Claim claim_of(const Engine& engine, const State& state, const std::string& service,
                           const model::Stamp& now) {
  const auto& hours = engine.site().services.at(service).hours;
  const auto since = state.on_batteries.find(service);
  const continuity::CountedTime counted = engine.terms(service, now).counted;
  return {!now.wall_certain || engine.calendar().is_open(hours, now.wall),
          since == state.on_batteries.end() ? Duration{} : counted.between(since->second, now.steady)};
}

}  // namespace

ReadinessNow look_ahead(const Engine& engine, const State& state, const Survey& survey, const model::Stamp& now) {
  ReadinessNow found;
  found.at = now.steady;
  const model::Day today = engine.calendar().date_of(now.wall);
  std::vector<continuity::Claim> claims;
  for (const auto& target : engine.readiness().targets())
    claims.push_back(claim_of(engine, state, engine.graph()[target.service].id, now));
  continuity::Readiness readiness = engine.readiness();  // it works in its own memory; the engine never changes
  readiness.evaluate(state.seen.facts, survey.readings, claims, found.result);
  found.judgement = continuity::judge(engine.site(), engine.graph(), readiness, found.result,
                                      continuity::evidence_of(engine.site(), state.evidence), today);
  if (now.wall_certain)
    for (auto& finding : continuity::roster_findings(engine.site(), now.wall))
      found.judgement.findings.push_back(std::move(finding));
  return found;
}

void TurnBuilder::take(const Survey& survey) { survey_ = &survey; }

void TurnBuilder::work_out_readiness() {
  if (survey_ == nullptr || survey_->readings.size() != engine_.readings().size()) return;
  auto now = std::make_shared<const ReadinessNow>(look_ahead(engine_, state_, *survey_, now_));
  const std::set<std::string> missed = misses(engine_, now->result, state_.readiness_misses);
  json::object told{{"misses", json::array(missed.begin(), missed.end())}, {"doubts", doubts(now->judgement)}};
  const std::string text = json::serialize(told);
  // What a new life has not yet heard of is not news.
  if (text != state_.readiness_told && state_.seen.settled) {
    told["verdict"] = continuity::to_string(now->judgement.verdict);
    if (const auto& worst = now->result.worst)
      told["worst"] = {{"scenario", engine_.readiness().cases()[worst->scenario].name},
                       {"service", (*engine_.graph_)[worst->service].id},
                       {"margin_ms", milliseconds(worst->margin)}};
    state_.readiness_told = text;
    state_.readiness_misses = missed;
    event("readiness.changed", engine_.site_.id, std::move(told));
  }
  state_.readiness = std::move(now);
}

json::object describe_readiness(const Engine& engine, const State& state, const ReadinessNow& found) {
  return readiness_json({engine.graph(), engine.readiness(), found.result, found.judgement, state.seen.healths});
}

json::value describe_readiness(const Engine& engine, const State& state, SteadyTime now) {
  if (!state.readiness) return nullptr;
  json::object object = describe_readiness(engine, state, *state.readiness);
  object["age_s"] = std::chrono::duration_cast<std::chrono::seconds>(now - state.readiness->at).count();
  return object;
}

}  // namespace holdfast::engine
