#include "tests/branch/model/transfer_switch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

TEST_GROUP(TransferSwitch) {
  TransferSwitch ats{TransferSwitch::Settings{}};
  Changes changes;
  Duration now{};

  void run(Duration time, double volts_1, double volts_2) {
    for (const Duration end = now + time; now < end;) {
      now += 10ms;
      ats.step(now, volts_1, volts_2, 50, 50, changes);
    }
  }
};

TEST(TransferSwitch, ignores_a_dip_shorter_than_its_transfer_time) {
  run(1s, 230, 230);
  run(40ms, 0, 230);
  run(1s, 230, 230);
  LONGS_EQUAL(1, ats.source());
  CHECK(changes.empty());
}

TEST(TransferSwitch, moves_to_the_good_input_and_counts_the_transfer) {
  const unsigned before = ats.transfers();
  run(1s, 0, 230);
  LONGS_EQUAL(2, ats.source());
  LONGS_EQUAL(before + 1, ats.transfers());
  CHECK(ats.last_cause() == TransferSwitch::Cause::input_lost);
  DOUBLES_EQUAL(230, ats.output_voltage(), 0.1);
}

TEST(TransferSwitch, connects_nothing_while_no_input_is_good) {
  run(1s, 0, 0);
  LONGS_EQUAL(0, ats.source());
  DOUBLES_EQUAL(0, ats.output_voltage(), 0.1);
  run(10ms, 0, 230);
  LONGS_EQUAL(2, ats.source());
}

TEST(TransferSwitch, does_not_count_a_return_to_the_same_input) {
  const unsigned before = ats.transfers();
  run(1s, 0, 0);
  run(1s, 230, 0);
  LONGS_EQUAL(1, ats.source());
  LONGS_EQUAL(before, ats.transfers());
}

TEST(TransferSwitch, returns_only_after_the_preferred_input_was_good_for_its_delay) {
  run(1s, 0, 230);
  run(1500ms, 230, 230);
  CHECK(ats.waiting_to_return());
  run(20ms, 0, 230);  // starts the delay afresh
  run(1500ms, 230, 230);
  LONGS_EQUAL(2, ats.source());
  run(600ms, 230, 230);
  LONGS_EQUAL(1, ats.source());
  CHECK(ats.last_cause() == TransferSwitch::Cause::preferred_back);
}

TEST(TransferSwitch, stays_while_the_return_is_inhibited) {
  ats.inhibit_return(true);
  run(1s, 0, 230);
  run(1min, 230, 230);
  LONGS_EQUAL(2, ats.source());
}

TEST(TransferSwitch, obeys_a_new_preference_at_once_if_that_input_is_good) {
  run(1s, 230, 230);
  ats.prefer(2);
  run(10ms, 230, 230);
  LONGS_EQUAL(2, ats.source());
  CHECK(ats.last_cause() == TransferSwitch::Cause::command);
  ats.prefer(1);
  run(1s, 0, 230);
  LONGS_EQUAL(2, ats.source());
}
