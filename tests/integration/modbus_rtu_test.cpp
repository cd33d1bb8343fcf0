// RTU frames over TCP and on a serial line, against a peer that can be wrong in every way.
#include <fmt/format.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <filesystem>

#include "tests/integration/modbus_bench.hpp"
#include "tests/integration/rtu_peer.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

PeerAnswer right(const Bytes& request) { return PeerAnswer{right_rtu_answer(request)}; }

const model::Profile three_points =
    modbus_profile({modbus_point("first", 10), modbus_point("near", 12), modbus_point("far", 500)});
constexpr const char* three_values = "10, 12, 500";

constexpr auto answer_within = 1000ms;  // a starved machine may well take a third of it

// One exchange of 40 registers: an answer of 85 bytes.
model::Profile forty_points() {
  std::vector<model::PointSpec> points;
  for (int i = 0; i < 40; ++i) points.push_back(modbus_point(fmt::format("p{}", i), 10 + i));
  return modbus_profile(std::move(points));
}

struct Rtu : ModbusBench {
  explicit Rtu(RtuPeer::On on) : peer(loop, on, right), driver(make(peer.address(1), three_points, answer_within)) {}
  std::string shown() { return ModbusBench::shown(*driver, 3); }

  RtuPeer peer;
  std::unique_ptr<Driver> driver;
};

constexpr RtuPeer::On both[] = {RtuPeer::On::tcp, RtuPeer::On::tty};

Bytes changed(Bytes frame, std::size_t at, std::uint8_t value) {
  frame.resize(frame.size() - 2);
  frame[at] = value;
  return with_checksum(std::move(frame));
}

}  // namespace

TEST_GROUP(ModbusRtu){};

TEST(ModbusRtu, reads_and_writes) {
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    STRCMP_EQUAL(three_values, rtu.shown().c_str());
    STRCMP_EQUAL(three_values, rtu.shown().c_str());
    LONGS_EQUAL(4, rtu.peer.requests());
    LONGS_EQUAL(on == RtuPeer::On::tcp ? 1 : 0, rtu.peer.connections());
    const auto write =
        run_task(rtu.loop, rtu.driver->write({0, {}}, model::Value{std::int64_t{7}}, rtu.clock->steady() + 1s));
    CHECK_TRUE(write.has_value());
  }
}

// Each fault spoils one exchange, is named rightly, and is over with the next read.
TEST(ModbusRtu, a_fault_costs_one_round) {
  struct Fault {
    const char* name;
    Code code;
    PeerAnswer (*answer)(const Bytes& request);
  };
  const Fault faults[] = {
      {"silence", Code::no_contact, [](const Bytes&) { return PeerAnswer{}; }},
      {"wrong checksum", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_rtu_answer(request);
         bytes.back() ^= 1;
         return PeerAnswer{bytes};
       }},
      {"a wrong bit in the value", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_rtu_answer(request);
         bytes[4] ^= 0x10;
         return PeerAnswer{bytes};
       }},
      {"another unit", Code::protocol_violation,
       [](const Bytes& request) { return PeerAnswer{changed(right_rtu_answer(request), 0, 2)}; }},
      {"another function", Code::protocol_violation,
       [](const Bytes& request) { return PeerAnswer{changed(right_rtu_answer(request), 1, 4)}; }},
      {"another length", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_rtu_answer(request);
         bytes.resize(bytes.size() - 2);
         bytes[2] = static_cast<std::uint8_t>(bytes[2] + 2);
         bytes.push_back(0);
         bytes.push_back(0);
         return PeerAnswer{with_checksum(std::move(bytes))};
       }},
      {"half", Code::no_contact,
       [](const Bytes& request) {
         Bytes bytes = right_rtu_answer(request);
         bytes.resize(6);
         return PeerAnswer{bytes};
       }},
      {"late", Code::no_contact,
       [](const Bytes& request) {
         return PeerAnswer{right_rtu_answer(request), false, 0ms, answer_within + 30ms};
       }},
      {"garbage", Code::protocol_violation, [](const Bytes&) { return PeerAnswer{Bytes(64, 0x5A)}; }},
      {"another unit's gateway", Code::no_contact,
       [](const Bytes& request) { return PeerAnswer{rtu_exception(request, 11)}; }},
  };
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    for (const Fault& fault : faults) {
      STRCMP_EQUAL_TEXT(three_values, rtu.shown().c_str(), fault.name);
      rtu.peer.set_answer(fault.answer);
      const SteadyTime start = rtu.clock->steady();
      const auto readings = rtu.read(*rtu.driver, 3);
      CHECK_TEXT(!readings.has_value(), fault.name);
      if (readings) continue;
      STRCMP_EQUAL_TEXT(to_string(fault.code), to_string(readings.error().code), readings.error().message.c_str());
      CHECK_TEXT(rtu.clock->steady() - start < 5s, fault.name);
      rtu.peer.set_answer(right);
      STRCMP_EQUAL_TEXT(three_values, rtu.shown().c_str(), fault.name);
    }
  }
}

