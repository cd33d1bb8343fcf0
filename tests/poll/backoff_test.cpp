#include "agent/poll/backoff.hpp"

#include <string>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using poll::Backoff;

TEST_GROUP(Backoff){};

TEST(Backoff, doubles_up_to_ten_seconds_and_never_exceeds_it) {
  Backoff backoff("pdu-a", 1s);
  const Duration nominal[] = {1s, 2s, 4s, 8s, 10s, 10s, 10s};
  for (const Duration full : nominal) {
    const Duration wait = backoff.next();
    CHECK(wait <= full);
    CHECK(wait >= full * 4 / 5);
  }
}

TEST(Backoff, is_the_same_in_every_run_and_differs_between_devices) {
  Backoff a("pdu-a", 1s), again("pdu-a", 1s), other("pdu-b", 1s);
  bool differs = false;
  for (int i = 0; i < 10; ++i) {
    const Duration wait = a.next();
    CHECK(wait == again.next());
    differs = differs || wait != other.next();
  }
  CHECK(differs);
}

TEST(Backoff, starts_over_after_a_reset) {
  Backoff backoff("ats", 200ms);
  const Duration first = backoff.next();
  backoff.next();
  backoff.reset();
  CHECK(backoff.next() == first);
}

TEST(Backoff, of_a_slow_device_begins_with_the_longest_wait) {
  Backoff backoff("sensor", 1h);
  CHECK(backoff.next() <= 10s);
  for (int i = 0; i < 100; ++i) CHECK(backoff.next() <= 10s);
}
