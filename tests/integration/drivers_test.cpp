// The Modbus driver against a peer that can be wrong in every way.
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>

#include "drivers/driver.hpp"
#include "tests/integration/modbus_peer.hpp"
#include "tests/integration/run_task.hpp"
#include "tests/support/free_port.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;

namespace {

model::PointSpec modbus_point(std::string name, std::uint16_t address) {
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.kind = model::Kind::integer;
  model::ModbusAddress where;
  where.address = address;
  spec.origins.front().address = where;
  spec.write = model::WritableAs{model::ModbusWrite{6, where}, {}};
  return spec;
}

model::Profile modbus_profile() {
  model::Profile profile;
  profile.id = "test/modbus";
  profile.protocol = model::Protocol::modbus;
  profile.points = {modbus_point("first", 10), modbus_point("near", 12), modbus_point("far", 500)};
  return profile;
}

const std::vector<Target> all_points{{0, {}}, {1, {}}, {2, {}}};

std::int64_t integer(const Reading& reading) {
  CHECK_TRUE(reading.value.has_value());
  return reading.value ? std::get<std::int64_t>(*reading.value) : -1;
}

}  // namespace

TEST_GROUP(ModbusDriver) {
  boost::asio::io_context loop;
  std::unique_ptr<platform::Clock> clock = platform::make_real_clock(loop);
  std::unique_ptr<ModbusPeer> peer =
      std::make_unique<ModbusPeer>(loop, [](const Bytes& request) { return PeerAnswer{right_answer(request)}; });
  std::unique_ptr<Registry> registry = std::make_unique<Registry>(loop.get_executor(), *clock);
  std::unique_ptr<Driver> driver = make(1, 400ms);

  std::unique_ptr<Driver> make(int unit, Duration timeout, model::Profile profile = modbus_profile()) {
    model::Device device;
    device.id = "test";
    device.address = fmt::format("modbus+tcp://127.0.0.1:{}/{}", peer->port(), unit);
    device.timeout = timeout;
    Result<std::unique_ptr<Driver>> made = registry->make(device, profile, {});
    CHECK_TRUE(made.has_value());
    return std::move(*made);
  }

  Result<std::vector<Reading>> read(std::vector<Target> targets = all_points) {
    return run_task(loop, driver->read(std::move(targets), clock->steady() + 5s));
  }
  Result<void> write(std::int64_t value) {
    return run_task(loop, driver->write(Target{0, {}}, model::Value{value}, clock->steady() + 5s));
  }
  void check_right() {
    const Result<std::vector<Reading>> readings = read();
    CHECK_TRUE(readings.has_value());
    if (!readings) FAIL(readings.error().message.c_str());
    LONGS_EQUAL(3, readings->size());
    LONGS_EQUAL(10, integer((*readings)[0]));
    LONGS_EQUAL(12, integer((*readings)[1]));
    LONGS_EQUAL(500, integer((*readings)[2]));
  }
};

TEST(ModbusDriver, reads_all_points_with_one_connection_and_one_request_a_block) {
  check_right();
  check_right();
  LONGS_EQUAL(1, peer->connections());
  LONGS_EQUAL(4, peer->requests());
}

TEST(ModbusDriver, two_units_behind_one_endpoint_share_the_connection) {
  const std::unique_ptr<Driver> other = make(2, 400ms);
  check_right();
  const auto readings = run_task(loop, other->read(all_points, clock->steady() + 5s));
  CHECK_TRUE(readings.has_value());
  LONGS_EQUAL(1, peer->connections());
}

