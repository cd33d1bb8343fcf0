#include "agent/model/profile.hpp"

#include "agent/model/plan.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::model;

TEST_GROUP(Profile){};

TEST(Profile, row_name_and_row_of_are_each_others_inverse) {
  for (const std::uint32_t row : {0U, 1U, 9U, 10U, 42U, 4294967295U}) {
    const std::string name = row_name("outlet.{n}.status", row);
    CHECK(row_of("outlet.{n}.status", name) == row);
  }
  STRCMP_EQUAL("outlet.3.status", row_name("outlet.{n}.status", 3).c_str());
  STRCMP_EQUAL("input.L1-N.voltage", row_name("input.L{n}-N.voltage", 1).c_str());
  CHECK(row_of("outlet.{n}.status", "outlet.1.12.status") == Row::parse("1.12"));
  STRCMP_EQUAL("1.3.6.1.4.1.318.7", row_name("1.3.6.1.4.1.318.{n}", 7).c_str());
}

TEST(Profile, row_of_refuses_what_row_name_would_not_write) {
  struct Row {
    const char* pattern;
    const char* name;
  };
  const Row rows[] = {
      {"outlet.{n}.status", "outlet..status"},    {"outlet.{n}.status", "outlet.x.status"},
      {"outlet.{n}.status", "outlet.03.status"},  {"outlet.{n}.status", "outlet.-3.status"},
      {"outlet.{n}.status", "outlet.+3.status"},  {"outlet.{n}.status", "outlet.3.name"},
      {"outlet.{n}.status", "outlet.3.status.x"}, {"outlet.{n}.status", "outlet.4294967296.status"},
      {"outlet.{n}.status", "outlet.status"},     {"outlet.{n}.status", ""},
      {"output.source", "output.source"},         {"a{n}a", "a"},
  };
  for (const Row& row : rows) CHECK_FALSE_TEXT(row_of(row.pattern, row.name).has_value(), row.name);
}

TEST(Profile, classes_lanes_and_actions_have_names) {
  STRCMP_EQUAL("switch", to_string(DeviceClass::network_switch));
  STRCMP_EQUAL("generator", to_string(DeviceClass::generator));
  STRCMP_EQUAL("fast", to_string(Lane::fast));
  STRCMP_EQUAL("write", action_name(WriteAction{}));
  STRCMP_EQUAL("wait", action_name(WaitAction{}));
  STRCMP_EQUAL("notify", action_name(NotifyAction{}));
  STRCMP_EQUAL("approve", action_name(ApproveAction{}));
  STRCMP_EQUAL("note", action_name(NoteAction{}));
}
