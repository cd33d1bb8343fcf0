#include "agent/plan/step_state.hpp"

#include <map>
#include <vector>

#include "CppUTest/TestHarness.h"

using holdfast::plan::StepEvent;
using holdfast::plan::StepState;
namespace plan = holdfast::plan;

namespace {

using enum StepState;

const std::vector<StepEvent> events{StepEvent::skip,   StepEvent::decide, StepEvent::acknowledge, StepEvent::confirm,
                                    StepEvent::refute, StepEvent::lose,   StepEvent::restart,     StepEvent::again,
                                    StepEvent::ask,    StepEvent::undo};

// Design section 7 once more, by state: the table must say this and nothing else.
const std::map<StepState, std::map<StepEvent, StepState>> wanted{
    {pending,
     {{StepEvent::skip, skipped},
      {StepEvent::decide, intent},
      {StepEvent::confirm, verified},
      {StepEvent::refute, failed},
      {StepEvent::ask, needs_operator}}},
    {intent,
     {{StepEvent::acknowledge, sent},
      {StepEvent::confirm, verified},
      {StepEvent::refute, failed},
      {StepEvent::lose, unknown},
      {StepEvent::restart, unknown}}},
    {sent,
     {{StepEvent::confirm, verified},
      {StepEvent::refute, failed},
      {StepEvent::lose, unknown},
      {StepEvent::restart, unknown}}},
    {unknown,
     {{StepEvent::confirm, verified},
      {StepEvent::again, intent},
      {StepEvent::refute, failed},
      {StepEvent::ask, needs_operator},
      {StepEvent::restart, unknown}}},
    {failed, {{StepEvent::undo, undoing}}},
    {undoing,
     {{StepEvent::confirm, undone},
      {StepEvent::refute, needs_operator},
      {StepEvent::lose, needs_operator},
      {StepEvent::restart, undoing}}},
    {needs_operator, {{StepEvent::confirm, verified}, {StepEvent::refute, failed}, {StepEvent::skip, skipped}}},
};

}  // namespace

TEST_GROUP(StepStates){};

TEST(StepStates, every_pair_of_state_and_event_does_what_the_design_says) {
  for (const StepState state : plan::step_states()) {
    for (const StepEvent event : events) {
      const auto row = wanted.find(state);
      const bool allowed = row != wanted.end() && row->second.contains(event);
      const auto to = plan::next(state, event);
      CHECK_EQUAL_TEXT(allowed, to.has_value(), plan::to_string(state));
      if (to) STRCMP_EQUAL(plan::to_string(row->second.at(event)), plan::to_string(*to));
    }
  }
}

TEST(StepStates, nothing_reaches_the_world_but_through_intent_or_undoing) {
  for (const auto& row : plan::step_rows())
    if (row.to == sent) CHECK(row.from == intent);
}

TEST(StepStates, every_name_reads_back) {
  for (const StepState state : plan::step_states()) CHECK(plan::step_state_from(plan::to_string(state)) == state);
}
