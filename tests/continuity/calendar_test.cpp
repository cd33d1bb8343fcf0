#include "agent/continuity/calendar.hpp"

#include <random>

#include "tests/continuity/week.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::continuity {
namespace {

using namespace week;
using namespace std::chrono_literals;
using Holidays = model::WeekHours::Holidays;

std::string shown(const std::vector<Span>& spans) {
  std::string all;
  for (const Span& each : spans) all += week::shown(each.from) + "/" + week::shown(each.to) + " ";
  return all;
}

TEST_GROUP(Calendar) {
  const model::WeekHours office{{span("mtwtf..", 9, 17, Holidays::left_out), span(".....s.", 10, 14)}};
  const model::WeekHours nights{{span("mtwtfss", 22, 6)}};
  const model::WeekHours on_holidays{{span(".......", 10, 12, Holidays::included)}};
  // Monday 2026-03-02 is a working day; the holidays of Qingming: Sat 2026-04-04 to Mon 2026-04-06.
  const Calendar china{shanghai(), {day(2026, 4, 6), day(2026, 4, 4), day(2026, 4, 5)}};
};

TEST(Calendar, tells_what_is_open_and_when_that_changes) {
  const struct {
    const char* what;
    const model::WeekHours& hours;
    WallTime at;
    bool open;
    const char* next;
  } cases[] = {
      {"before the day", office, utc(2026, 3, 2, 0, 59), false, "2026-03-02T01:00"},
      {"the first instant", office, utc(2026, 3, 2, 1, 0), true, "2026-03-02T09:00"},
      {"the last instant", office, utc(2026, 3, 2, 8, 59), true, "2026-03-02T09:00"},
      {"after the day", office, utc(2026, 3, 2, 9, 0), false, "2026-03-03T01:00"},
      {"Saturday", office, utc(2026, 3, 7, 3, 0), true, "2026-03-07T06:00"},
      {"over Sunday", office, utc(2026, 3, 7, 6, 0), false, "2026-03-09T01:00"},
      {"a holiday that is a Monday", office, utc(2026, 4, 6, 3, 0), false, "2026-04-07T01:00"},
      {"a holiday does not close Saturday's hours", office, utc(2026, 4, 4, 3, 0), true, "2026-04-04T06:00"},
      {"a night", nights, utc(2026, 3, 2, 15, 0), true, "2026-03-02T22:00"},
      {"a night that began the day before", nights, utc(2026, 3, 2, 20, 0), true, "2026-03-02T22:00"},
      {"between nights", nights, utc(2026, 3, 2, 22, 0), false, "2026-03-03T14:00"},
      {"always", {}, utc(2026, 3, 2, 22, 0), true, "never"},
      {"holidays, from afar", on_holidays, utc(2026, 3, 2, 0, 0), false, "2026-04-04T02:00"},
      {"holidays, there", on_holidays, utc(2026, 4, 6, 3, 0), true, "2026-04-06T04:00"},
      {"no holiday is known", on_holidays, utc(2026, 4, 6, 4, 0), false, "never"},
  };
  for (const auto& each : cases) {
    CHECK_EQUAL_TEXT(each.open, china.is_open(each.hours, each.at), each.what);
    STRCMP_EQUAL_TEXT(each.next, week::shown(china.next_change(each.hours, each.at)).c_str(), each.what);
  }
}

TEST(Calendar, hours_that_touch_are_open_without_a_break) {
  const model::WeekHours shifts{{span("mtwtf..", 0, 8), span("mtwtf..", 8, 16), span("mtwtf..", 16, 24)}};
  STRCMP_EQUAL("2026-03-06T16:00", week::shown(china.next_change(shifts, utc(2026, 3, 2, 3))).c_str());
  STRCMP_EQUAL("never", week::shown(china.next_change({{span("mtwtfss", 0, 24)}}, utc(2026, 3, 2, 3))).c_str());
  STRCMP_EQUAL("never", week::shown(china.next_change({{span("mtwtfss", 8, 8)}}, utc(2026, 3, 2, 3))).c_str());
}

TEST(Calendar, a_night_in_which_the_clock_is_changed_is_an_hour_shorter_or_longer) {
  const Calendar germany(berlin(), {});
  const struct {
    const char* what;
    WallTime from;
    const char* spans;
  } cases[] = {
      {"an ordinary night", utc(2026, 3, 20, 12), "2026-03-20T21:00/2026-03-21T05:00 "},
      {"the clock goes forward", utc(2026, 3, 28, 12), "2026-03-28T21:00/2026-03-29T04:00 "},
      {"the clock goes back", utc(2026, 10, 24, 12), "2026-10-24T20:00/2026-10-25T05:00 "},
  };
  for (const auto& each : cases) {
    STRCMP_EQUAL_TEXT(each.spans, shown(germany.open_spans(nights, each.from, each.from + 20h)).c_str(), each.what);
  }
  const model::WeekHours left_out{{{{true, true, true, true, true, true, true}, 2h, 3h, Holidays::ignored}}};
  STRCMP_EQUAL("", shown(germany.open_spans(left_out, utc(2026, 3, 28, 12), utc(2026, 3, 29, 12))).c_str());
  CHECK(germany.open_time(left_out, utc(2026, 10, 24, 12), utc(2026, 10, 25, 12)) == 2h);
}

TEST(Calendar, a_clock_counts_only_inside_its_hours) {
  const struct {
    const char* what;
    WallTime from, to;
    Duration open;
  } cases[] = {
      {"inside one day", utc(2026, 3, 2, 2), utc(2026, 3, 2, 5), 3h},
      {"over a night", utc(2026, 3, 2, 8), utc(2026, 3, 3, 2), 2h},
      {"a whole week", utc(2026, 3, 2, 0), utc(2026, 3, 9, 0), 44h},
      {"a week with a holiday", utc(2026, 4, 6, 0), utc(2026, 4, 13, 0), 36h},
      {"nothing", utc(2026, 3, 2, 5), utc(2026, 3, 2, 5), 0h},
      {"backwards", utc(2026, 3, 2, 5), utc(2026, 3, 2, 2), 0h},
  };
  for (const auto& each : cases) {
    CHECK_TEXT(china.open_time(office, each.from, each.to) == each.open, each.what);
  }
  STRCMP_EQUAL("2026-03-03T02:00", week::shown(china.open_for(office, utc(2026, 3, 2, 8), 2h)).c_str());
  STRCMP_EQUAL("2026-03-02T09:00", week::shown(china.open_for(office, utc(2026, 3, 2, 8), 1h)).c_str());
  STRCMP_EQUAL("2026-03-02T10:00", week::shown(china.open_for({}, utc(2026, 3, 2, 8), 2h)).c_str());
  STRCMP_EQUAL("never", week::shown(china.open_for(on_holidays, utc(2026, 3, 2, 8), 7h)).c_str());
  STRCMP_EQUAL("2026-04-06T04:00", week::shown(china.open_for(on_holidays, utc(2026, 3, 2, 8), 6h)).c_str());
}

// What the functions say must agree with asking is_open() minute by minute.
TEST(Calendar, says_the_same_in_all_ways_of_asking) {
  std::mt19937 chance(7);
  const auto below = [&](int n) { return static_cast<int>(chance() % static_cast<unsigned>(n)); };
  for (int round = 0; round < 60; ++round) {
    model::WeekHours hours;
    for (int spans = 1 + below(3); spans > 0; --spans) {
      auto made = span(".......", below(24), 1 + below(24), static_cast<Holidays>(below(3)));
      for (bool& each : made.days) each = below(2) == 0;
      hours.spans.push_back(made);
    }
    const Calendar calendar(berlin(), {day(2026, 3, 28), day(2026, 10, 26)});
    const WallTime from = (round % 2 == 0 ? utc(2026, 3, 27, 0) : utc(2026, 10, 23, 0)) + 10min * below(144);
    const WallTime to = from + 96h;
    Duration open{};
    for (WallTime at = from; at < to; at += 10min) {
      const bool now = calendar.is_open(hours, at);
      if (now) open += 10min;
      const auto next = calendar.next_change(hours, at);
      if (at + 10min >= to) continue;
      CHECK_EQUAL(now != calendar.is_open(hours, at + 10min), next && *next <= at + 10min);
    }
    CHECK(calendar.open_time(hours, from, to) == open);
    if (open > 0min) CHECK(calendar.open_time(hours, from, *calendar.open_for(hours, from, open)) == open);
  }
}

}  // namespace
}  // namespace holdfast::continuity
