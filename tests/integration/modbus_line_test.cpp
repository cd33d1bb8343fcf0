// Several slaves on one serial line, polled as the agent polls them: in turn, and a dead one does not slow the others.
#include "agent/poll/poller.hpp"
#include "tests/integration/modbus_bench.hpp"
#include "tests/integration/rtu_peer.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

constexpr int dead = 3;

}  // namespace

// Devices on one line, polled in their own loop.
TEST_GROUP(ModbusLine) {
  ModbusBench bench;
  std::string fatal;
  platform::TaskGroup tasks{bench.loop.get_executor(), *bench.clock,
                            [this](const std::string& who, const std::string& what) { fatal = who + ": " + what; }};
  model::Points points;
  std::unique_ptr<poll::Poller> poller =
      std::make_unique<poll::Poller>(*bench.clock, tasks, points, std::set<model::PointId>{}, poll::Hooks{});

  void add(const std::string& id, const std::string& address, Duration timeout, model::Quirks quirks = {}) const {
    poll::PolledDevice polled;
    polled.device.id = id;
    polled.device.address = address;
    polled.device.normal = 100ms;
    polled.device.timeout = timeout;
    polled.profile = modbus_profile({modbus_point("a", 10), modbus_point("b", 500)}, quirks);
    polled.driver = bench.make(address, polled.profile, timeout);
    polled.line_key = drivers::parse_address(address)->line_key();
    poller->add(std::move(polled));
  }
  void stop() {
    tasks.cancel_all();
    while (tasks.running() > 0) bench.loop.run_one();
    STRCMP_EQUAL("", fatal.c_str());
  }
};

TEST(ModbusLine, waits_for_a_device_that_wants_longer_pauses_than_its_timeout) {
  RtuPeer peer{bench.loop, RtuPeer::On::tcp,
               [](const Bytes& request) { return PeerAnswer{right_rtu_answer(request)}; }};
  model::Quirks quirks;
  quirks.pause_after_connect = 400ms;
  quirks.pause_between = 150ms;
  quirks.close_after_round = true;
  add("slow", peer.address(1), 100ms, quirks);
  poller->start();
  const SteadyTime start = bench.clock->steady();
  bench.loop.restart();
  while (bench.clock->steady() - start < 15s && poller->health("slow").rounds < 2) bench.loop.run_one();
  LONGS_EQUAL(0, poller->health("slow").failed);
  CHECK_TRUE(poller->health("slow").contact == poll::Contact::ok);
  CHECK_TRUE(peer.connections() >= 2);
  stop();
}

// The line is busy all the time: each round takes 50 ms, and three devices want one every 100 ms. So whoever waits has
// his turn after the others have had theirs, and a fourth that is dead costs its timeouts, less and less often.
TEST(ModbusLine, is_shared_fairly_and_a_dead_slave_does_not_slow_the_others) {
  std::map<int, int> asked;
  RtuPeer peer{bench.loop, RtuPeer::On::tty, [&asked](const Bytes& request) {
                 ++asked[request[0]];
                 return request[0] == dead ? PeerAnswer{} : PeerAnswer{right_rtu_answer(request), false, 0ms, 25ms};
               }};
  // Those that live have time: one whose answers come late on a starved machine would be asked less often, too.
  for (const int unit : {1, 2, dead, 4})
    add(fmt::format("unit-{}", unit), peer.address(unit), unit == dead ? 150ms : 5000ms);
  poller->start();

  const SteadyTime start = bench.clock->steady();
  const auto rounds = [&](int unit) { return poller->health(fmt::format("unit-{}", unit)).rounds; };
  bench.loop.restart();
  const auto is_lost = [&] { return poller->health(fmt::format("unit-{}", dead)).contact == poll::Contact::lost; };
  while (bench.clock->steady() - start < 10s && !is_lost()) bench.loop.run_one();
  const std::map<int, std::uint64_t> begun{{1, rounds(1)}, {2, rounds(2)}, {4, rounds(4)}};
  const auto done = [&](int unit) { return rounds(unit) - begun.at(unit); };
  while (bench.clock->steady() - start < 10s && std::min({done(1), done(2), done(4)}) < 20) bench.loop.run_one();
  const Duration took = bench.clock->steady() - start;
  CHECK_TEXT(took < 9s, fmt::format("20 rounds took {} ms", took / 1ms).c_str());
  const auto [least, most] = std::minmax({done(1), done(2), done(4)});
  CHECK_TEXT(most - least <= 1, fmt::format("{} rounds of one, {} of another", least, most).c_str());
  CHECK_TRUE(poller->health("unit-3").contact == poll::Contact::lost);
  CHECK_TEXT(asked[dead] <= 2 + took / 400ms, fmt::format("the dead one was asked {} times", asked[dead]).c_str());

  stop();
}
