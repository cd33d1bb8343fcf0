// What the poller does for a device that has sent something unasked.
#include "tests/poll/bench.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using drivers::Target;
using model::Lane;

namespace {

constexpr Target first{0, std::nullopt}, second{1, std::nullopt};

}  // namespace

TEST_GROUP(TrapRead) {
  Bench bench;
  void teardown() override {
    LONGS_EQUAL(0, bench.stop());
    STRCMP_EQUAL("", bench.fatal.c_str());
  }
};

TEST(TrapRead, reads_the_fast_lane_of_that_device_at_once) {
  Script& ups = bench.device("ups", {spec("a", Lane::slow), spec("b", Lane::fast)});
  Script& other = bench.device("other", {spec("a", Lane::fast)});
  poll::Poller& poller = bench.start();
  bench.run(10s + 20ms);
  const std::size_t before = ups.reads_of(second), slow = ups.reads_of(first), others = other.reads_of(first);
  poller.read_now("ups");
  bench.run(1ms);
  LONGS_EQUAL(before + 1, ups.reads_of(second));
  LONGS_EQUAL(slow, ups.reads_of(first));
  LONGS_EQUAL(others, other.reads_of(first));
}

TEST(TrapRead, reads_the_normal_lane_where_nothing_is_fast) {
  Script& ups = bench.device("ups", {spec("a")});
  poll::Poller& poller = bench.start();
  bench.run(10s + 20ms);
  const std::size_t before = ups.reads_of(first);
  poller.read_now("ups");
  bench.run(1ms);
  LONGS_EQUAL(before + 1, ups.reads_of(first));
}

TEST(TrapRead, of_a_device_that_nobody_has_does_nothing) {
  bench.device("ups", {spec("a")});
  poll::Poller& poller = bench.start();
  poller.read_now("stranger");
  bench.run(1s);
}

TEST(TrapRead, asks_a_lost_device_whether_it_is_back) {
  Script& ups = bench.device("ups", {spec("a")});
  poll::Poller& poller = bench.start();
  bench.run(5s);
  ups.mood = Script::Mood::silent;
  bench.run(5min);
  CHECK_TRUE(poller.health("ups").contact == poll::Contact::lost);
  bench.run(1s);
  ups.mood = Script::Mood::answers;
  poller.read_now("ups");
  bench.run(600ms);
  CHECK_TRUE(poller.health("ups").contact == poll::Contact::ok);
}
