// The states of a plan's step as a table of transitions; nothing else may change them.
//
//   pending -> intent (committed before any effect) -> sent -> verified | failed | unknown
//   pending -> skipped | verified (already as wanted) | needs_operator (approval) | failed (never got clear to begin)
//   unknown -> verified | intent (again, if the policy allows) | failed (too late) | needs_operator
//   failed  -> undoing -> undone | needs_operator
//
// After a restart intent and sent become unknown: the device is read before anything is done.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace holdfast::plan {

enum class StepState { pending, intent, sent, verified, failed, unknown, skipped, undoing, undone, needs_operator };

enum class StepEvent {
  skip,         // its guard is false, or its stage is over
  decide,       // to be done: the intent
  acknowledge,  // the device has accepted the write
  confirm,      // read back as wanted, waited out, told, approved
  refute,       // refused, read back otherwise, not in time, denied
  lose,         // nobody can say what became of it
  restart,      // the agent has come up again
  again,        // to be done once more
  ask,          // a person must decide
  undo,         // take it back
};

struct StepRow {
  StepState from;
  StepEvent event;
  StepState to;
};

std::span<const StepRow> step_rows();
std::optional<StepState> next(StepState from, StepEvent event);

const char* to_string(StepState state);
const char* to_string(StepEvent event);
std::optional<StepState> step_state_from(std::string_view name);
std::span<const StepState> step_states();

bool in_flight(StepState state);  // intent, sent, unknown, undoing: something may be happening in the world

}  // namespace holdfast::plan