// Its bytes come one by one, the last of them after the patience has ended.
TEST(ModbusRtu, an_answer_that_drips_is_none) {
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    const auto driver = rtu.make(rtu.peer.address(1), forty_points(), answer_within);
    rtu.peer.set_answer([](const Bytes& request) {
      return PeerAnswer{right_rtu_answer(request), false, answer_within / 72};
    });
    const auto readings = rtu.read(*driver, 40);
    CHECK_FALSE(readings.has_value());
    if (!readings) STRCMP_EQUAL("no_contact", to_string(readings.error().code));
    rtu.peer.set_answer(right);
    STRCMP_EQUAL(three_values, rtu.shown().c_str());
  }
}

// The answer to an earlier question, right in every byte, must not be taken for the answer to the next one.
TEST(ModbusRtu, a_late_reply_is_dropped) {
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    STRCMP_EQUAL(three_values, rtu.shown().c_str());
    rtu.peer.set_answer([](const Bytes& request) {
      Bytes old = right_rtu_answer(request);
      old = changed(old, 4, 99);
      return PeerAnswer{old, false, 0ms, answer_within + 15ms};
    });
    CHECK_FALSE(rtu.read(*rtu.driver, 1).has_value());
    rtu.peer.set_answer(right);
    STRCMP_EQUAL("10", rtu.ModbusBench::shown(*rtu.driver, 1).c_str());
  }
}

TEST(ModbusRtu, what_a_line_says_unasked_is_dropped) {
  Rtu rtu(RtuPeer::On::tty);
  STRCMP_EQUAL(three_values, rtu.shown().c_str());
  rtu.peer.send(with_checksum({1, 3, 2, 0, 99}));
  STRCMP_EQUAL(three_values, rtu.shown().c_str());
}

TEST(ModbusRtu, exceptions_are_answers_of_the_device) {
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    rtu.peer.set_answer([](const Bytes& request) { return PeerAnswer{rtu_exception(request, 4)}; });
    STRCMP_EQUAL("(device_error), (device_error), (device_error)", rtu.shown().c_str());
  }
}

TEST(ModbusRtu, a_write_that_is_not_acknowledged_exactly_is_not_done) {
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    for (const std::size_t at : {std::size_t{2}, std::size_t{3}, std::size_t{4}, std::size_t{5}}) {
      rtu.peer.set_answer(
          [at](const Bytes& request) { return PeerAnswer{changed(right_rtu_answer(request), at, 77)}; });
      const auto written =
          run_task(rtu.loop, rtu.driver->write({0, {}}, model::Value{std::int64_t{7}}, rtu.clock->steady() + 1s));
      CHECK_FALSE(written.has_value());
      CHECK_TRUE(written.error().code == Code::protocol_violation);
    }
  }
}

