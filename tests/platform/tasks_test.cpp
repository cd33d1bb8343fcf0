#include "platform/tasks.hpp"

#include <stdexcept>

#include "tests/platform/virtual_house.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

// Says in the log when its frame is gone.
struct Leaves {
  VirtualHouse* house;
  std::string name;
  ~Leaves() { house->log.push_back(name + " left"); }
};

Awaitable<void> throw_at(VirtualHouse* house, SteadyTime due) {
  co_await house->clock.wait_until(due);
  throw std::runtime_error("bad wiring");
}

Awaitable<void> wait_for_ever(VirtualHouse* house, std::string name) {
  const Leaves leaves{house, name};
  const SteadyTime never = house->in(1000h);
  while (true) co_await house->clock.wait_until(never);
}

Awaitable<void> ignore_cancellation(VirtualHouse* house, SteadyTime until) {
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  co_await house->clock.wait_until(until);
  house->log.emplace_back("stubborn ended");
}

Awaitable<void> stop_all(VirtualHouse* house, TaskGroup* group, Duration patience) {
  const SteadyTime deadline = house->in(patience);
  const std::vector<std::string> left = co_await group->stop(deadline);
  house->log.push_back("left behind: " + std::to_string(left.size()));
  for (const std::string& name : left) house->log.push_back(name);
}

}  // namespace

TEST_GROUP(TaskGroup) { VirtualHouse house; };

TEST(TaskGroup, reports_an_escaped_exception_with_the_name_of_the_task) {
  house.tasks.spawn("poller of ups-main", throw_at(&house, house.in(1s)));
  house.clock.run_for(2s);
  CHECK_EQUAL(1u, house.fatal.size());
  STRCMP_EQUAL("poller of ups-main: bad wiring", house.fatal[0].c_str());
  CHECK_EQUAL(0u, house.tasks.running());
}

TEST(TaskGroup, takes_cancellation_for_an_ordinary_end) {
  house.tasks.spawn("a", wait_for_ever(&house, "a"));
  house.tasks.spawn("b", wait_for_ever(&house, "b"));
  house.clock.run_for(1s);
  CHECK_EQUAL(2u, house.tasks.running());
  house.tasks.cancel_all();
  house.clock.run_for(0s);
  CHECK_EQUAL(0u, house.tasks.running());
  CHECK(house.fatal.empty());
  CHECK_FALSE(house.clock.waits().next_due().has_value());
  STRCMP_EQUAL("a left; b left", house.said().c_str());
}

TEST(TaskGroup, cancels_a_task_that_has_not_come_to_its_first_wait) {
  house.tasks.spawn("a", wait_for_ever(&house, "a"));
  house.tasks.cancel_all();
  house.clock.run_for(0s);
  CHECK_EQUAL(0u, house.tasks.running());
}

TEST(TaskGroup, names_those_who_do_not_stop_in_time) {
  TaskGroup others{house.loop.get_executor(), house.clock, [](const std::string&, const std::string&) {}};
  others.spawn("good", wait_for_ever(&house, "good"));
  others.spawn("stubborn", ignore_cancellation(&house, house.in(10s)));
  house.clock.run_for(1s);
  house.tasks.spawn("main", stop_all(&house, &others, 5s));
  house.clock.run_for(6s);
  STRCMP_EQUAL("good left; left behind: 1; stubborn", house.said().c_str());
  house.clock.run_for(10s);
  STRCMP_EQUAL("good left; left behind: 1; stubborn; stubborn ended", house.said().c_str());
}

TEST(TaskGroup, starts_nothing_once_it_stops) {
  TaskGroup others{house.loop.get_executor(), house.clock, [](const std::string&, const std::string&) {}};
  house.tasks.spawn("main", stop_all(&house, &others, 5s));
  house.clock.run_for(1s);
  others.spawn("late", wait_for_ever(&house, "late"));
  CHECK_EQUAL(0u, others.running());
}

TEST(TaskGroup, may_go_before_a_task_that_does_not_stop) {
  auto others = std::make_unique<TaskGroup>(house.loop.get_executor(), house.clock,
                                            [](const std::string&, const std::string&) {});
  others->spawn("stubborn", ignore_cancellation(&house, house.in(10s)));
  house.clock.run_for(1s);
  others.reset();
  house.clock.run_for(10s);
  STRCMP_EQUAL("stubborn ended", house.said().c_str());
}
