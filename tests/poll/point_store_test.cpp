#include "agent/poll/point_store.hpp"

#include <cmath>
#include <limits>
#include <string>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using model::PointId;
using model::Quality;
using model::Reason;
using poll::Batch;
using poll::Observed;
using poll::PointStore;

namespace {

const SteadyTime start{1000s};
constexpr PointId voltage{0}, source{1}, other{2};

model::Stamp at(Duration after) { return model::Stamp{start + after, WallTime{}, true}; }
Observed good(model::Value value) { return Observed{std::move(value), Quality::good, Reason::none}; }

}  // namespace

TEST_GROUP(PointStore) {
  PointStore store;
  void setup() override {
    const std::size_t fast = store.add_group(0, 600ms);
    const std::size_t normal = store.add_group(0, 3s);
    store.add(voltage, fast, 0.5, PointStore::Watch::yes);
    store.add(source, normal, 0.0, PointStore::Watch::no);
    store.add(other, normal, 0.0, PointStore::Watch::no);
  }
  std::size_t told(PointId point, Observed observed, Duration after) {
    Batch batch;
    store.take(point, std::move(observed), at(after), batch);
    return batch.changed.size();
  }
};

TEST(PointStore, has_never_heard_of_a_point_until_its_first_sample) {
  POINTERS_EQUAL(nullptr, store.latest(voltage));
  POINTERS_EQUAL(nullptr, store.latest(PointId{99}));
  told(voltage, good(230.0), 0ms);
  CHECK(store.latest(voltage) != nullptr);
}

TEST(PointStore, tells_by_exception_beyond_the_deadband_of_what_was_told_last) {
  LONGS_EQUAL(1, told(voltage, good(230.0), 0ms));
  LONGS_EQUAL(0, told(voltage, good(230.4), 1ms));
  LONGS_EQUAL(0, told(voltage, good(230.5), 2ms));
  LONGS_EQUAL(1, told(voltage, good(230.6), 3ms));  // though near the reading before
  LONGS_EQUAL(0, told(voltage, good(230.2), 4ms));
}

TEST(PointStore, tells_watched_points_whether_they_changed_or_not) {
  for (int i = 0; i < 3; ++i) {
    Batch batch;
    store.take(voltage, good(230.0), at(1ms * i), batch);
    LONGS_EQUAL(1, batch.watched.size());
    store.take(source, good(model::Enumeration{"normal", 3}), at(1ms * i), batch);
    LONGS_EQUAL(1, batch.watched.size());
  }
}

TEST(PointStore, tells_a_change_of_quality_or_reason_even_when_the_value_stays) {
  told(source, good(model::Text{"x"}), 0ms);
  LONGS_EQUAL(1, told(source, Observed{model::Text{"x"}, Quality::uncertain, Reason::none}, 1ms));
  LONGS_EQUAL(1, told(source, Observed{std::nullopt, Quality::bad, Reason::device_error}, 2ms));
  LONGS_EQUAL(1, told(source, Observed{std::nullopt, Quality::bad, Reason::not_available}, 3ms));
  LONGS_EQUAL(0, told(source, Observed{std::nullopt, Quality::bad, Reason::not_available}, 4ms));
  LONGS_EQUAL(1, told(source, good(model::Text{"x"}), 5ms));
}

TEST(PointStore, keeps_the_last_value_of_a_bad_point_for_people) {
  told(source, good(model::Text{"x"}), 0ms);
  told(source, Observed{std::nullopt, Quality::bad, Reason::device_error}, 1ms);
  CHECK(store.latest(source)->value == model::Value{model::Text{"x"}});
  CHECK(store.latest(source)->quality == Quality::bad);
}

TEST(PointStore, counts_a_sample_as_fresh_from_its_stamp_for_the_window_of_its_group) {
  told(voltage, good(230.0), 100ms);
  CHECK(store.latest(voltage)->fresh_until == start + 700ms);
  CHECK(*store.next_expiry() == start + 700ms);
}

