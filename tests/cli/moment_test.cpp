#include "agent/cli/moment.hpp"

#include "agent/engine/describe.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

TEST_GROUP(Moment){};

TEST(Moment, is_read_as_people_say_it_and_nothing_else) {
  const char* now = "2026-03-01T23:31:07.123Z";
  const struct {
    const char* text;
    const char* means;  // empty: nothing
  } cases[] = {
      {"14:05", "2026-03-01T14:05:00.000Z"},
      {"14:05:30", "2026-03-01T14:05:30.000Z"},
      {"2026-02-28T14:05:30Z", "2026-02-28T14:05:30.000Z"},
      {"2026-02-28 14:05Z", "2026-02-28T14:05:00.000Z"},
      {"2026-03-01T07:05:30.25+08:00", "2026-02-28T23:05:30.250Z"},
      {"2026-02-28T23:30:00-01:30", "2026-03-01T01:00:00.000Z"},
      {"", ""},
      {"noon", ""},
      {"24:00", ""},
      {"14:60", ""},
      {"4:05", ""},
      {"-4:05", ""},
      {"14:05 ", ""},
      {"14:05Z", ""},
      {"14:05:", ""},
      {"14:05:30.", ""},
      {"2026-02-28", ""},
      {"2026-02-28T14:05", ""},
      {"2026-02-30T14:05Z", ""},
      {"2026-02-28T14:05+8", ""},
      {"2026-02-28T14:05Zx", ""},
  };
  for (const auto& each : cases) {
    const auto moment = parse_moment(each.text, now);
    STRCMP_EQUAL_TEXT(each.means, moment ? engine::rfc3339(*moment).c_str() : "", each.text);
  }
  CHECK_FALSE(parse_moment("14:05", "").has_value());
}

}  // namespace
}  // namespace holdfast::cli
