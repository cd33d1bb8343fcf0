#include "agent/cli/words.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

using namespace std::chrono_literals;

TEST_GROUP(Words){};

TEST(Words, says_spans_as_people_do) {
  const struct {
    Duration span;
    const char* said;
  } cases[] = {
      {0s, "0 s"},
      {320ms, "320 ms"},
      {1s, "1 s"},
      {3400ms, "3.4 s"},
      {9999ms, "9.9 s"},
      {10900ms, "10 s"},
      {59s, "59 s"},
      {60s, "1 min"},
      {130s, "2 min 10 s"},
      {3600s, "1 h"},
      {238min, "3 h 58 min"},
      {24h, "1 d"},
      {52h + 30min, "2 d 4 h"},
      {-130s, "-2 min 10 s"},
  };
  for (const auto& each : cases) STRCMP_EQUAL(each.said, human(each.span).c_str());
}

TEST(Words, shows_the_day_only_when_it_is_another) {
  STRCMP_EQUAL("12:31:07", clock_time("2026-03-01T12:31:07.123Z").c_str());
  STRCMP_EQUAL("12:31:07", clock_time("2026-03-01T12:31:07.123Z", "2026-03-01T23:00:00.000Z").c_str());
  STRCMP_EQUAL("03-01 12:31:07", clock_time("2026-03-01T12:31:07.123Z", "2026-03-02T00:00:00.000Z").c_str());
  STRCMP_EQUAL("", clock_time("").c_str());
}

TEST(Words, shows_values_as_they_are_read) {
  const struct {
    const char* json;
    const char* said;
  } cases[] = {
      {"100", "100"},
      {"230.40000152587891", "230.4"},
      {"\"on_battery\"", "on_battery"},
      {"true", "true"},
      {"null", "-"},
      {"[]", "none"},
      {"[\"low_battery\",\"overload\"]", "low_battery overload"},
      {"9007199254740993", "9007199254740993"},
      {"123456.7", "123457"},
      {"18446744073709551615", "18446744073709551615"},
      {"0.05", "0.05"},
  };
  for (const auto& each : cases) {
    const auto value = boost::json::parse(each.json);
    STRCMP_EQUAL(each.said, value_text(value).c_str());
  }
}

TEST(Words, takes_a_bare_number_for_an_incident) {
  STRCMP_EQUAL("incident-7", incident_name("7").c_str());
  STRCMP_EQUAL("incident-7", incident_name("incident-7").c_str());
  STRCMP_EQUAL("", incident_name("").c_str());
}

TEST(Words, counts) {
  STRCMP_EQUAL("1 device", counted(1, "device").c_str());
  STRCMP_EQUAL("0 devices", counted(0, "device").c_str());
  STRCMP_EQUAL("2 switches", counted(2, "switch", "switches").c_str());
}

}  // namespace
}  // namespace holdfast::cli
