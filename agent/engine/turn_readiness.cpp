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

}  // namespace

void TurnBuilder::take(const Survey& survey) { survey_ = &survey; }

void TurnBuilder::work_out_readiness() {
  if (survey_ == nullptr || survey_->readings.size() != engine_.readings().size()) return;
  auto now = std::make_shared<ReadinessNow>();
  now->at = now_.steady;
  const model::Day today = engine_.calendar_.date_of(now_.wall);
  std::vector<std::uint8_t> open;  // while the time of day is not certain, everybody claims energy
  for (const auto& target : engine_.readiness_->targets()) {
    const auto& hours = engine_.site_.services.at((*engine_.graph_)[target.service].id).hours;
    open.push_back(!now_.wall_certain || engine_.calendar_.is_open(hours, now_.wall) ? 1 : 0);
  }
  continuity::Readiness readiness = *engine_.readiness_;  // it works in its own memory; the engine never changes
  readiness.evaluate(state_.seen.facts, survey_->readings, open, now->result);
  now->judgement = continuity::judge(engine_.site_, *engine_.graph_, readiness, now->result,
                                     continuity::evidence_of(engine_.site_, state_.evidence), today);
  if (now_.wall_certain)
    for (auto& finding : continuity::roster_findings(engine_.site_, now_.wall))
      now->judgement.findings.push_back(std::move(finding));
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

json::value describe_readiness(const Engine& engine, const State& state, SteadyTime now) {
  if (!state.readiness) return nullptr;
  const auto& worked_out = *state.readiness;
  json::object object =
      readiness_json({engine.graph(), engine.readiness(), worked_out.result, worked_out.judgement, state.seen.healths});
  object["age_s"] = std::chrono::duration_cast<std::chrono::seconds>(now - worked_out.at).count();
  return object;
}

}  // namespace holdfast::engine
