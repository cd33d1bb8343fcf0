#include "tests/branch/model/outlets.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

TEST_GROUP(Outlets) {
  Outlets outlets{{{"server", 200}, {"printer", 100}}, 100ms};
  Changes changes;
};

TEST(Outlets, obey_a_command_a_little_later) {
  outlets.command(2, false, 1s);
  outlets.step(1090ms, true, changes);
  CHECK(outlets.at(2).on);
  outlets.step(1100ms, true, changes);
  CHECK_FALSE(outlets.at(2).on);
  DOUBLES_EQUAL(200, outlets.connected_watts(), 0.001);
  LONGS_EQUAL(1, changes.size());
  STRCMP_EQUAL("outlet.2", changes[0].what.c_str());
  STRCMP_EQUAL("off", changes[0].value.c_str());
}

TEST(Outlets, count_the_latest_of_two_commands) {
  outlets.command(2, false, 1s);
  outlets.command(2, true, 1050ms);
  outlets.step(2s, true, changes);
  CHECK(outlets.at(2).on);
  CHECK(changes.empty());
}

TEST(Outlets, record_no_change_when_told_what_they_are) {
  outlets.command(1, true, 1s);
  outlets.step(2s, true, changes);
  CHECK(changes.empty());
}

TEST(Outlets, feed_nothing_while_they_are_not_fed) {
  outlets.step(1s, false, changes);
  CHECK_FALSE(outlets.powered(1));
  DOUBLES_EQUAL(0, outlets.watts(1), 0.001);
  CHECK(outlets.at(1).on);
}
