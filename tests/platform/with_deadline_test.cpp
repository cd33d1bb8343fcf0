#include "platform/with_deadline.hpp"

#include <boost/system/system_error.hpp>
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

Awaitable<Result<int>> answer_at(VirtualHouse* house, int answer, SteadyTime due) {
  const Leaves leaves{house, "operation"};
  co_await house->clock.wait_until(due);
  if (answer < 0) throw std::runtime_error("not a number");
  co_return answer;
}

Awaitable<Result<void>> nothing_at(VirtualHouse* house, SteadyTime due) {
  co_await house->clock.wait_until(due);
  co_return Result<void>{};
}

// An operation that turns its cancellation into a value, slowly.
Awaitable<Result<int>> clean_up_slowly(VirtualHouse* house, SteadyTime due, SteadyTime cleaned) {
  co_await boost::asio::this_coro::throw_if_cancelled(false);
  bool cancelled = false;
  try {
    co_await house->clock.wait_until(due);
  } catch (const boost::system::system_error&) {
    cancelled = true;
  }
  if (!cancelled) co_return 1;
  co_await boost::asio::this_coro::reset_cancellation_state(boost::asio::disable_cancellation());
  co_await house->clock.wait_until(cleaned);
  house->log.emplace_back("cleaned up");
  co_return make_error(Code::cancelled, "interrupted");
}

Awaitable<void> ask(VirtualHouse* house, Awaitable<Result<int>> operation, SteadyTime deadline) {
  const Leaves leaves{house, "asker"};
  const Result<int> result = co_await with_deadline(house->clock, deadline, std::move(operation));
  house->log.push_back(result ? "answer " + std::to_string(*result) : result.error().message);
}

Awaitable<void> ask_void(VirtualHouse* house, SteadyTime due, SteadyTime deadline) {
  Awaitable<Result<void>> operation = nothing_at(house, due);
  const Result<void> result = co_await with_deadline(house->clock, deadline, std::move(operation));
  house->log.push_back(result ? "done" : result.error().message);
}

}  // namespace

TEST_GROUP(WithDeadline) { VirtualHouse house; };

TEST(WithDeadline, returns_the_answer_and_leaves_no_wait_behind) {
  house.tasks.spawn("asker", ask(&house, answer_at(&house, 5, house.in(1s)), house.in(2s)));
  house.clock.run_for(1s);
  STRCMP_EQUAL("operation left; answer 5; asker left", house.said().c_str());
  CHECK_FALSE(house.clock.waits().next_due().has_value());
}

TEST(WithDeadline, says_how_long_nobody_answered) {
  house.tasks.spawn("asker", ask(&house, answer_at(&house, 5, house.in(2s)), house.in(500ms)));
  house.clock.run_for(1s);
  STRCMP_EQUAL("operation left; no answer within 500 ms; asker left", house.said().c_str());
  CHECK_FALSE(house.clock.waits().next_due().has_value());
}

TEST(WithDeadline, returns_only_when_the_operation_has_cleaned_up) {
  house.tasks.spawn("asker", ask(&house, clean_up_slowly(&house, house.in(10s), house.in(3s)), house.in(1s)));
  house.clock.run_for(5s);
  STRCMP_EQUAL("cleaned up; no answer within 1000 ms; asker left", house.said().c_str());
}

TEST(WithDeadline, passes_on_a_cancellation_from_outside) {
  house.tasks.spawn("asker", ask(&house, answer_at(&house, 5, house.in(10s)), house.in(20s)));
  house.clock.run_for(1s);
  house.tasks.cancel_all();
  house.clock.run_for(0s);
  STRCMP_EQUAL("operation left; asker left", house.said().c_str());
  CHECK(house.fatal.empty());
  CHECK_FALSE(house.clock.waits().next_due().has_value());
}

TEST(WithDeadline, passes_on_an_exception_of_the_operation) {
  house.tasks.spawn("asker", ask(&house, answer_at(&house, -1, house.in(1s)), house.in(2s)));
  house.clock.run_for(5s);
  CHECK_EQUAL(1u, house.fatal.size());
  STRCMP_EQUAL("asker: not a number", house.fatal[0].c_str());
}

TEST(WithDeadline, serves_operations_that_return_nothing) {
  house.tasks.spawn("in time", ask_void(&house, house.in(1s), house.in(2s)));
  house.tasks.spawn("late", ask_void(&house, house.in(5s), house.in(2s)));
  house.clock.run_for(10s);
  STRCMP_EQUAL("done; no answer within 2000 ms", house.said().c_str());
}
