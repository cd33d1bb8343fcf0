// A plan made ready to run: its conditions parsed, its outputs found. Immutable; made again from the run's text after a
// restart.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "agent/detect/condition.hpp"
#include "agent/model/plan.hpp"
#include "platform/result.hpp"

namespace holdfast::plan {

struct CompiledStep {
  std::optional<detect::Condition> when;
  std::optional<detect::Condition> until;  // of a wait
  std::optional<detect::Condition> verify;
  std::optional<model::PointId> output;  // of a write
  std::optional<model::PointId> undo_output;
};

struct CompiledPlan {
  std::map<std::string, CompiledStep> steps;           // by id, of both stages
  std::map<std::string, model::PointId> state_points;  // step id -> the point step.ID.state that guards may read
  std::set<model::PointId> points() const;             // every real point that the plan reads or writes
};

// invalid_argument: a condition does not parse or a point is unknown (the message names the step).
Result<CompiledPlan> compile(const model::Plan& plan, detect::Names& names);

}  // namespace holdfast::plan
