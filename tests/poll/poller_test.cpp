#include "agent/poll/poller.hpp"

#include <algorithm>

#include "tests/poll/bench.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using drivers::Target;
using model::Lane;
using model::PointId;
using model::Quality;
using model::Reason;
using poll::Contact;

namespace {

// Index into the profile of each test's device.
constexpr Target first{0, std::nullopt}, second{1, std::nullopt}, third{2, std::nullopt};

}  // namespace

TEST_GROUP(Poller) {
  Bench bench;
  void teardown() override {
    LONGS_EQUAL(0, bench.stop());
    STRCMP_EQUAL("", bench.fatal.c_str());
  }
};

TEST(Poller, keeps_the_rate_of_every_lane) {
  Script& ups = bench.device("ups", {spec("a"), spec("b", Lane::fast), spec("c", Lane::slow)});
  bench.start();
  bench.run(2h);
  CHECK(about(7200, ups.reads_of(first)));
  CHECK(about(36000, ups.reads_of(second)));
  CHECK(about(3, ups.reads_of(third), 1));
}

TEST(Poller, reads_the_slow_lane_again_soon_when_one_answer_to_it_was_lost) {
  Script& ups = bench.device("ups", {spec("a", Lane::fast), spec("b"), spec("serial", Lane::slow)});
  ups.deaf_to = third;
  bench.start();
  bench.run(100ms);  // the first round is one exchange, and is lost
  ups.deaf_to.reset();
  bench.run(30s);
  CHECK(ups.reads_of(third) >= 2);
  LONGS_EQUAL(static_cast<int>(Quality::good), static_cast<int>(bench.latest("ups.serial")->quality));
  const std::size_t known = ups.reads_of(third);
  ups.deaf_to = third;
  bench.run(3h);  // its next turn fails again and again: asked for seldom, the other lanes keep their rate
  CHECK(ups.reads_of(third) > known + 5);
  CHECK(ups.reads_of(third) < known + 40);
}

TEST(Poller, reads_watched_points_in_the_fast_lane_whatever_their_profile_says) {
  const PointId a = bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a", Lane::slow), spec("b")});
  poll::Poller& poller = bench.start();
  bench.run(10s);
  CHECK(about(50, ups.reads_of(first)));
  CHECK(about(10, ups.reads_of(second)));
  CHECK(poller.interval(a) == 200ms);
  CHECK(poller.interval(*bench.points.find("ups.b")) == 1s);
}

TEST(Poller, reads_lanes_that_are_due_together_in_one_exchange) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a"), spec("b")});
  bench.start();
  bench.run(10s);
  CHECK(about(51, ups.reads()));
}

TEST(Poller, tells_every_watched_sample_once_a_round_and_others_by_exception) {
  bench.watch("ups", "a");
  bench.watch("ups", "b");
  bench.device("ups", {spec("a"), spec("b"), spec("c")});
  bench.start();
  bench.run(10s);
  CHECK(about(51, bench.watched_calls.size()));
  LONGS_EQUAL(2, bench.watched_calls.back().size());
  LONGS_EQUAL(3, bench.changed.size());
}

TEST(Poller, emits_a_change_within_its_interval_and_heeds_the_deadband) {
  Script& ups = bench.device("ups", {spec("a", Lane::normal, 0.5)});
  bench.start();
  bench.run(3s);
  ups.values[first] = 1.4;
  bench.run(3s);
  LONGS_EQUAL(1, bench.changed.size());
  ups.values[first] = 1.6;
  bench.run(1s);
  LONGS_EQUAL(2, bench.changed.size());
}

TEST(Poller, stamps_a_sample_with_the_time_at_which_it_was_asked_for) {
  Script& ups = bench.device("ups", {spec("a")});
  ups.latency = 300ms;
  bench.start();
  bench.run(10s);
  const bool between_reads = bench.clock.run_for(2s, [&] { return ups.in_flight == 0; });
  CHECK(between_reads);
  const model::Sample* sample = bench.latest("ups.a");
  CHECK(sample->stamp.steady == ups.calls.back().at);
  CHECK(sample->fresh_until == sample->stamp.steady + 3s);
}

TEST(Poller, skips_and_never_bursts_when_answers_take_longer_than_the_interval) {
  Script& ups = bench.device("ups", {spec("a", Lane::fast)});
  ups.latency = 450ms;
  poll::Poller& poller = bench.start();
  bench.run(60s);
  LONGS_EQUAL(1, ups.most_in_flight);
  CHECK(about(100, ups.reads(), 4));  // each third slot of 200 ms
  CHECK(about(200, poller.health("ups").skipped, 8));
  ups.latency = 2ms;
  const std::size_t before = ups.reads();
  bench.run(10s);
  CHECK(about(50, ups.reads() - before));
}

TEST(Poller, finds_the_rows_of_a_table_and_makes_them_points) {
  Script& pdu = bench.device("pdu", {spec("outlet.count"), spec("outlet.{n}.status")});
  for (std::uint32_t row : {1U, 2U, 10U}) pdu.values[{1, row}] = true;
  bench.start();
  bench.run(2s);
  STRCMP_EQUAL("good", bench.state("pdu.outlet.10.status").c_str());
  std::string names;
  for (const PointId point : bench.poller->points_of("pdu")) names += bench.points.info(point).name + " ";
  STRCMP_EQUAL("outlet.count outlet.1.status outlet.2.status outlet.10.status ", names.c_str());
}

