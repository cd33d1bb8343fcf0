// Readiness as the outside sees it. Spans are seconds (..._s), what does not exist or has no end is null.
#pragma once

#include <boost/json.hpp>

#include "agent/continuity/verdict.hpp"
#include "agent/engine/engine.hpp"

namespace holdfast::engine {

// What there is to tell of one evaluation; refers to its parts.
struct ReadinessView {
  const continuity::Graph& graph;
  const continuity::Readiness& readiness;
  const continuity::ReadinessResult& result;
  const continuity::Judgement& judgement;
  const continuity::Healths& healths;
};

// {"verdict", "state": {"device.atm-1": "normal"},
//  "scenarios":
//  [{"name","title","lasts_s","services":[{"name","held_s","held_without_shedding_s","downtime_s","rto_s","margin_s",
//                                          "survives","cause"}]}],
//  "worst": null | {"scenario","service","margin_s"},
//  "energy": {"pools":[{"ups","available_wh"}],"loads":[{"name","watts","shed_at_s"}],
//             "services":[{"name","held_s","held_without_shedding_s"}],"text"},
//  "findings": [{"code","subject","text"}]}
boost::json::object readiness_json(const ReadinessView& view);

// What the readings of this moment say. Pure; the turn keeps what a survey says, and who asks gets his own. Takes as
// many readings as the engine asks for, in its order.
ReadinessNow look_ahead(const Engine& engine, const State& state, const Survey& survey, const model::Stamp& now);

boost::json::object describe_readiness(const Engine& engine, const State& state, const ReadinessNow& found);
// Of the last survey, with its age_s; null before the first.
boost::json::value describe_readiness(const Engine& engine, const State& state, SteadyTime now);

}  // namespace holdfast::engine
