#include "platform/signal.hpp"

#include <boost/asio/post.hpp>

#include "tests/platform/virtual_house.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

Awaitable<void> wait_signal(VirtualHouse* house, Signal* signal, SteadyTime deadline, int times) {
  for (int i = 0; i < times; ++i) {
    const bool notified = co_await signal->wait(deadline);
    house->log.emplace_back(notified ? "notified" : "deadline");
  }
}

}  // namespace

TEST_GROUP(Signal) {
  VirtualHouse house;
  Signal signal{house.clock};
};

TEST(Signal, is_remembered_once_when_nobody_waits) {
  signal.notify();
  signal.notify();
  house.tasks.spawn("waiter", wait_signal(&house, &signal, house.in(1s), 2));
  house.clock.run_for(1s);
  STRCMP_EQUAL("notified; deadline", house.said().c_str());
}

TEST(Signal, wakes_the_waiting_task_at_once) {
  house.tasks.spawn("waiter", wait_signal(&house, &signal, house.in(1h), 1));
  house.clock.run_for(1s);
  signal.notify();
  house.clock.run_for(0s);
  STRCMP_EQUAL("notified", house.said().c_str());
}

TEST(Signal, is_not_lost_between_a_notification_and_the_task_hearing_it) {
  house.tasks.spawn("waiter", wait_signal(&house, &signal, house.in(1h), 2));
  house.clock.run_for(1s);
  signal.notify();
  signal.notify();
  house.clock.run_for(0s);
  STRCMP_EQUAL("notified; notified", house.said().c_str());
}

TEST(Signal, is_kept_for_the_next_waiter_when_the_first_was_cancelled) {
  house.tasks.spawn("first", wait_signal(&house, &signal, house.in(1h), 1));
  house.clock.run_for(1s);
  boost::asio::post(house.loop, [this] {
    house.tasks.cancel_all();
    signal.notify();
  });
  house.clock.run_for(0s);
  house.tasks.spawn("second", wait_signal(&house, &signal, house.in(1s), 1));
  house.clock.run_for(1s);
  STRCMP_EQUAL("notified", house.said().c_str());
}
