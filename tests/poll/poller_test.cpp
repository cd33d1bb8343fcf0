#include "agent/poll/poller.hpp"

#include <algorithm>
#include <set>

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

bool about(std::size_t expected, std::size_t seen, std::size_t off = 2) {
  return seen + off >= expected && seen <= expected + off;
}

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

TEST(Poller, says_nothing_after_one_failure_while_the_samples_are_still_fresh) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a")});
  bench.start();
  bench.run(5s);
  const std::size_t changes = bench.changed.size();
  ups.mood = Script::Mood::silent;
  const bool failed_once = bench.clock.run_for(2s, [&] { return bench.poller->health("ups").failed == 1; });
  CHECK(failed_once);
  CHECK_EQUAL(changes, bench.changed.size());
  STRCMP_EQUAL("good", bench.state("ups.a").c_str());
  ups.mood = Script::Mood::answers;
  bench.run(2s);
  LONGS_EQUAL(1, bench.contacts.size());
  CHECK_EQUAL(changes, bench.changed.size());
}

TEST(Poller, loses_contact_at_the_second_failure_and_makes_every_point_of_the_device_bad) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a"), spec("b"), spec("c", Lane::slow)});
  bench.start();
  bench.run(5s);
  ups.mood = Script::Mood::silent;
  bench.run(2s);
  LONGS_EQUAL(2, bench.contacts.size());
  CHECK(bench.contacts.back().contact == Contact::lost);
  for (const char* name : {"ups.a", "ups.b", "ups.c"}) {
    STRCMP_EQUAL("no_contact", bench.state(name).c_str());
    CHECK(bench.latest(name)->value == model::Value{1.0});
  }
  STRCMP_EQUAL("no answer within 500 ms", bench.poller->health("ups").last_error.c_str());
  LONGS_EQUAL(1, ups.renewed);
  CHECK(bench.watched_calls.back().front().sample.reason == Reason::no_contact);
}

TEST(Poller, says_of_a_device_that_never_answered_that_its_points_have_no_contact) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a")});
  ups.mood = Script::Mood::silent;
  bench.start();
  bench.run(5s);
  LONGS_EQUAL(1, bench.contacts.size());
  STRCMP_EQUAL("no_contact", bench.state("ups.a").c_str());
  CHECK_FALSE(bench.latest("ups.a")->value.has_value());
}

TEST(Poller, probes_a_lost_device_with_one_small_read_at_growing_intervals) {
  Script& ups = bench.device("ups", {spec("a", Lane::fast), spec("b"), spec("c")});
  bench.start();
  bench.run(5s);
  ups.mood = Script::Mood::silent;
  bench.run(60s);
  const std::size_t calls = ups.calls.size();
  bench.run(100s);
  CHECK(ups.calls.size() - calls >= 9 && ups.calls.size() - calls <= 12);
  for (std::size_t i = calls; i < ups.calls.size(); ++i) {
    LONGS_EQUAL(1, ups.calls[i].targets.size());
    CHECK(ups.calls[i].patience <= 500ms);
    CHECK(ups.calls[i].at - ups.calls[i - 1].at <= 10s + 600ms);
  }
}

TEST(Poller, reads_everything_at_once_when_contact_is_back) {
  Script& ups = bench.device("ups", {spec("a", Lane::fast), spec("b"), spec("c", Lane::slow)});
  bench.start();
  bench.run(5s);
  ups.mood = Script::Mood::silent;
  bench.run(60s);
  ups.mood = Script::Mood::answers;
  const bool back = bench.clock.run_for(11s, [&] { return bench.contacts.size() == 3; });
  CHECK(back);
  bench.run(10ms);
  for (const char* name : {"ups.a", "ups.b", "ups.c"}) STRCMP_EQUAL("good", bench.state(name).c_str());
  const std::size_t before = ups.reads();
  bench.run(10s);
  CHECK(about(50, ups.reads() - before));
}

TEST(Poller, a_dead_device_costs_others_on_its_line_a_timeout_now_and_then_and_others_elsewhere_nothing) {
  Script& dead = bench.device("dead", {spec("a", Lane::fast)}, "bus");
  Script& alive = bench.device("alive", {spec("a", Lane::fast)}, "bus");
  Script& apart = bench.device("apart", {spec("a", Lane::fast)});
  dead.mood = Script::Mood::silent;
  bench.start();
  bench.run(100s);
  CHECK(about(500, apart.reads()));
  CHECK(alive.reads() > 450);  // about 14 probes of at most 500 ms
  CHECK(bench.poller->health("alive").contact == Contact::ok);
  for (const Bench::Changed& change : bench.changed) {
    if (change.device == "alive") CHECK(change.sample.sample.quality == Quality::good);
  }
}

TEST(Poller, a_dead_device_costs_those_before_and_behind_it_on_its_line_the_same) {
  Script& before = bench.device("before", {spec("a", Lane::fast)}, "bus");
  Script& dead = bench.device("dead", {spec("a", Lane::fast)}, "bus");
  Script& behind = bench.device("behind", {spec("a", Lane::fast)}, "bus");
  dead.mood = Script::Mood::silent;
  bench.start();
  bench.run(5s);  // it is found to be dead: only that costs those behind it more
  CHECK(bench.poller->health("dead").contact == Contact::lost);
  const std::size_t known = dead.reads(), ahead = before.reads() - behind.reads();
  bench.run(100s);
  CHECK(dead.reads() >= known + 10);
  const std::size_t now_ahead = before.reads() - behind.reads();
  CHECK_TRUE_TEXT(now_ahead <= ahead + 1 && ahead <= now_ahead + 1, std::to_string(now_ahead).c_str());
}

TEST(Poller, makes_samples_stale_when_the_line_is_held_up_and_keeps_contact) {
  bench.watch("victim", "a");
  bench.device("victim", {spec("a", Lane::fast)}, "bus");
  for (int i = 0; i < 10; ++i) bench.device("slow-" + std::to_string(i), {spec("a")}, "bus").latency = 499ms;
  bench.start();
  bench.run(30s);
  const auto stale = std::count_if(bench.changed.begin(), bench.changed.end(), [](const Bench::Changed& change) {
    return change.device == "victim" && change.sample.sample.reason == Reason::stale;
  });
  CHECK(stale >= 3);  // its turn comes every five seconds, and a fast sample is good for 1.2 s
  CHECK(bench.poller->health("victim").contact == Contact::ok);
  LONGS_EQUAL(0, bench.poller->health("victim").failed);
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

TEST(Poller, does_not_ask_a_lost_device_sooner_than_its_back_off) {
  const PointId a = bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a")});
  ups.mood = Script::Mood::silent;
  poll::Poller& poller = bench.start();
  bench.run(60s);
  const std::size_t before = ups.calls.size();
  for (int i = 0; i < 100; ++i) {
    poller.read_now({a});
    bench.run(10ms);
  }
  CHECK(ups.calls.size() - before <= 1);
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
