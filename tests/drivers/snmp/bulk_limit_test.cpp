#include "drivers/snmp/bulk_limit.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers::snmp;

TEST_GROUP(BulkLimit) { BulkLimit limit; };

TEST(BulkLimit, stays_when_the_device_was_away) {
  for (int round = 0; round < 10; ++round) {
    limit.silent(25);
    limit.silent(0);  // the probe, too
    limit.answered();
    LONGS_EQUAL(25, limit.repetitions());
  }
}

TEST(BulkLimit, stays_when_one_datagram_was_lost) {
  limit.silent(25);
  limit.answered();
  limit.walked(25, 25);
  limit.silent(25);
  limit.answered();
  LONGS_EQUAL(25, limit.repetitions());
}

TEST(BulkLimit, halves_when_only_the_big_questions_stay_without_an_answer) {
  for (int round = 0; round < 2; ++round) {
    limit.silent(25);
    LONGS_EQUAL(1, limit.repetitions());
    limit.answered();
  }
  LONGS_EQUAL(12, limit.repetitions());
  for (int round = 0; round < 20; ++round) {
    limit.silent(limit.repetitions());
    limit.answered();
  }
  LONGS_EQUAL(1, limit.repetitions());
}

TEST(BulkLimit, keeps_what_the_device_has_asked_for) {
  limit.walked(25, 6);
  LONGS_EQUAL(6, limit.repetitions());
  limit.walked(6, 6);
  LONGS_EQUAL(6, limit.repetitions());
}