TEST(ModbusRtu, a_cancelled_read_leaves_nothing_behind) {
  for (const RtuPeer::On on : both) {
    Rtu rtu(on);
    rtu.peer.set_answer([](const Bytes&) { return PeerAnswer{}; });
    boost::asio::cancellation_signal cancel;
    bool ended = false;
    const SteadyTime deadline = rtu.clock->steady() + 5s;
    boost::asio::co_spawn(
        rtu.loop, rtu.driver->read({{0, {}}}, deadline),
        boost::asio::bind_cancellation_slot(
            cancel.slot(), [&](std::exception_ptr thrown, const auto&) { ended = thrown != nullptr; }));
    rtu.loop.restart();
    while (rtu.peer.requests() == 0) rtu.loop.run_one();
    cancel.emit(boost::asio::cancellation_type::terminal);
    while (!ended) rtu.loop.run_one();
    rtu.peer.set_answer(right);
    STRCMP_EQUAL(three_values, rtu.shown().c_str());
  }
}

TEST(ModbusRtu, a_line_that_is_not_there_or_taken_says_so) {
  ModbusBench bench;
  const auto nowhere = bench.make("modbus+rtu:///dev/holdfast-none", three_points);
  const auto lost = bench.read(*nowhere, 1);
  CHECK_FALSE(lost.has_value());
  STRCMP_EQUAL("reading 1 from 10 by function 3: opening /dev/holdfast-none: No such file or directory",
               lost.error().message.c_str());
  Rtu rtu(RtuPeer::On::tty);
  STRCMP_EQUAL(three_values, rtu.shown().c_str());
  const auto second = bench.make(rtu.peer.address(1), three_points);
  const auto taken = bench.read(*second, 1);
  CHECK_FALSE(taken.has_value());
  CHECK_TRUE(taken.error().code == Code::conflict);
  rtu.registry.reset();  // closes the line
  rtu.driver.reset();
}

TEST(ModbusRtu, a_line_that_cannot_switch_its_direction_says_what_to_do) {
  Rtu rtu(RtuPeer::On::tty);
  ModbusBench bench;
  const auto driver = bench.make(rtu.peer.address(1) + "&rs485=on", three_points);
  const auto refused = bench.read(*driver, 1);
  CHECK_FALSE(refused.has_value());
  CHECK_TRUE(refused.error().code == Code::invalid_argument);
  STRCMP_CONTAINS("or write rs485=rts", refused.error().message.c_str());
}

TEST(ModbusRtu, a_line_that_was_gone_is_opened_again) {
  ModbusBench bench;
  const TempFolder folder;
  const std::string link = folder.file("line");
  const auto driver = bench.make("modbus+rtu://" + link + "?baud=9600&parity=none", three_points, 200ms);
  for (int plugged = 0; plugged < 2; ++plugged) {
    RtuPeer peer(bench.loop, RtuPeer::On::tty, right);
    std::filesystem::create_symlink(peer.tty(), link);
    STRCMP_EQUAL(three_values, bench.shown(*driver, 3).c_str());
    peer.hang_up();
    std::filesystem::remove(link);
    for (int i = 0; i < 2; ++i) {
      const auto readings = bench.read(*driver, 3);
      CHECK_FALSE(readings.has_value());
      STRCMP_EQUAL("no_contact", to_string(readings.error().code));
    }
  }
}

// The program ends although a device is silent on its line.
TEST(ModbusRtu, ending_does_not_wait_for_a_silent_device) {
  Rtu rtu(RtuPeer::On::tty);
  rtu.driver = rtu.make(rtu.peer.address(1), three_points, 30s);
  rtu.peer.set_answer([](const Bytes&) { return PeerAnswer{}; });
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  const SteadyTime deadline = rtu.clock->steady() + 30s;
  boost::asio::co_spawn(
      rtu.loop, rtu.driver->read({{0, {}}}, deadline),
      boost::asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr, const auto&) { ended = true; }));
  rtu.loop.restart();
  while (rtu.peer.requests() == 0) rtu.loop.run_one();
  const SteadyTime start = rtu.clock->steady();
  cancel.emit(boost::asio::cancellation_type::terminal);
  while (!ended) rtu.loop.run_one();
  rtu.driver.reset();
  rtu.registry.reset();
  CHECK_TRUE(rtu.clock->steady() - start < 500ms);
}
