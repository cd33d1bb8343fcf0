#include "agent/poll/wheel.hpp"

#include <map>
#include <set>
#include <string>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using model::Lane;
using poll::DueNow;
using poll::LaneIntervals;
using poll::Wheel;

namespace {

const SteadyTime start{1000s};

// Turns the wheel whenever it wants to be turned, and counts.
std::map<Lane, int> count(Wheel& wheel, SteadyTime until) {
  std::map<Lane, int> counts;
  while (wheel.next() && *wheel.next() < until) {
    const DueNow due = wheel.take(*wheel.next());
    for (const poll::Due& pair : due.pairs) ++counts[pair.lane];
  }
  return counts;
}

}  // namespace

TEST_GROUP(Wheel){};

TEST(Wheel, without_devices_is_never_due) { CHECK_FALSE(Wheel(start).next().has_value()); }

TEST(Wheel, keeps_the_rate_of_each_lane) {
  Wheel wheel(start);
  wheel.add("ups-main", LaneIntervals{200ms, 1s, 1min});
  std::map<Lane, int> counts = count(wheel, start + 10min);
  CHECK_TRUE(std::abs(counts[Lane::fast] - 3000) <= 1);
  CHECK_TRUE(std::abs(counts[Lane::normal] - 600) <= 1);
  CHECK_TRUE(std::abs(counts[Lane::slow] - 10) <= 1);
}

TEST(Wheel, reads_every_lane_within_the_shortest_interval_of_the_start) {
  for (int i = 0; i < 50; ++i) {
    Wheel wheel(start);
    wheel.add("device-" + std::to_string(i), LaneIntervals{200ms, 1s, 1h});
    std::set<Lane> seen;
    const DueNow due = wheel.take(start + 150ms);
    for (const poll::Due& pair : due.pairs) seen.insert(pair.lane);
    LONGS_EQUAL(3, seen.size());
  }
}

TEST(Wheel, lets_lanes_that_divide_one_another_share_their_slots) {
  Wheel wheel(start);
  wheel.add("ups-main", LaneIntervals{200ms, 1s, std::nullopt});
  count(wheel, start + 3s);
  int together = 0, normal_alone = 0;
  while (*wheel.next() < start + 30s) {
    const DueNow due = wheel.take(*wheel.next());
    if (due.pairs.size() == 2) ++together;
    if (due.pairs.size() == 1 && due.pairs[0].lane == Lane::normal) ++normal_alone;
  }
  CHECK(together > 20);
  LONGS_EQUAL(0, normal_alone);
}

TEST(Wheel, spreads_devices_over_the_slots_of_their_interval) {
  Wheel wheel(start);
  for (int i = 0; i < 200; ++i) wheel.add("device-" + std::to_string(i), LaneIntervals{std::nullopt, 1s, std::nullopt});
  count(wheel, start + 3s);
  std::size_t busiest = 0;
  while (*wheel.next() < start + 5s) busiest = std::max(busiest, wheel.take(*wheel.next()).pairs.size());
  LONGS_EQUAL(Wheel::together, busiest);
}

TEST(Wheel, wakes_once_for_the_few_devices_of_a_branch) {
  Wheel wheel(start);
  for (int i = 0; i < 9; ++i)
    wheel.add("device-" + std::to_string(i),
              LaneIntervals{i < 5 ? std::optional<Duration>{200ms} : std::nullopt, 1s, 1h});
  count(wheel, start + 3s);
  int wakes = 0;
  for (; *wheel.next() < start + 13s; ++wakes) wheel.take(*wheel.next());
  CHECK_TRUE_TEXT(wakes >= 49 && wakes <= 51, std::to_string(wakes).c_str());
}

