#include "agent/plan/step_state.hpp"

#include <algorithm>
#include <array>

namespace holdfast::plan {

namespace {

using enum StepState;

constexpr std::array table{
    StepRow{pending, StepEvent::skip, skipped},
    StepRow{pending, StepEvent::decide, intent},
    StepRow{pending, StepEvent::confirm, verified},
    StepRow{pending, StepEvent::refute, failed},
    StepRow{pending, StepEvent::ask, needs_operator},
    StepRow{intent, StepEvent::acknowledge, sent},
    StepRow{intent, StepEvent::confirm, verified},
    StepRow{intent, StepEvent::refute, failed},
    StepRow{intent, StepEvent::lose, unknown},
    StepRow{intent, StepEvent::restart, unknown},
    StepRow{sent, StepEvent::confirm, verified},
    StepRow{sent, StepEvent::refute, failed},
    StepRow{sent, StepEvent::lose, unknown},
    StepRow{sent, StepEvent::restart, unknown},
    StepRow{unknown, StepEvent::confirm, verified},
    StepRow{unknown, StepEvent::again, intent},
    StepRow{unknown, StepEvent::refute, failed},
    StepRow{unknown, StepEvent::ask, needs_operator},
    StepRow{unknown, StepEvent::restart, unknown},
    StepRow{failed, StepEvent::undo, undoing},
    StepRow{undoing, StepEvent::confirm, undone},
    StepRow{undoing, StepEvent::refute, needs_operator},
    StepRow{undoing, StepEvent::lose, needs_operator},
    StepRow{undoing, StepEvent::restart, undoing},
    StepRow{needs_operator, StepEvent::confirm, verified},
    StepRow{needs_operator, StepEvent::refute, failed},
    StepRow{needs_operator, StepEvent::skip, skipped},
};

constexpr std::array all_states{pending, intent,  sent,    verified, failed,
                                unknown, skipped, undoing, undone,   needs_operator};

}  // namespace

std::span<const StepRow> step_rows() { return table; }
std::span<const StepState> step_states() { return all_states; }

std::optional<StepState> next(StepState from, StepEvent event) {
  const auto row = std::ranges::find_if(table, [&](const StepRow& r) { return r.from == from && r.event == event; });
  if (row == table.end()) return std::nullopt;
  return row->to;
}

const char* to_string(StepState state) {
  switch (state) {
    case pending: return "pending";
    case intent: return "intent";
    case sent: return "sent";
    case verified: return "verified";
    case failed: return "failed";
    case unknown: return "unknown";
    case skipped: return "skipped";
    case undoing: return "undoing";
    case undone: return "undone";
    case needs_operator: return "needs_operator";
  }
  return "?";
}

const char* to_string(StepEvent event) {
  switch (event) {
    case StepEvent::skip: return "skip";
    case StepEvent::decide: return "decide";
    case StepEvent::acknowledge: return "acknowledge";
    case StepEvent::confirm: return "confirm";
    case StepEvent::refute: return "refute";
    case StepEvent::lose: return "lose";
    case StepEvent::restart: return "restart";
    case StepEvent::again: return "again";
    case StepEvent::ask: return "ask";
    case StepEvent::undo: return "undo";
  }
  return "?";
}

std::optional<StepState> step_state_from(std::string_view name) {
  const auto found = std::ranges::find_if(all_states, [&](StepState s) { return name == to_string(s); });
  if (found == all_states.end()) return std::nullopt;
  return *found;
}

bool in_flight(StepState state) { return state == intent || state == sent || state == unknown || state == undoing; }

}  // namespace holdfast::plan
