#include "tests/branch/timeline.hpp"

#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

#include "tests/branch/commands.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

TEST_GROUP(Timeline) {
  std::string path = "/tmp/holdfast-timeline-XXXXXX";

  void setup() override { ::close(::mkstemp(path.data())); }
  void teardown() override { ::unlink(path.c_str()); }
  void write(const char* text) const { std::ofstream(path) << text; }
};

TEST(Timeline, gives_its_lines_in_order_of_time) {
  write("# a demo\nat 20s mains on\n\nat 500ms mains off  # early\nat 20s fibre ok\n");
  Timeline timeline(path);
  CHECK(*timeline.next() == 500ms);
  CHECK_FALSE(timeline.take(499ms).has_value());
  STRCMP_EQUAL("mains off", timeline.take(1h)->command.c_str());
  STRCMP_EQUAL("mains on", timeline.take(1h)->command.c_str());
  STRCMP_EQUAL("fibre ok", timeline.take(1h)->command.c_str());
  CHECK_FALSE(timeline.next().has_value());
}

TEST(Timeline, refuses_what_it_does_not_understand) {
  for (const char* text : {"5s mains off\n", "at 5 mains off\n", "at 5s\n", "at soon mains off\n"}) {
    write(text);
    CHECK_THROWS(std::runtime_error, Timeline{path});
  }
}

TEST_GROUP(Commands) {
  Site site{SiteSettings{}};
  Faults faults;
  Commands commands{site, faults, "branch.jsonl"};

  void setup() override {
    faults.add_device("ats", true);
    faults.add_device("ups-main", false);
  }
};

TEST(Commands, answer_ok_or_what_is_wrong) {
  struct {
    const char* line;
    const char* answer;
  } const rows[] = {
      {"mains off", "ok"},
      {"mains sag 180", "ok"},
      {"mains sag much", "error 'much' is not a voltage"},
      {"battery 40%", "ok"},
      {"battery 140%", "error '140%' is not a percentage"},
      {"outlet 3 off", "ok"},
      {"outlet 9 off", "error no outlet 9"},
      {"outlet pdu-b 4 off", "ok"},
      {"outlet pdu-b 9 off", "error no outlet 9"},
      {"outlet pdu-a 4 off", "error not understood; see tests/branch/README.md for the commands"},
      {"battery ups-rack 60%", "ok"},
      {"battery ups-rack 160%", "error '160%' is not a percentage"},
      {"room 31.5", "ok"},
      {"room hot", "error 'hot' is not a temperature"},
      {"device ats drip", "ok"},
      {"device ups-main drip", "error drip is for Modbus devices, ups-main speaks SNMP"},
      {"device ups-main late 300", "ok"},
      {"device ups-main late", "error late needs a number of milliseconds"},
      {"device nobody silent", "error no device 'nobody'"},
      {"log", "ok branch.jsonl"},
      {"", "error not understood; see tests/branch/README.md for the commands"},
      {"mains", "error not understood; see tests/branch/README.md for the commands"},
  };
  for (const auto& row : rows) STRCMP_EQUAL(row.answer, commands.execute(row.line).c_str());
  DOUBLES_EQUAL(180, site.mains_voltage(), 0.001);
  CHECK_FALSE(site.outlets.at(3).on);
  CHECK_FALSE(site.rack_outlets.at(4).on);
  CHECK(site.outlets.at(4).on);
  DOUBLES_EQUAL(40, site.ups.charge(), 0.1);
  DOUBLES_EQUAL(60, site.rack_ups.charge(), 0.1);
  DOUBLES_EQUAL(31.5, site.room_degrees(), 0.001);
  CHECK(faults.of("ats").kind == Fault::Kind::drip);
  CHECK(faults.of("ups-main").delay == 300ms);
}