TEST(Poller, a_row_that_disappears_is_not_available_and_comes_back_by_itself) {
  Script& pdu = bench.device("pdu", {spec("outlet.{n}.status")});
  pdu.values[{0, 1U}] = true;
  pdu.values[{0, 2U}] = true;
  bench.start();
  bench.run(2s);
  pdu.values.erase({0, 2U});
  bench.run(2s);
  STRCMP_EQUAL("good", bench.state("pdu.outlet.1.status").c_str());
  STRCMP_EQUAL("not_available", bench.state("pdu.outlet.2.status").c_str());
  pdu.values[{0, 2U}] = false;
  bench.run(2s);
  STRCMP_EQUAL("good", bench.state("pdu.outlet.2.status").c_str());
}

TEST(Poller, reads_a_watched_row_singly_in_the_fast_lane_beside_the_walk) {
  bench.watch("pdu", "outlet.2.status");
  Script& pdu = bench.device("pdu", {spec("outlet.{n}.status")});
  pdu.values[{0, 1U}] = true;
  pdu.values[{0, 2U}] = true;
  bench.start();
  bench.run(10s);
  CHECK(about(50, pdu.reads_of(Target{0, 2U})));
  CHECK(about(10, pdu.reads_of(Target{0, std::nullopt})));
}

TEST(Poller, a_watched_row_that_is_absent_is_not_available_and_costs_nothing_else) {
  bench.watch("pdu", "outlet.9.status");
  Script& pdu = bench.device("pdu", {spec("outlet.{n}.status")});
  pdu.values[{0, 1U}] = true;
  bench.start();
  bench.run(5s);
  STRCMP_EQUAL("not_available", bench.state("pdu.outlet.9.status").c_str());
  STRCMP_EQUAL("good", bench.state("pdu.outlet.1.status").c_str());
  CHECK(bench.poller->health("pdu").contact == Contact::ok);
}

TEST(Poller, one_odd_answer_costs_one_point_its_quality) {
  Script& ups = bench.device("ups", {spec("a"), spec("b")});
  ups.odd[first] = {Quality::bad, Reason::out_of_range};
  bench.start();
  bench.run(2s);
  STRCMP_EQUAL("out_of_range", bench.state("ups.a").c_str());
  STRCMP_EQUAL("good", bench.state("ups.b").c_str());
}

TEST(Poller, a_device_that_invents_rows_for_ever_fills_no_memory) {
  Script& pdu = bench.device("pdu", {spec("outlet.{n}.status")});
  for (std::uint32_t row = 0; row < 5000; ++row) pdu.values[{0, row}] = true;
  bench.start();
  bench.run(2s);
  LONGS_EQUAL(1024, bench.poller->points_of("pdu").size());
}

TEST(Poller, reads_at_once_when_asked_and_merges_requests_for_one_device) {
  const PointId a = bench.watch("ups", "a");
  const PointId b = bench.watch("ups", "b");
  Script& ups = bench.device("ups", {spec("a"), spec("b")});
  bench.device("other", {spec("a")});
  poll::Poller& poller = bench.start();
  bench.run(5s);
  bench.clock.run_for(1s, [&, n = ups.reads()] { return ups.reads() > n; });
  bench.run(20ms);
  const std::size_t before = ups.reads();
  poller.read_now({a, b});
  poller.read_now({a});
  poller.read_now({b});
  bench.run(1ms);
  CHECK_EQUAL(before + 1, ups.reads());
  bench.run(5ms);
  LONGS_EQUAL(2, bench.watched_calls.back().size());
  CHECK(bench.watched_calls.back().front().sample.stamp.steady == ups.calls.back().at);
}

TEST(Poller, lets_an_urgent_read_overtake_the_rounds_of_others_on_the_line) {
  const PointId a = bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a")}, "bus");
  std::vector<Script*> others;
  for (int i = 0; i < 5; ++i)
    others.push_back(&bench.device("other-" + std::to_string(i), {spec("a", Lane::fast)}, "bus"));
  for (Script* other : others) other->latency = 100ms;
  poll::Poller& poller = bench.start();
  bench.run(10s + 10ms);
  const SteadyTime asked = bench.clock.steady();
  poller.read_now({a});
  const std::size_t before = ups.reads();
  const bool read = bench.clock.run_for(1s, [&] { return ups.reads() > before; });
  CHECK(read);
  CHECK(ups.calls.back().at - asked <= 100ms);
}

TEST(Poller, ends_with_nothing_left_in_flight) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a"), spec("b")});
  ups.latency = 400ms;
  bench.start();
  const bool busy = bench.clock.run_for(5s, [&] { return ups.in_flight == 1; });
  CHECK(busy);
  LONGS_EQUAL(0, bench.stop());
  LONGS_EQUAL(0, ups.in_flight);
}

TEST(Poller, sleeps_when_nothing_is_due) {
  Script& ups = bench.device("ups", {spec("a", Lane::slow)});
  bench.start();
  bench.run(30min);
  LONGS_EQUAL(2, ups.calls.size());  // the first probe and the first round
  CHECK(bench.poller->worst_lag() == Duration{});
}

TEST(Poller, divides_many_tables_so_that_the_fast_lane_gets_its_turn) {
  std::vector<model::PointSpec> specs{spec("a", Lane::fast)};
  for (int i = 0; i < 12; ++i) specs.push_back(spec("t" + std::to_string(i) + ".{n}"));
  Script& core = bench.device("core", specs);
  for (std::size_t table = 1; table <= 12; ++table) core.values[{table, 1U}] = 1.0;
  core.latency = 80ms;
  bench.start();
  bench.run(20s);
  CHECK(about(100, core.reads_of(first), 4));
  CHECK(about(20, core.reads_of(Target{12, std::nullopt})));
  STRCMP_EQUAL("good", bench.state("core.t11.1").c_str());
}
