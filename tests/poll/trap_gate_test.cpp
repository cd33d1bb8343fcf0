#include "agent/poll/trap_gate.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using poll::TrapGate;

TEST_GROUP(TrapGate) {
  TrapGate gate;
  SteadyTime now = SteadyTime{} + 1h;
  struct Counts {
    int read = 0, kept = 0;
  };
  Counts storm(const char* device, int traps, Duration apart) {
    Counts counts;
    for (int i = 0; i < traps; ++i, now += apart) {
      const TrapGate::Verdict verdict = gate.take(device, now);
      counts.read += verdict.read ? 1 : 0;
      counts.kept += verdict.keep ? 1 : 0;
    }
    return counts;
  }
};

TEST(TrapGate, lets_a_few_traps_do_everything) {
  const Counts counts = storm("ups", 5, 0ms);
  LONGS_EQUAL(5, counts.read);
  LONGS_EQUAL(5, counts.kept);
  CHECK_FALSE(gate.next_due().has_value());
  CHECK_TRUE(gate.suppressed(now + 1h).empty());
}

TEST(TrapGate, keeps_ten_a_minute_and_counts_the_others) {
  const SteadyTime begun = now;
  const Counts counts = storm("ups", 1000, 1ms);
  LONGS_EQUAL(10, counts.kept);
  CHECK_TRUE(counts.read >= 14 && counts.read <= 16);  // five at once, then ten a second
  CHECK_TRUE(gate.next_due() == begun + 1min);
  CHECK_TRUE(gate.suppressed(begun + 59s).empty());
  const auto over = gate.suppressed(begun + 60s);
  LONGS_EQUAL(1, over.size());
  STRCMP_EQUAL("ups", over[0].first.c_str());
  LONGS_EQUAL(990, over[0].second);
  CHECK_TRUE(gate.suppressed(begun + 2min).empty());
  now = begun + 61s;
  LONGS_EQUAL(10, storm("ups", 20, 0ms).kept);
}

TEST(TrapGate, counts_each_device_for_itself) {
  storm("noisy", 100, 0ms);
  const Counts counts = storm("quiet", 1, 0ms);
  LONGS_EQUAL(1, counts.read);
  LONGS_EQUAL(1, counts.kept);
}

TEST(TrapGate, keeps_nothing_more_before_the_number_is_told) {
  storm("ups", 11, 0ms);
  now += 2min;
  LONGS_EQUAL(0, storm("ups", 1, 0ms).kept);
  LONGS_EQUAL(2, gate.suppressed(now)[0].second);
  LONGS_EQUAL(1, storm("ups", 1, 0ms).kept);
}
