// What devices send unasked, and what looks like a breach, is journalled and moves nothing else.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using test::EngineBranch;

TEST_GROUP(Unasked) {
  EngineBranch branch;
  void setup() override { branch.pass(1s); }
  std::string only(const engine::Input& input) {
    const engine::Turn turn = branch.give(input);
    LONGS_EQUAL(1, turn.events.size());
    CHECK_TRUE(turn.effects.empty());
    CHECK_TRUE(branch.incident() == nullptr);
    return turn.events.front().type + " " + turn.events.front().subject + " " + turn.events.front().bytes();
  }
};

TEST(Unasked, traps_are_journalled_and_never_acted_upon) {
  const std::string event =
      only(engine::TrapNews{"ups-main", "1.3.6.1.2.1.33.2.1", {"1.3.6.1.2.1.33.1.2.3.0 = 42"}, "v2c trap", 0});
  CHECK_TRUE(event.starts_with("device.trap ups-main "));
  STRCMP_CONTAINS(R"("trap":"1.3.6.1.2.1.33.2.1")", event.c_str());
  STRCMP_CONTAINS(R"("variables":["1.3.6.1.2.1.33.1.2.3.0 = 42"])", event.c_str());
  STRCMP_CONTAINS(R"("how":"v2c trap")", event.c_str());
}

TEST(Unasked, traps_that_were_not_kept_are_journalled_as_a_number) {
  const std::string event = only(engine::TrapNews{"ups-main", "", {}, "", 990});
  CHECK_TRUE(event.starts_with("device.traps_suppressed ups-main "));
  STRCMP_CONTAINS(R"("count":990)", event.c_str());
}

TEST(Unasked, a_lost_clock_is_journalled) {
  const std::string event = only(engine::SecurityNews{"ups-main", "its SNMP engine has lost its clock"});
  CHECK_TRUE(event.starts_with("device.security ups-main "));
  STRCMP_CONTAINS("lost its clock", event.c_str());
}
