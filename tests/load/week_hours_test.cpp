#include "agent/load/week_hours.hpp"

#include <fmt/format.h>

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

// "mtwtfss 09:00-17:00 -h", a dot for a day on which it does not begin; -h left out on holidays, +h on all of them.
std::string shown_as(const model::WeekHours& hours) {
  using Holidays = model::WeekHours::Holidays;
  std::string all;
  for (const auto& span : hours.spans) {
    if (!all.empty()) all += "; ";
    for (std::size_t day = 0; day < 7; ++day) all += span.days[day] ? "mtwtfss"[day] : '.';
    const auto from = span.from.count(), to = span.to.count();
    all += fmt::format(" {:02}:{:02}-{:02}:{:02}", from / 60, from % 60, to / 60, to % 60);
    if (span.holidays == Holidays::left_out) all += " -h";
    if (span.holidays == Holidays::included) all += " +h";
  }
  return all;
}

TEST_GROUP(WeekHours){};

TEST(WeekHours, are_read_as_people_write_them) {
  const struct {
    const char* text;
    const char* hours;
  } cases[] = {
      {"always", ""},
      {"mon-fri 09:00-17:00", "mtwtf.. 09:00-17:00"},
      {"  mon - fri   09:00 - 17:00 ", "mtwtf.. 09:00-17:00"},
      {"sat 10:00-14:00; sun 22:00-06:00", ".....s. 10:00-14:00; ......s 22:00-06:00"},
      {"mon,wed,fri-sat 08:30-12:00", "m.w.fs. 08:30-12:00"},
      {"fri-mon 00:00-24:00", "m...fss 00:00-24:00"},
      {"mon-sun", "mtwtfss 00:00-24:00"},
      {"mon-fri 09:00-12:00,13:00-17:00", "mtwtf.. 09:00-12:00; mtwtf.. 13:00-17:00"},
      {"mon 08:00-08:00", "m...... 08:00-08:00"},
      {"mon-fri 09:00-17:00 except holidays", "mtwtf.. 09:00-17:00 -h"},
      {"mon-sun except holidays; holidays 10:00-12:00", "mtwtfss 00:00-24:00 -h; ....... 10:00-12:00 +h"},
      {"sat,holidays 10:00-14:00", ".....s. 10:00-14:00 +h"},
      {"mon-fri 09:00-12:00,13:00-17:00 except holidays", "mtwtf.. 09:00-12:00 -h; mtwtf.. 13:00-17:00 -h"},
  };
  for (const auto& each : cases) {
    model::WeekHours hours;
    const auto wrong = parse_week_hours(each.text, hours);
    CHECK_TEXT(!wrong, each.text);
    STRCMP_EQUAL_TEXT(each.hours, shown_as(hours).c_str(), each.text);
  }
}

TEST(WeekHours, that_are_wrong_are_refused_at_the_word_that_is) {
  const struct {
    const char* text;
    std::size_t position, bytes;
    const char* message;
  } cases[] = {
      {"", 0, 1, "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"},
      {"   ", 3, 1, "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"},
      {"09:00-17:00", 0, 2, "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"},
      {"always mon", 0, 6, "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"},
      {"mon-frj 09:00-17:00", 4, 3, "a day is wanted here; did you mean `fri`?"},
      {"mon-fri 9:00-17:00", 8, 1, "a time is two digits, a colon and two digits, from 00:00 to 24:00"},
      {"mon 09:00", 9, 1, "a span is written from-to: 09:00-17:00"},
      {"mon 09.00-17:00", 6, 1, "a time is two digits, a colon and two digits, from 00:00 to 24:00"},
      {"mon 09:00-24:01", 10, 2, "the last time of a day is 24:00"},
      {"mon 24:00-09:00", 4, 2, "a time is two digits, a colon and two digits, from 00:00 to 24:00"},
      {"mon 09:60-17:00", 7, 2, "a time is two digits, a colon and two digits, from 00:00 to 24:00"},
      {"mon 09:00-17:00;", 16, 1, "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"},
      {"mon 09:00-17:00 tue 09:00-17:00", 16, 3, "a `;` stands between spans"},
      {"mon 09:00-17:00 except sundays", 23, 7, "only `except holidays` can be said"},
      {"holidays 09:00-17:00 except holidays", 28, 8, "holidays are named already"},
      {"mon 09:00-17:00,", 16, 1, "a time is two digits, a colon and two digits, from 00:00 to 24:00"},
      {"\xE5\x91\xA8\xE4\xB8\x80 09:00-17:00", 0, 3, "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"},
  };
  for (const auto& each : cases) {
    model::WeekHours hours;
    hours.spans.resize(1);
    const auto wrong = parse_week_hours(each.text, hours);
    CHECK_TEXT(wrong.has_value(), each.text);
    CHECK_EQUAL_TEXT(each.position, wrong->position, each.text);
    CHECK_EQUAL_TEXT(each.bytes, wrong->bytes, each.text);
    STRCMP_EQUAL_TEXT(each.message, wrong->message.c_str(), each.text);
    CHECK_EQUAL_TEXT(1, hours.spans.size(), each.text);
  }
}

}  // namespace
}  // namespace holdfast::load
