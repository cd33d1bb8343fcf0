// The real clock, in real time: short waits only.
#include "platform/clock.hpp"

#include <boost/asio/post.hpp>

#include "platform/channel.hpp"
#include "platform/tasks.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

Awaitable<void> say_at(Clock* clock, std::vector<std::string>* log, std::string word, SteadyTime due) {
  co_await clock->wait_until(due);
  if (clock->steady() < due) word += " too early";
  log->push_back(word);
}

Awaitable<void> receive_one(Clock* clock, Channel<int>* channel, std::vector<std::string>* log) {
  const SteadyTime deadline = clock->steady() + 20s;
  const std::optional<int> item = co_await channel->receive(deadline);
  log->push_back(item ? std::to_string(*item) : "nothing");
}

}  // namespace

TEST_GROUP(RealClock) {
  boost::asio::io_context loop;
  std::unique_ptr<Clock> clock = make_real_clock(loop);
  std::vector<std::string> log;
  TaskGroup tasks{loop.get_executor(), *clock,
                  [this](const std::string& name, const std::string& what) { log.push_back(name + ": " + what); }};
};

TEST(RealClock, ends_waits_in_order_and_not_before_they_are_due) {
  const SteadyTime now = clock->steady();
  tasks.spawn("c", say_at(clock.get(), &log, "c", now + 15ms));
  tasks.spawn("a", say_at(clock.get(), &log, "a", now - 1h));
  tasks.spawn("b", say_at(clock.get(), &log, "b", now + 5ms));
  loop.run();  // returns: nothing of a finished wait keeps the loop alive
  const std::vector<std::string> expected = {"a", "b", "c"};
  CHECK(expected == log);
}

TEST(RealClock, lets_the_loop_end_when_the_only_wait_is_cancelled) {
  tasks.spawn("late", say_at(clock.get(), &log, "late", clock->steady() + 1h));
  boost::asio::post(loop, [this] { tasks.cancel_all(); });
  loop.run();
  CHECK(log.empty());
  CHECK_EQUAL(0u, tasks.running());
}

TEST(RealClock, is_used_again_after_its_queue_was_empty) {
  for (int round = 0; round < 3; ++round) {
    tasks.spawn("late", say_at(clock.get(), &log, "late", clock->steady() + 1h));
    tasks.spawn("soon", say_at(clock.get(), &log, "soon", clock->steady() + 2ms));
    while (log.empty()) loop.run_one();
    tasks.cancel_all();
    loop.run();
    loop.restart();
    CHECK_EQUAL(1u, log.size());
    log.clear();
  }
}

TEST(RealClock, wakes_a_receiver_long_before_its_deadline) {
  Channel<int> channel{*clock, 1};
  tasks.spawn("receiver", receive_one(clock.get(), &channel, &log));
  tasks.spawn("soon", say_at(clock.get(), &log, "soon", clock->steady() + 5ms));
  while (log.empty()) loop.run_one();
  channel.push(42);
  loop.run();
  STRCMP_EQUAL("42", log.back().c_str());
}

TEST(RealClock, may_go_before_the_loop_that_still_has_its_handlers) {
  tasks.spawn("late", say_at(clock.get(), &log, "late", clock->steady() + 1h));
  loop.poll();
  tasks.cancel_all();
  loop.poll();
  clock.reset();
  loop.run();
}

TEST(RealClock, knows_the_boot_and_believes_the_time_by_rule) {
  CHECK(clock->boot_id().size() > 8);
  struct Case {
    int year;
    bool synchronised;
    bool certain;
  };
  for (const Case& c : {Case{1970, false, false}, Case{1970, true, false}, Case{2025, false, false},
                        Case{2025, true, true}, Case{2027, false, true}, Case{2027, true, true}}) {
    const WallTime wall{std::chrono::sys_days{std::chrono::year{c.year} / 6 / 1}};
    CHECK_EQUAL(c.certain, wall_is_certain(wall, c.synchronised));
  }
}
