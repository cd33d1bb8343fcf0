#include "agent/model/value.hpp"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "CppUTest/TestHarness.h"

using namespace holdfast::model;

namespace {

constexpr std::int64_t kHuge = (std::int64_t{1} << 53) + 1;  // the first integer that a double cannot hold

}  // namespace

TEST_GROUP(Value){};

TEST(Value, reads_as_people_write_it) {
  struct Row {
    Value value;
    const char* text;
  };
  const std::vector<Row> rows = {
      {true, "true"},
      {false, "false"},
      {std::int64_t{57}, "57"},
      {std::int64_t{-9223372036854775807LL - 1}, "-9223372036854775808"},
      {230.4, "230.4"},
      {0.1, "0.1"},
      {0.0, "0"},
      {100000.0, "100000"},
      {-50.0, "-50"},
      {1e21, "1e+21"},
      {Enumeration{"on_battery", 5}, "on_battery"},
      {Text{"Smart-UPS"}, "Smart-UPS"},
      {Flags{{"overload", "low_battery"}}, "low_battery|overload"},
      {Flags{}, "none"},
  };
  for (const Row& row : rows) STRCMP_EQUAL(row.text, to_string(row.value).c_str());
}

TEST(Value, tells_its_kind) {
  STRCMP_EQUAL("boolean", to_string(kind_of(true)));
  STRCMP_EQUAL("integer", to_string(kind_of(std::int64_t{1})));
  STRCMP_EQUAL("number", to_string(kind_of(1.0)));
  STRCMP_EQUAL("enumeration", to_string(kind_of(Enumeration{"on", 1})));
  STRCMP_EQUAL("text", to_string(kind_of(Text{"on"})));
  STRCMP_EQUAL("flags", to_string(kind_of(Flags{{"on"}})));
}

TEST(Value, has_a_number_only_where_it_is_one) {
  DOUBLES_EQUAL(1.0, as_number(true).value(), 0);
  DOUBLES_EQUAL(57.0, as_number(std::int64_t{57}).value(), 0);
  DOUBLES_EQUAL(0.5, as_number(0.5).value(), 0);
  CHECK_FALSE(as_number(Enumeration{"on", 1}).has_value());
  CHECK_FALSE(as_number(Text{"1"}).has_value());
  CHECK_FALSE(as_number(Flags{}).has_value());
}

TEST(Value, same_reading_is_exact_unless_a_tolerance_is_given) {
  struct Row {
    const char* what;
    Value wanted;
    Value seen;
    double tolerance;
    bool same;
  };
  const double nan = std::nan("");
  const std::int64_t most = std::numeric_limits<std::int64_t>::max();
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const std::vector<Row> rows = {
      {"equal integers", std::int64_t{3}, std::int64_t{3}, 0, true},
      {"other integers", std::int64_t{3}, std::int64_t{4}, 0, false},
      {"integers within tolerance", std::int64_t{3}, std::int64_t{4}, 1, true},
      {"neighbours beyond a double's digits", kHuge, kHuge - 1, 0, false},
      {"a distance beyond 63 bits", least, most, 1e18, false},
      {"integer and number", std::int64_t{3}, 3.0, 0, true},
      {"number and integer", 3.0, std::int64_t{3}, 0, true},
      {"integer and number beyond a double's digits", kHuge, static_cast<double>(kHuge), 0, false},
      {"largest integer and 2^63", most, 0x1p63, 0, false},
      {"integer and number within tolerance", std::int64_t{3}, 3.4, 0.5, true},
      {"numbers", 0.1 + 0.2, 0.3, 0, false},
      {"numbers within tolerance", 0.1 + 0.2, 0.3, 1e-9, true},
      {"not a number", nan, nan, 1, false},
      {"integer and not a number", std::int64_t{0}, nan, 1, false},
      {"states by name, whatever the code", Enumeration{"on", 1}, Enumeration{"on", 7}, 0, true},
      {"other states", Enumeration{"on", 1}, Enumeration{"off", 1}, 5, false},
      {"different kinds", Text{"on"}, Enumeration{"on", 1}, 0, false},
      {"truths", true, true, 0, true},
      {"truth is no number", true, std::int64_t{1}, 5, false},
      {"flags", Flags{{"a"}}, Flags{{"a"}}, 0, true},
  };
  for (const Row& row : rows) CHECK_TEXT(same_reading(row.wanted, row.seen, row.tolerance) == row.same, row.what);
}