// Each fault spoils one exchange, is named rightly, drops the connection, and is over with the next read.
TEST(ModbusDriver, a_fault_costs_one_round_and_the_connection) {
  struct Fault {
    const char* name;
    Code code;
    PeerAnswer (*answer)(const Bytes& request);
  };
  const Fault faults[] = {
      {"silence", Code::no_contact, [](const Bytes&) { return PeerAnswer{}; }},
      {"close without a word", Code::no_contact,
       [](const Bytes&) {
         return PeerAnswer{{}, true};
       }},
      {"close in mid header", Code::no_contact,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         bytes.resize(4);
         return PeerAnswer{bytes, true};
       }},
      {"close in mid frame", Code::no_contact,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         bytes.pop_back();
         return PeerAnswer{bytes, true};
       }},
      {"frame that never ends", Code::no_contact,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         bytes.pop_back();
         return PeerAnswer{bytes};
       }},
      {"drip", Code::no_contact,
       [](const Bytes& request) {
         return PeerAnswer{right_answer(request), false, 60ms};
       }},
      {"garbage", Code::protocol_violation, [](const Bytes&) { return PeerAnswer{Bytes(64, 0x5A)}; }},
      {"another unit", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         bytes[6] = 9;
         return PeerAnswer{bytes};
       }},
      {"an earlier transaction", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         --bytes[1];
         return PeerAnswer{bytes};
       }},
      {"another function", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         bytes[7] = 4;
         return PeerAnswer{bytes};
       }},
      {"gateway target silent", Code::no_contact,
       [](const Bytes& request) { return PeerAnswer{exception_answer(request, 11)}; }},
  };
  for (const Fault& fault : faults) {
    check_right();
    const int before = peer->connections();
    peer->set_answer(fault.answer);
    const SteadyTime start = clock->steady();
    const Result<std::vector<Reading>> readings = read();
    CHECK_TEXT(!readings.has_value(), fault.name);
    if (readings) continue;
    STRCMP_EQUAL_TEXT(to_string(fault.code), to_string(readings.error().code), readings.error().message.c_str());
    CHECK_TEXT(clock->steady() - start < 5s, fault.name);
    peer->set_answer([](const Bytes& request) { return PeerAnswer{right_answer(request)}; });
    check_right();
    const bool keeps_connection = std::string{fault.name} == "gateway target silent";
    LONGS_EQUAL_TEXT(keeps_connection ? before : before + 1, peer->connections(), fault.name);
  }
}

TEST(ModbusDriver, a_reply_that_comes_twice_is_not_taken_for_the_next_answer) {
  peer->set_answer([](const Bytes& request) {
    Bytes twice = right_answer(request);
    const Bytes copy = twice;
    twice.insert(twice.end(), copy.begin(), copy.end());
    return PeerAnswer{twice};
  });
  check_right();
  check_right();
  CHECK_TRUE(peer->connections() > 1);
}

TEST(ModbusDriver, a_device_that_has_hung_up_meanwhile_costs_nothing) {
  check_right();
  peer->hang_up();
  loop.restart();
  loop.poll();
  check_right();
  LONGS_EQUAL(2, peer->connections());
}

TEST(ModbusDriver, nobody_on_the_port_is_no_contact) {
  model::Device device;
  device.id = "nobody";
  device.address = fmt::format("modbus+tcp://127.0.0.1:{}/1", free_port());
  driver = *registry->make(device, modbus_profile(), {});
  const Result<std::vector<Reading>> readings = read();
  CHECK_FALSE(readings.has_value());
  LONGS_EQUAL(static_cast<int>(Code::no_contact), static_cast<int>(readings.error().code));
}

TEST(ModbusDriver, an_exception_costs_the_points_of_its_block_only) {
  peer->set_answer([](const Bytes& request) {
    const bool far = request[8] == 500 / 256;
    return PeerAnswer{far ? exception_answer(request, 4) : right_answer(request)};
  });
  const Result<std::vector<Reading>> readings = read();
  CHECK_TRUE(readings.has_value());
  LONGS_EQUAL(10, integer((*readings)[0]));
  CHECK_TRUE((*readings)[2].quality == model::Quality::bad);
  CHECK_TRUE((*readings)[2].reason == model::Reason::device_error);
  CHECK_FALSE((*readings)[2].value.has_value());
  LONGS_EQUAL(1, peer->connections());
}

TEST(ModbusDriver, a_gap_that_the_device_refuses_is_left_out_from_then_on) {
  peer->set_answer([](const Bytes& request) {
    const int first = request[8] << 8 | request[9];
    const bool covers_11 = first <= 11 && first + (request[10] << 8 | request[11]) > 11;
    return PeerAnswer{covers_11 ? exception_answer(request, 2) : right_answer(request)};
  });
  check_right();
  LONGS_EQUAL(4, peer->requests());  // the block, its two points, the far one
  check_right();
  LONGS_EQUAL(7, peer->requests());
}

