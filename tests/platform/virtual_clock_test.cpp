#include "platform/virtual_clock.hpp"

#include "platform/worker.hpp"
#include "tests/platform/virtual_house.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

Awaitable<void> say_at(VirtualHouse* house, std::string word, SteadyTime due) {
  co_await house->clock.wait_until(due);
  house->log.push_back(word);
}

Awaitable<void> tick(VirtualHouse* house, Duration every, int times) {
  for (int i = 0; i < times; ++i) {
    const SteadyTime due = house->in(every);
    co_await house->clock.wait_until(due);
    house->log.emplace_back("tick");
  }
}

Awaitable<void> ask_worker(VirtualHouse* house, Worker* worker) {
  std::function<Result<int>()> job = [] {
    const auto end = std::chrono::steady_clock::now() + 30ms;
    while (std::chrono::steady_clock::now() < end) {
    }
    return Result<int>{7};
  };
  const Result<int> answer = co_await worker->run<int>(job);
  house->log.push_back("answer " + std::to_string(*answer));
}

}  // namespace

TEST_GROUP(VirtualClock) { VirtualHouse house; };

TEST(VirtualClock, ends_waits_in_the_order_in_which_they_are_due) {
  house.tasks.spawn("late", say_at(&house, "late", house.in(3h)));
  house.tasks.spawn("early", say_at(&house, "early", house.in(1s)));
  house.tasks.spawn("past", say_at(&house, "past", house.in(-1s)));
  house.clock.run_for(4h);
  CHECK_EQUAL(3u, house.log.size());
  STRCMP_EQUAL("past", house.log[0].c_str());
  STRCMP_EQUAL("early", house.log[1].c_str());
  STRCMP_EQUAL("late", house.log[2].c_str());
}

TEST(VirtualClock, ends_waits_due_together_in_the_order_in_which_they_began) {
  const SteadyTime due = house.in(1s);
  for (const char* word : {"a", "b", "c", "d"}) house.tasks.spawn(word, say_at(&house, word, due));
  house.clock.run_for(1s);
  const std::vector<std::string> expected = {"a", "b", "c", "d"};
  CHECK(expected == house.log);
}

TEST(VirtualClock, moves_steady_and_wall_time_together_and_stops_at_the_span) {
  const Instant before = house.clock.now();
  house.tasks.spawn("late", say_at(&house, "late", house.in(2h)));
  CHECK_FALSE(house.clock.run_for(1h));
  const Instant after = house.clock.now();
  CHECK(after.steady - before.steady == 1h);
  CHECK(after.wall - before.wall == 1h);
  CHECK(house.log.empty());
  house.tasks.cancel_all();
  house.clock.run_for(0s);
}

TEST(VirtualClock, stops_as_soon_as_the_test_is_satisfied) {
  house.tasks.spawn("ticker", tick(&house, 1s, 10));
  CHECK(house.clock.run_for(1h, [this] { return house.log.size() == 3; }));
  CHECK_EQUAL(3u, house.log.size());
  house.clock.run_for(1h);
  CHECK_EQUAL(10u, house.log.size());
}

TEST(VirtualClock, lets_somebody_set_the_wall_clock_without_steady_time_noticing) {
  const Instant before = house.clock.now();
  house.clock.jump_wall(-24h);
  house.clock.set_wall_certain(false);
  const Instant after = house.clock.now();
  CHECK(after.steady == before.steady);
  CHECK(after.wall == before.wall - 24h);
  CHECK_FALSE(after.wall_certain);
}

TEST(VirtualClock, stands_still_while_a_worker_works) {
  Worker worker{house.loop.get_executor(), "slow"};
  house.tasks.spawn("hour", say_at(&house, "an hour later", house.in(1h)));
  house.tasks.spawn("asker", ask_worker(&house, &worker));
  house.clock.run_for(1h);
  const std::vector<std::string> expected = {"answer 7", "an hour later"};
  CHECK(expected == house.log);
}