TEST(PointStore, makes_a_point_stale_when_its_time_is_up_and_says_so_once) {
  told(voltage, good(230.0), 0ms);
  told(source, good(model::Text{"x"}), 0ms);
  LONGS_EQUAL(0, store.expire(start + 599ms).size());
  const auto expired = store.expire(start + 600ms);
  LONGS_EQUAL(1, expired.size());
  LONGS_EQUAL(1, expired[0].batch.watched.size());
  LONGS_EQUAL(1, expired[0].batch.changed.size());
  const model::Sample& sample = expired[0].batch.changed[0].sample;
  CHECK(sample.reason == Reason::stale);
  CHECK(sample.value == model::Value{230.0});
  CHECK(sample.stamp.steady == start);
  LONGS_EQUAL(0, store.expire(start + 601ms).size());
  CHECK(*store.next_expiry() == start + 3s);
}

TEST(PointStore, puts_the_age_of_two_groups_of_one_device_into_one_entry) {
  told(voltage, good(230.0), 0ms);
  told(source, good(model::Text{"x"}), 0ms);
  const auto expired = store.expire(start + 10s);
  LONGS_EQUAL(1, expired.size());
  LONGS_EQUAL(2, expired[0].batch.changed.size());
  CHECK_FALSE(store.next_expiry().has_value());
}

TEST(PointStore, a_single_newer_reading_does_not_keep_its_group_fresh) {
  told(source, good(model::Text{"x"}), 0ms);
  told(other, good(model::Text{"y"}), 0ms);
  told(source, good(model::Text{"x"}), 2s);
  LONGS_EQUAL(1, store.expire(start + 3s)[0].batch.changed.size());
  CHECK(store.latest(other)->reason == Reason::stale);
  CHECK(store.latest(source)->quality == Quality::good);
  CHECK(*store.next_expiry() == start + 5s);
}

TEST(PointStore, finds_what_got_old_without_being_asked_for_the_next_expiry) {
  told(voltage, good(230.0), 0ms);
  told(source, good(model::Text{"x"}), 0ms);
  LONGS_EQUAL(1, store.expire(start + 600ms).size());
  told(voltage, good(230.0), 700ms);
  LONGS_EQUAL(0, store.expire(start + 1299ms).size());
  LONGS_EQUAL(1, store.expire(start + 1300ms).size());
  LONGS_EQUAL(0, store.expire(start + 2999ms).size());
  LONGS_EQUAL(1, store.expire(start + 3s).size());
}

TEST(PointStore, a_bad_point_does_not_get_old) {
  told(voltage, Observed{std::nullopt, Quality::bad, Reason::device_error}, 0ms);
  CHECK_FALSE(store.next_expiry().has_value());
  LONGS_EQUAL(0, store.expire(start + 1h).size());
}

TEST(PointStore, knows_which_points_a_round_touched) {
  store.begin_round();
  told(source, good(true), 0ms);
  CHECK(store.touched(source));
  CHECK_FALSE(store.touched(other));
  store.begin_round();
  CHECK_FALSE(store.touched(source));
}

TEST(PointStore, compares_exactly_and_by_kind) {
  using model::Value;
  constexpr std::int64_t big = std::numeric_limits<std::int64_t>::max(), low = std::numeric_limits<std::int64_t>::min();
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const struct {
    std::optional<Value> before, now;
    double deadband;
    bool expected;
  } table[] = {
      {std::nullopt, std::nullopt, 0, false},
      {std::nullopt, Value{true}, 0, true},
      {Value{big}, Value{big - 1}, 0, true},  // equal as doubles
      {Value{big}, Value{low}, 1e18, true},
      {Value{big}, Value{low}, 1e20, false},
      {Value{std::int64_t{5}}, Value{std::int64_t{7}}, 2, false},
      {Value{std::int64_t{5}}, Value{std::int64_t{8}}, 2, true},
      {Value{1.0}, Value{std::int64_t{1}}, 0, true},
      {Value{nan}, Value{nan}, 0, false},
      {Value{nan}, Value{1.0}, 5, true},
      {Value{model::Enumeration{"on", 1}}, Value{model::Enumeration{"on", 1}}, 0, false},
      {Value{model::Enumeration{"on", 1}}, Value{model::Enumeration{"off", 2}}, 9, true},
      {Value{model::Flags{{"a"}}}, Value{model::Flags{{"a", "b"}}}, 0, true},
  };
  for (const auto& row : table) CHECK_EQUAL(row.expected, poll::differs(row.before, row.now, row.deadband));
}
