#include "agent/cli/unnamed.hpp"

#include "agent/cli/progress.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

using namespace std::chrono_literals;

TEST_GROUP(Unnamed){};

TEST(Unnamed, rows_are_those_that_no_point_is_read_from_or_written_to) {
  model::Profile profile;
  profile.points.resize(2);
  profile.points[0].origins.front().address = model::SnmpAddress{"1.3.6.1.4.1.9.1.0"};
  profile.points[1].origins.front().address = model::SnmpAddress{"1.3.6.1.4.1.9.2.{n}"};
  profile.points[1].write = model::WritableAs{model::SnmpWrite{"1.3.6.1.4.1.9.3.{n}"}, {}};
  const std::vector<drivers::WalkRow> rows = {{"1.3.6.1.4.1.9.1.0", "", ""},
                                              {"1.3.6.1.4.1.9.2.7", "", ""},
                                              {"1.3.6.1.4.1.9.3.7", "", ""},
                                              {"1.3.6.1.4.1.9.4.0", "", ""},
                                              {"1.3.6.1.4.1.9.2.7.1", "", ""}};
  std::string unnamed;
  for (const auto& row : unnamed_rows(rows, profile)) unnamed += row.address + " ";
  STRCMP_EQUAL("1.3.6.1.4.1.9.4.0 1.3.6.1.4.1.9.2.7.1 ", unnamed.c_str());
}

TEST(Unnamed, a_unit_goes_where_the_address_has_its_place_for_it) {
  const struct {
    const char* address;
    const char* with;  // empty: refused
  } cases[] = {
      {"modbus+tcp://10.0.0.1", "modbus+tcp://10.0.0.1/3"},
      {"modbus+tcp://10.0.0.1:5020/", "modbus+tcp://10.0.0.1:5020/3"},
      {"modbus+rtuovertcp://10.0.0.1:4001", "modbus+rtuovertcp://10.0.0.1:4001/3"},
      {"modbus+rtu:///dev/ttyS1", "modbus+rtu:///dev/ttyS1?unit=3"},
      {"modbus+rtu:///dev/ttyS1?baud=19200", "modbus+rtu:///dev/ttyS1?baud=19200&unit=3"},
      {"modbus+tcp://10.0.0.1/2", ""},
      {"modbus+rtu:///dev/ttyS1?unit=2", ""},
      {"snmp://10.0.0.1", ""},
  };
  for (const auto& each : cases) {
    const Result<std::string> with = with_unit(each.address, 3);
    STRCMP_EQUAL(each.with, with ? with->c_str() : "");
  }
}

TEST(Unnamed, progress_tells_the_time_left_when_it_can_be_known) {
  STRCMP_EQUAL("[....................] 1/254 addresses, 0 found", progress_text(1, 254, 0, 1s, {}).c_str());
  STRCMP_EQUAL("[##########..........] 127/254 addresses, 3 found, 10 s left",
               progress_text(127, 254, 3, 10s, {}).c_str());
  STRCMP_EQUAL("[####################] 254/254 addresses, 3 found", progress_text(254, 254, 3, 20s, {}).c_str());
}

}  // namespace
}  // namespace holdfast::cli