TEST(ModbusDriver, one_register_that_is_not_there_does_not_spoil_its_neighbours) {
  driver = make(1, 400ms, [] {
    model::Profile profile = modbus_profile();
    profile.points = {modbus_point("a", 20), modbus_point("absent", 21), modbus_point("c", 22), modbus_point("d", 23)};
    return profile;
  }());
  peer->set_answer([](const Bytes& request) {
    const int first = request[8] << 8 | request[9];
    const bool covers_21 = first <= 21 && first + (request[10] << 8 | request[11]) > 21;
    return PeerAnswer{covers_21 ? exception_answer(request, 2) : right_answer(request)};
  });
  for (const int requests : {5, 8}) {  // the block and four points; then 20, 21, and 22 with 23
    const Result<std::vector<Reading>> readings = read({{0, {}}, {1, {}}, {2, {}}, {3, {}}});
    CHECK_TRUE(readings.has_value());
    LONGS_EQUAL(20, integer((*readings)[0]));
    CHECK_TRUE((*readings)[1].reason == model::Reason::not_available);
    LONGS_EQUAL(22, integer((*readings)[2]));
    LONGS_EQUAL(23, integer((*readings)[3]));
    LONGS_EQUAL(requests, peer->requests());
  }
}

TEST(ModbusDriver, a_write_is_done_when_the_device_echoes_it) {
  Bytes seen;
  peer->set_answer([&seen](const Bytes& request) {
    seen = request;
    return PeerAnswer{right_answer(request)};
  });
  CHECK_TRUE(write(0x1234).has_value());
  const Bytes wanted{6, 0, 10, 0x12, 0x34};
  CHECK_TRUE(Bytes(seen.begin() + 7, seen.end()) == wanted);
}

TEST(ModbusDriver, a_write_that_is_not_acknowledged_exactly_is_not_done) {
  struct Case {
    const char* name;
    Code code;
    PeerAnswer (*answer)(const Bytes& request);
  };
  const Case cases[] = {
      {"another value", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         ++bytes.back();
         return PeerAnswer{bytes};
       }},
      {"another address", Code::protocol_violation,
       [](const Bytes& request) {
         Bytes bytes = right_answer(request);
         ++bytes[9];
         return PeerAnswer{bytes};
       }},
      {"silence", Code::no_contact, [](const Bytes&) { return PeerAnswer{}; }},
      {"refused", Code::device_refused, [](const Bytes& request) { return PeerAnswer{exception_answer(request, 3)}; }},
      {"busy", Code::device_refused, [](const Bytes& request) { return PeerAnswer{exception_answer(request, 6)}; }},
      {"not finished", Code::no_contact, [](const Bytes& request) { return PeerAnswer{exception_answer(request, 5)}; }},
      {"no path", Code::no_contact, [](const Bytes& request) { return PeerAnswer{exception_answer(request, 10)}; }},
  };
  for (const Case& one : cases) {
    peer->set_answer(one.answer);
    const Result<void> written = write(1);
    CHECK_TEXT(!written.has_value(), one.name);
    if (!written) STRCMP_EQUAL_TEXT(to_string(one.code), to_string(written.error().code), one.name);
  }
}

TEST(ModbusDriver, a_second_exchange_at_the_same_time_is_refused) {
  const std::unique_ptr<Driver> other = make(2, 400ms);
  std::optional<Result<std::vector<Reading>>> first;
  boost::asio::co_spawn(loop, driver->read({{0, {}}}, clock->steady() + 5s),
                        [&first](std::exception_ptr, auto readings) { first = std::move(readings); });
  const auto second = run_task(loop, other->read({{0, {}}}, clock->steady() + 5s));
  CHECK_FALSE(second.has_value());
  LONGS_EQUAL(static_cast<int>(Code::conflict), static_cast<int>(second.error().code));
  loop.restart();
  while (!first) loop.run_one();
  CHECK_TRUE(first->has_value());
  check_right();
}

TEST(ModbusDriver, a_cancelled_read_leaves_nothing_behind) {
  peer->set_answer([](const Bytes&) { return PeerAnswer{}; });
  boost::asio::cancellation_signal cancel;
  bool ended = false;
  boost::asio::co_spawn(loop, driver->read(all_points, clock->steady() + 5s),
                        boost::asio::bind_cancellation_slot(
                            cancel.slot(), [&](std::exception_ptr thrown, const auto&) { ended = thrown != nullptr; }));
  loop.restart();
  while (peer->requests() == 0) loop.run_one();
  cancel.emit(boost::asio::cancellation_type::terminal);
  while (!ended) loop.run_one();
  peer->set_answer([](const Bytes& request) { return PeerAnswer{right_answer(request)}; });
  check_right();
  LONGS_EQUAL(2, peer->connections());
}
