#include "agent/continuity/service_clock.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using continuity::ClockChange;
using continuity::Level;
using detect::Truth;

namespace {

SteadyTime at(Duration since) { return SteadyTime{1000s} + since; }

}  // namespace

TEST_GROUP(ServiceClock) {
  continuity::ServiceClock clock;
  continuity::ClockTerms terms{60s, 5s};
  ClockChange update(Truth up, Duration since) { return continuity::update(clock, terms, up, at(since)); }
};

TEST(ServiceClock, counts_from_the_last_good_sample) {
  update(Truth::yes, 0s);
  update(Truth::yes, 1s);
  CHECK(update(Truth::no, 2s) == ClockChange::went_down);
  CHECK(continuity::elapsed(clock, continuity::ClockTerms{}, at(12s)) == Duration{11s});
  CHECK(continuity::rto_left(clock, terms, at(12s)) == Duration{49s});
}

TEST(ServiceClock, a_service_never_known_to_work_counts_from_the_first_bad_sample) {
  CHECK(update(Truth::no, 3s) == ClockChange::went_down);
  CHECK(continuity::elapsed(clock, continuity::ClockTerms{}, at(4s)) == Duration{1s});
}

TEST(ServiceClock, a_recovery_shorter_than_stable_for_does_not_stop_it) {
  update(Truth::yes, 0s);
  update(Truth::no, 1s);
  CHECK(update(Truth::yes, 10s) == ClockChange::none);
  CHECK(update(Truth::no, 14s) == ClockChange::none);
  CHECK(continuity::elapsed(clock, continuity::ClockTerms{}, at(20s)) == Duration{20s});
  update(Truth::yes, 21s);
  CHECK(update(Truth::yes, 26s) == ClockChange::recovered);
  CHECK(clock.level == Level::normal);
  CHECK_FALSE(continuity::elapsed(clock, continuity::ClockTerms{}, at(30s)).has_value());
}

TEST(ServiceClock, a_recovery_that_was_not_seen_throughout_is_not_stable) {
  update(Truth::yes, 0s);
  update(Truth::no, 1s);
  update(Truth::yes, 10s);
  update(Truth::unknown, 12s);
  update(Truth::yes, 14s);
  CHECK(update(Truth::yes, 16s) == ClockChange::none);
  CHECK(update(Truth::yes, 19s) == ClockChange::recovered);
}

TEST(ServiceClock, unknown_neither_starts_nor_stops_it) {
  update(Truth::yes, 0s);
  CHECK(update(Truth::unknown, 1s) == ClockChange::none);
  CHECK(clock.level == Level::unknown);
  CHECK(update(Truth::no, 2s) == ClockChange::went_down);
  CHECK(update(Truth::unknown, 3s) == ClockChange::none);
  CHECK(clock.level == Level::down);
}

TEST(ServiceClock, says_once_that_the_rto_is_missed) {
  update(Truth::yes, 0s);
  update(Truth::no, 0s);
  CHECK(continuity::next_change(clock, terms) == at(60s));
  CHECK(update(Truth::no, 60s) == ClockChange::rto_missed);
  CHECK(update(Truth::no, 61s) == ClockChange::none);
  CHECK_FALSE(continuity::next_change(clock, terms).has_value());
}