TEST(Wheel, wakes_once_an_interval_for_devices_of_any_one_interval) {
  for (const Duration interval : {Duration{100ms}, Duration{350ms}, Duration{1400ms}, Duration{5s}, Duration{1min}}) {
    Wheel wheel(start);
    for (int i = 0; i < 10; ++i)
      wheel.add("device-" + std::to_string(i), LaneIntervals{std::nullopt, interval, std::nullopt});
    count(wheel, start + 3 * interval);
    int wakes = 0;
    for (; *wheel.next() < start + 13 * interval; ++wakes) wheel.take(*wheel.next());
    LONGS_EQUAL(10, wakes);
  }
}

TEST(Wheel, spreads_the_seldom_lane_of_many_devices_over_its_interval) {
  Wheel wheel(start);
  for (int i = 0; i < 200; ++i) wheel.add("device-" + std::to_string(i), LaneIntervals{std::nullopt, 1s, 1h});
  count(wheel, start + 30min);
  std::map<std::int64_t, int> in_second;
  while (*wheel.next() < start + 90min) {
    const SteadyTime at = *wheel.next();
    for (const poll::Due& pair : wheel.take(at).pairs)
      if (pair.lane == Lane::slow) ++in_second[(at - start) / 1s];
  }
  int all = 0;
  for (const auto& [second, devices] : in_second) {
    CHECK_TRUE_TEXT(devices <= 5, std::to_string(devices).c_str());
    all += devices;
  }
  LONGS_EQUAL(200, all);
}

TEST(Wheel, gives_each_pair_once_after_a_long_stop_and_counts_what_was_missed) {
  Wheel wheel(start);
  wheel.add("ups-main", LaneIntervals{200ms, 1s, std::nullopt});
  count(wheel, start + 10s);
  const DueNow due = wheel.take(start + 40s);
  LONGS_EQUAL(2, due.pairs.size());
  std::uint64_t missed = 0;
  for (const poll::Due& pair : due.pairs) missed += pair.missed;
  CHECK(missed >= 149 + 28 && missed <= 150 + 30);
  CHECK(due.lag > 29s && due.lag <= 30s);
  CHECK(*wheel.next() > start + 40s);
  CHECK(*wheel.next() <= start + 40s + 200ms);
}

TEST(Wheel, rounds_odd_intervals_up_to_whole_slots) {
  Wheel wheel(start);
  wheel.add("odd", LaneIntervals{120ms, std::nullopt, std::nullopt});
  CHECK_TRUE(std::abs(count(wheel, start + 15s)[Lane::fast] - 100) <= 1);
}

TEST(Wheel, leaves_a_paused_device_alone_and_takes_it_up_again) {
  Wheel wheel(start);
  wheel.add("ups-main", LaneIntervals{200ms, 1s, std::nullopt});
  count(wheel, start + 5s);
  wheel.pause(0);
  LONGS_EQUAL(0, count(wheel, start + 20s).size());
  CHECK_FALSE(wheel.next().has_value());
  wheel.resume(0, start + 20s);
  std::map<Lane, int> counts = count(wheel, start + 30s);
  CHECK_TRUE(std::abs(counts[Lane::fast] - 50) <= 1);
  CHECK_TRUE(std::abs(counts[Lane::normal] - 10) <= 1);
}

TEST(Wheel, is_not_doubled_by_a_pause_that_ends_before_the_next_slot) {
  Wheel wheel(start);
  wheel.add("ups-main", LaneIntervals{200ms, std::nullopt, std::nullopt});
  count(wheel, start + 5s);
  wheel.pause(0);
  wheel.resume(0, start + 5s);
  CHECK_TRUE(std::abs(count(wheel, start + 15s)[Lane::fast] - 50) <= 1);
}

TEST(Wheel, finds_the_slot_at_or_after_a_time) {
  const Wheel wheel(start);
  CHECK(wheel.at_or_after(start) == start);
  CHECK(wheel.at_or_after(start + 1us) == start + 50ms);
  CHECK(wheel.at_or_after(start + 50ms) == start + 50ms);
  CHECK(wheel.at_or_after(start - 1us) == start);
}
