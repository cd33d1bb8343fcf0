#include "agent/incident/life_cycle.hpp"

#include <map>
#include <vector>

#include "CppUTest/TestHarness.h"
#include "agent/incident/incident.hpp"

using namespace holdfast;
using incident::Event;
using incident::State;

namespace {

const std::vector<State> states{State::detected,  State::verified, State::declared, State::responding,
                                State::restoring, State::closed,   State::archived, State::dismissed};
const std::vector<Event> events{Event::verify,   Event::declare,    Event::respond, Event::clear,  Event::relapse,
                                Event::complete, Event::stand_down, Event::dismiss, Event::archive};

// Design section 6, written down a second time on purpose: the table must say this and nothing else.
const std::map<std::pair<State, Event>, State> wanted{
    {{State::detected, Event::verify}, State::verified},     {{State::detected, Event::dismiss}, State::dismissed},
    {{State::detected, Event::clear}, State::closed},        {{State::verified, Event::declare}, State::declared},
    {{State::verified, Event::dismiss}, State::dismissed},   {{State::verified, Event::clear}, State::closed},
    {{State::declared, Event::respond}, State::responding},  {{State::declared, Event::stand_down}, State::closed},
    {{State::responding, Event::clear}, State::restoring},   {{State::responding, Event::stand_down}, State::closed},
    {{State::restoring, Event::relapse}, State::responding}, {{State::restoring, Event::complete}, State::closed},
    {{State::restoring, Event::stand_down}, State::closed},  {{State::closed, Event::archive}, State::archived},
    {{State::dismissed, Event::archive}, State::archived},
};

}  // namespace

TEST_GROUP(LifeCycle){};

TEST(LifeCycle, every_pair_of_state_and_event_does_what_the_design_says) {
  for (const State state : states) {
    for (const Event event : events) {
      const auto expected = wanted.find({state, event});
      const auto to = incident::next(state, event);
      CHECK_EQUAL_TEXT(expected != wanted.end(), to.has_value(), incident::to_string(state));
      if (to) STRCMP_EQUAL(incident::to_string(expected->second), incident::to_string(*to));
    }
  }
}

TEST(LifeCycle, every_state_has_a_name_that_reads_back) {
  for (const State state : states) CHECK(incident::state_from(incident::to_string(state)) == state);
  CHECK_FALSE(incident::state_from("nonsense").has_value());
}

TEST(LifeCycle, every_open_state_can_reach_an_end) {
  for (const State state : states) {
    if (!incident::is_open(state)) continue;
    bool leads_on = false;
    for (const Event event : events) leads_on |= incident::next(state, event).has_value();
    CHECK(leads_on);
  }
}

TEST(LifeCycle, an_incident_keeps_who_and_why_of_each_step) {
  incident::Incident incident;
  CHECK(incident.follow(Event::verify, {}, "agent", "meter.input.voltage < 90"));
  CHECK_FALSE(incident.follow(Event::relapse, {}, "agent", ""));
  CHECK(incident.follow(Event::declare, {}, "Li Wei", ""));
  CHECK_EQUAL(2u, incident.history.size());
  STRCMP_EQUAL("Li Wei", incident.history.back().who.c_str());
  CHECK(incident.state == State::declared);
}
