// What the poller makes of devices that do not answer, and what those cost the others.
#include "agent/poll/poller.hpp"

#include <algorithm>

#include "tests/poll/bench.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using model::Lane;
using model::PointId;
using model::Quality;
using model::Reason;
using poll::Contact;

TEST_GROUP(Contact) {
  Bench bench;
  void teardown() override {
    LONGS_EQUAL(0, bench.stop());
    STRCMP_EQUAL("", bench.fatal.c_str());
  }
};

TEST(Contact, says_nothing_after_one_failure_while_the_samples_are_still_fresh) {
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

TEST(Contact, loses_contact_at_the_second_failure_and_makes_every_point_of_the_device_bad) {
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

TEST(Contact, says_of_a_device_that_never_answered_that_its_points_have_no_contact) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a")});
  ups.mood = Script::Mood::silent;
  bench.start();
  bench.run(5s);
  LONGS_EQUAL(1, bench.contacts.size());
  STRCMP_EQUAL("no_contact", bench.state("ups.a").c_str());
  CHECK_FALSE(bench.latest("ups.a")->value.has_value());
}

TEST(Contact, probes_a_lost_device_with_one_small_read_at_growing_intervals) {
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

TEST(Contact, reads_everything_at_once_when_contact_is_back) {
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

TEST(Contact, a_dead_device_costs_others_on_its_line_a_timeout_now_and_then_and_others_elsewhere_nothing) {
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

TEST(Contact, a_dead_device_costs_those_before_and_behind_it_on_its_line_the_same) {
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

TEST(Contact, makes_samples_stale_when_the_line_is_held_up_and_keeps_contact) {
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

TEST(Contact, does_not_ask_a_lost_device_sooner_than_its_back_off) {
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
