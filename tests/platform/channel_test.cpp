#include "platform/channel.hpp"

#include "tests/platform/virtual_house.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

Awaitable<void> receive_all(VirtualHouse* house, Channel<int>* channel, SteadyTime deadline) {
  while (true) {
    const std::optional<int> item = co_await channel->receive(deadline);
    if (!item) break;
    house->log.push_back(std::to_string(*item));
  }
  house->log.emplace_back("end");
}

}  // namespace

TEST_GROUP(Channel) {
  VirtualHouse house;
  Channel<int> channel{house.clock, 3};
};

TEST(Channel, refuses_what_exceeds_its_capacity) {
  for (const int item : {1, 2, 3}) CHECK(channel.push(item));
  CHECK_FALSE(channel.push(4));
  house.tasks.spawn("receiver", receive_all(&house, &channel, house.in(1s)));
  house.clock.run_for(1s);
  STRCMP_EQUAL("1; 2; 3; end", house.said().c_str());
}

TEST(Channel, hands_over_what_is_left_when_closed_and_then_nothing) {
  channel.push(1);
  channel.close();
  CHECK_FALSE(channel.push(2));
  house.tasks.spawn("receiver", receive_all(&house, &channel, house.in(1h)));
  house.clock.run_for(0s);
  STRCMP_EQUAL("1; end", house.said().c_str());
}

TEST(Channel, wakes_a_receiver_that_waits) {
  house.tasks.spawn("receiver", receive_all(&house, &channel, house.in(1h)));
  house.clock.run_for(1s);
  channel.push(1);
  channel.push(2);
  house.clock.run_for(1s);
  STRCMP_EQUAL("1; 2", house.said().c_str());
  channel.close();
  house.clock.run_for(1s);
  STRCMP_EQUAL("1; 2; end", house.said().c_str());
}
