#include "agent/model/view.hpp"

#include <vector>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::model;
using namespace std::chrono_literals;

namespace {

const PointId kPoint{7};

SteadyTime at(Duration since_boot) { return SteadyTime{since_boot}; }

PointSample sample_of(Value value, Duration when, Quality quality = Quality::good, Duration fresh = 3s) {
  PointSample arrived{kPoint, {}};
  arrived.sample.value = std::move(value);
  arrived.sample.quality = quality;
  arrived.sample.reason = quality == Quality::good ? Reason::none : Reason::device_error;
  arrived.sample.stamp.steady = at(when);
  arrived.sample.fresh_until = at(when + fresh);
  return arrived;
}

}  // namespace

TEST_GROUP(Observations) { Observations seen; };

TEST(Observations, a_sample_is_present_until_it_goes_stale_and_never_when_bad) {
  const Sample good = sample_of(1.0, 10s).sample;
  CHECK_TRUE(is_present(good, at(10s)));
  CHECK_TRUE(is_present(good, at(13s)));
  CHECK_FALSE(is_present(good, at(13s + 1us)));
  CHECK_TRUE(is_present(sample_of(1.0, 10s, Quality::uncertain).sample, at(11s)));
  CHECK_FALSE(is_present(sample_of(1.0, 10s, Quality::bad).sample, at(10s)));
  Sample without_value = good;
  without_value.value.reset();
  CHECK_FALSE(is_present(without_value, at(10s)));
  CHECK_FALSE(is_present(Sample{}, at(0s)));
}

TEST(Observations, knows_nothing_of_a_point_that_was_never_heard_of) {
  POINTERS_EQUAL(nullptr, seen.latest(kPoint));
  CHECK_FALSE(seen.last_good(kPoint).has_value());
  CHECK_FALSE(seen.rate(kPoint, 1s, at(10s)).has_value());
  seen.keep_history(kPoint, 10s);
  POINTERS_EQUAL(nullptr, seen.latest(kPoint));
  CHECK_FALSE(seen.rate(kPoint, 1s, at(10s)).has_value());
}

TEST(Observations, remembers_the_last_good_sample_past_bad_and_uncertain_ones) {
  seen.take(sample_of(1.0, 10s));
  seen.take(sample_of(2.0, 11s, Quality::uncertain));
  seen.take(sample_of(3.0, 12s, Quality::bad));
  CHECK(seen.last_good(kPoint) == at(10s));
  CHECK(seen.latest(kPoint)->quality == Quality::bad);
}

TEST(Observations, an_older_answer_does_not_replace_a_newer_one) {
  seen.take(sample_of(std::int64_t{2}, 11s));
  seen.take(sample_of(std::int64_t{1}, 10s));
  CHECK(seen.latest(kPoint)->value == Value{std::int64_t{2}});
  CHECK(seen.last_good(kPoint) == at(11s));
}

TEST(Observations, a_copy_is_a_snapshot) {
  seen.take(sample_of(1.0, 10s));
  const Observations before = seen;
  seen.take(sample_of(2.0, 11s));
  CHECK(before.latest(kPoint)->value == Value{1.0});
}

// One sample a second from 0 s on, each fresh for 3 s; what is left out or different is the row's.
TEST(Observations, rate_needs_good_samples_over_its_window_without_a_gap) {
  struct Row {
    const char* what;
    std::vector<int> seconds;  // when samples came; the value rises by 2 a second
    int bad_at;                // which of them was bad, -1: none
    Duration window;
    Duration now;
    std::optional<double> rate;
  };
  const std::vector<Row> rows = {
      {"covered", {0, 1, 2, 3, 4, 5}, -1, 5s, 5s, 2.0},
      {"one sample short", {0, 1, 2, 3, 4}, -1, 5s, 4s, std::nullopt},
      {"covered, asked between samples", {0, 1, 2, 3, 4, 5}, -1, 5s, 5500ms, 2.0},
      {"one lost, within freshness", {0, 1, 3, 4, 5}, -1, 5s, 5s, 2.0},
      {"a gap within the window", {0, 1, 5, 6}, -1, 5s, 6s, std::nullopt},
      {"a gap before the window", {0, 4, 5, 6, 7, 8, 9}, -1, 5s, 9s, 2.0},
      {"a bad one within freshness", {0, 1, 2, 3, 4, 5}, 2, 5s, 5s, 2.0},
      {"the newest bad", {0, 1, 2, 3, 4, 5}, 5, 4s, 5s, std::nullopt},
      {"stale by now", {0, 1, 2, 3, 4, 5}, -1, 5s, 9s, std::nullopt},
      {"a single sample", {0}, -1, 1s, 2s, std::nullopt},
  };
  for (const Row& row : rows) {
    Observations observations;
    observations.keep_history(kPoint, row.window);
    for (const int second : row.seconds) {
      const Quality quality = second == row.bad_at ? Quality::bad : Quality::good;
      observations.take(sample_of(1000 + std::int64_t{2} * second, std::chrono::seconds{second}, quality));
    }
    const std::optional<double> rate = observations.rate(kPoint, row.window, at(row.now));
    CHECK_EQUAL_TEXT(row.rate.has_value(), rate.has_value(), row.what);
    if (rate) DOUBLES_EQUAL_TEXT(*row.rate, *rate, 1e-12, row.what);
  }
}

TEST(Observations, rate_of_a_64_bit_counter_keeps_its_last_digits) {
  seen.keep_history(kPoint, 1s);
  const std::int64_t far = std::int64_t{1} << 62;
  seen.take(sample_of(far, 0s));
  seen.take(sample_of(far + 1, 1s));
  DOUBLES_EQUAL(1.0, seen.rate(kPoint, 1s, at(1s)).value(), 0);
}

TEST(Observations, rate_of_a_falling_number_is_negative) {
  seen.keep_history(kPoint, 2s);
  for (int i = 0; i <= 4; ++i) seen.take(sample_of(100.0 - i / 2.0, std::chrono::seconds{i}));
  DOUBLES_EQUAL(-0.5, seen.rate(kPoint, 2s, at(4s)).value(), 1e-12);
}

TEST(Observations, serves_the_longest_window_asked_for_and_shorter_ones) {
  seen.keep_history(kPoint, 2s);
  seen.keep_history(kPoint, 8s);
  seen.keep_history(kPoint, 4s);
  for (int i = 0; i <= 20; ++i) seen.take(sample_of(std::int64_t{i}, std::chrono::seconds{i}));
  for (const Duration window : {Duration{2s}, Duration{4s}, Duration{8s}}) {
    DOUBLES_EQUAL(1.0, seen.rate(kPoint, window, at(20s)).value(), 1e-12);
  }
  CHECK_FALSE(seen.rate(kPoint, 12s, at(20s)).has_value());
}

TEST(Observations, a_long_window_of_a_fast_point_stays_right_though_it_is_thinned) {
  seen.keep_history(kPoint, 1h);
  for (int i = 0; i <= 3 * 36'000; ++i) seen.take(sample_of(std::int64_t{i}, i * 100ms));
  DOUBLES_EQUAL(10.0, seen.rate(kPoint, 1h, at(3h)).value(), 1e-9);
}
