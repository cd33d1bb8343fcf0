// The part of a turn in which readiness is worked out and, where it has changed, told.

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

json::array misses(const Engine& engine, const continuity::ReadinessResult& result) {
  json::array list;
  for (const auto& scenario : result.scenarios)
    for (const auto& service : scenario.services)
      if (service.survives == false || service.held.kind == continuity::Lasting::Kind::unknown)
        list.push_back({{"scenario", engine.readiness().cases()[scenario.scenario].name},
                        {"service", engine.graph()[service.service].id},
                        {"unknown", service.held.kind == continuity::Lasting::Kind::unknown}});
  return list;
}

}  // namespace

void TurnBuilder::take(const Survey& survey) { survey_ = &survey; }

void TurnBuilder::work_out_readiness() {
  if (survey_ == nullptr || survey_->readings.size() != engine_.readings().size()) return;
  auto now = std::make_shared<ReadinessNow>();
  now->at = now_.steady;
  continuity::Readiness readiness = *engine_.readiness_;  // it works in its own memory; the engine never changes
  readiness.evaluate(state_.seen.facts, survey_->readings, {}, now->result);
  now->judgement = continuity::judge(engine_.site_, *engine_.graph_, readiness, now->result,
                                     continuity::evidence_of(engine_.site_, state_.evidence), survey_->today);
  json::object told{{"verdict", continuity::to_string(now->judgement.verdict)},
                    {"misses", misses(engine_, now->result)},
                    {"doubts", doubts(now->judgement)}};
  const std::string text = json::serialize(told);
  // What a new life has not yet heard of is not news.
  if (text != state_.readiness_told && state_.seen.settled) {
    if (const auto& worst = now->result.worst)
      told["worst"] = {{"scenario", engine_.readiness().cases()[worst->scenario].name},
                       {"service", (*engine_.graph_)[worst->service].id},
                       {"margin_ms", milliseconds(worst->margin)}};
    state_.readiness_told = text;
    event("readiness.changed", engine_.site_.id, std::move(told));
  }
  state_.readiness = std::move(now);
}

json::value describe_readiness(const Engine& engine, const State& state, SteadyTime now) {
  if (!state.readiness) return nullptr;
  const auto& worked_out = *state.readiness;
  json::object object =
      readiness_json({engine.graph(), engine.readiness(), worked_out.result, worked_out.judgement, state.seen.healths});
  object["age_s"] = std::chrono::duration_cast<std::chrono::seconds>(now - worked_out.at).count();
  return object;
}

}  // namespace holdfast::engine
