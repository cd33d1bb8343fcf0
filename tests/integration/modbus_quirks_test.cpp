// What a profile's [quirks] do to the requests that a device sees.
#include <map>

#include "tests/integration/modbus_bench.hpp"
#include "tests/integration/modbus_peer.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::testing;
using namespace std::chrono_literals;

TEST_GROUP(ModbusQuirks) {
  struct Seen {
    SteadyTime at;
    int function = 0, address = 0, quantity = 0;
  };
  ModbusBench bench;
  std::vector<Seen> seen;
  ModbusPeer peer{bench.loop, [this](const Bytes& request) {
                    seen.push_back({bench.clock->steady(), request[7], request[8] << 8 | request[9],
                                    request[10] << 8 | request[11]});
                    return PeerAnswer{right_answer(request)};
                  }};

  std::unique_ptr<Driver> make(model::Quirks quirks, int unit = 1) const {
    return bench.make(fmt::format("modbus+tcp://127.0.0.1:{}/{}", peer.port(), unit),
                      modbus_profile({modbus_point("a", 10), modbus_point("b", 11), modbus_point("c", 12)}, quirks));
  }
};

TEST(ModbusQuirks, pause_after_connect_is_kept_once_and_not_counted_as_silence) {
  model::Quirks quirks;
  quirks.pause_after_connect = 600ms;  // longer than the timeout
  const auto driver = make(quirks);
  const SteadyTime start = bench.clock->steady();
  STRCMP_EQUAL("10, 11, 12", bench.shown(*driver, 3).c_str());
  CHECK_TRUE(bench.clock->steady() - start >= 600ms);
  const SteadyTime second = bench.clock->steady();
  STRCMP_EQUAL("10, 11, 12", bench.shown(*driver, 3).c_str());
  CHECK_TRUE(bench.clock->steady() - second < 600ms);
}

TEST(ModbusQuirks, pause_between_holds_for_every_two_requests_also_of_two_units) {
  model::Quirks quirks;
  quirks.pause_between = 60ms;
  quirks.one_request_per_field = true;
  const auto driver = make(quirks);
  const auto other = make(quirks, 2);
  STRCMP_EQUAL("10, 11, 12", bench.shown(*driver, 3).c_str());
  STRCMP_EQUAL("10, 11, 12", bench.shown(*other, 3).c_str());
  LONGS_EQUAL(6, seen.size());
  for (std::size_t i = 1; i < seen.size(); ++i) CHECK_TRUE(seen[i].at - seen[i - 1].at >= 60ms);
}

TEST(ModbusQuirks, close_after_round_hangs_up_after_each_call) {
  model::Quirks quirks;
  quirks.close_after_round = true;
  const auto driver = make(quirks);
  for (int round = 1; round <= 3; ++round) {
    STRCMP_EQUAL("10, 11, 12", bench.shown(*driver, 3).c_str());
    LONGS_EQUAL(round, peer.connections());
  }
  const auto written =
      run_task(bench.loop, driver->write({0, {}}, model::Value{std::int64_t{1}}, bench.clock->steady() + 1s));
  CHECK_TRUE(written.has_value());
  STRCMP_EQUAL("10, 11, 12", bench.shown(*driver, 3).c_str());
  LONGS_EQUAL(5, peer.connections());
}

TEST(ModbusQuirks, one_request_per_field_and_largest_block_cut_the_requests) {
  model::Quirks apart;
  apart.one_request_per_field = true;
  STRCMP_EQUAL("10, 11, 12", bench.shown(*make(apart), 3).c_str());
  LONGS_EQUAL(3, seen.size());
  model::Quirks short_blocks;
  short_blocks.largest_block = 2;
  STRCMP_EQUAL("10, 11, 12", bench.shown(*make(short_blocks), 3).c_str());
  LONGS_EQUAL(5, seen.size());
  LONGS_EQUAL(2, seen[3].quantity);
}

TEST(ModbusQuirks, address_offset_shifts_reads_and_writes) {
  model::Quirks quirks;
  quirks.address_offset = -1;
  const auto driver = make(quirks);
  STRCMP_EQUAL("9, 10, 11", bench.shown(*driver, 3).c_str());
  const auto written =
      run_task(bench.loop, driver->write({2, {}}, model::Value{std::int64_t{1}}, bench.clock->steady() + 1s));
  CHECK_TRUE(written.has_value());
  LONGS_EQUAL(6, seen.back().function);
  LONGS_EQUAL(11, seen.back().address);
}

TEST(ModbusQuirks, single_writes_by_16_write_one_register_by_function_16) {
  model::Quirks quirks;
  quirks.single_writes_by_16 = true;
  const auto driver = make(quirks);
  const auto written =
      run_task(bench.loop, driver->write({0, {}}, model::Value{std::int64_t{1}}, bench.clock->steady() + 1s));
  CHECK_TRUE(written.has_value());
  LONGS_EQUAL(16, seen.back().function);
  LONGS_EQUAL(10, seen.back().address);
  LONGS_EQUAL(1, seen.back().quantity);
}
