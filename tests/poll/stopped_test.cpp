// The poller in a process that is stopped (SIGSTOP, a suspended machine) and continued.
#include "tests/poll/bench.hpp"
#include "tests/poll/stoppable_clock.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using model::Lane;
using model::Quality;
using model::Reason;
using poll::Contact;

TEST_GROUP(StoppedPoller) {
  BenchOn<StoppableClock> bench;
  void teardown() override { LONGS_EQUAL(0, bench.stop()); }
};

TEST(StoppedPoller, tells_what_has_got_old_before_anything_new_and_does_not_burst) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a"), spec("b")});
  bench.start();
  bench.run(10s + 10ms);
  bench.watched_calls.clear();
  const std::size_t before = ups.reads();
  bench.clock.stop_process_for(30s);
  bench.run(190ms);
  CHECK(bench.watched_calls.size() >= 2);
  CHECK(bench.watched_calls.front().front().sample.reason == Reason::stale);
  CHECK(bench.watched_calls.back().front().sample.quality == Quality::good);
  CHECK(ups.reads() - before <= 2);
  CHECK(bench.poller->worst_lag() > 29s);
  CHECK(bench.poller->worst_lag() == Duration{});
  CHECK(bench.poller->health("ups").contact == Contact::ok);
}

TEST(StoppedPoller, does_not_blame_devices_for_answers_that_it_missed_itself) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a", Lane::fast)});
  ups.latency = 100ms;
  bench.start();
  bench.run(5s);
  for (int i = 0; i < 20 && ups.in_flight == 0; ++i) bench.run(10ms);
  LONGS_EQUAL(1, ups.in_flight);
  bench.watched_calls.clear();
  bench.clock.stop_process_for(30s);
  bench.run(0ms);
  CHECK(bench.watched_calls.front().front().sample.reason == Reason::stale);
  LONGS_EQUAL(0, bench.poller->health("ups").failed);
  bench.run(1s);
  STRCMP_EQUAL("good", bench.state("ups.a").c_str());
  LONGS_EQUAL(1, bench.contacts.size());
}
