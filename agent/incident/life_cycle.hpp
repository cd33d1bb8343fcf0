// The life of an incident as a table of transitions; nothing else may change its state.
//
//   detected -> verified -> declared -> responding <-> restoring -> closed -> archived
//   detected, verified -> dismissed    detected, verified -> closed (cleared undeclared)    declared.. -> closed
//   (stand-down)
//
// Follows the phases of JR/T 0251-2022 chapter 10: discover, respond, restore, summarise.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace holdfast::incident {

enum class State { detected, verified, declared, responding, restoring, closed, archived, dismissed };

enum class Event {
  verify,      // witnesses, a person or the policy say that it is real
  declare,     // the formal response begins
  respond,     // the plan has started, or there is none
  clear,       // the disruption's condition has cleared
  relapse,     // it is back while the return is under way: same incident, same clocks
  complete,    // the return is complete
  stand_down,  // a person ends the response, with a reason
  dismiss,     // not real, with a reason
  archive,     // report and journal extract are sealed
};

struct Row {
  State from;
  Event event;
  State to;
};

std::span<const Row> rows();
std::optional<State> next(State from, Event event);  // nothing: the event means nothing in this state

const char* to_string(State state);
const char* to_string(Event event);
std::optional<State> state_from(std::string_view name);

bool is_open(State state);    // before closed, dismissed, archived
bool is_formal(State state);  // declared and not yet closed

}  // namespace holdfast::incident
