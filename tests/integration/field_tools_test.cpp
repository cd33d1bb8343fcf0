// `holdfast discover` and `holdfast record` against the simulated branch.
#include <fmt/format.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "tests/support/free_port.hpp"
#include "tests/support/live/live_branch.hpp"
#include "tests/support/live/site_copy.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;
namespace json = boost::json;

namespace {

struct Said {
  int code = -1;
  std::string out;
  std::string err;
};

}  // namespace

TEST_GROUP(FieldTools) {
  LiveBranch branch;
  TempFolder folder;

  void setup() override {
    std::filesystem::create_directory(folder.file("profiles"));
    copy_profiles(folder.file("profiles"));
  }
  Said holdfast(const std::string& arguments) {
    ProcessOptions program;
    program.argv = {"sh", "-c",
                    fmt::format("HOLDFAST_PROFILES='{}' exec '{}' {} > '{}' 2> '{}'", folder.file("profiles"),
                                holdfast_binary(), arguments, folder.file("out"), folder.file("err"))};
    Process process(program);
    const auto status = process.wait(60s);
    return {status ? status->code : -1, read_file(folder.file("out")), read_file(folder.file("err"))};
  }
  std::string discover(const std::string& options) {
    return fmt::format("discover 127.0.0.0/29 --timeout 0.5 --rate 200 {}", options);
  }
  void check_code(int wanted, const Said& said) {
    if (said.code != wanted) FAIL(fmt::format("exit code {}\n{}\n{}", said.code, said.out, said.err).c_str());
  }
  json::object points(const std::string& address) {
    const Said said = holdfast("probe --json " + address);
    check_code(0, said);
    return json::parse(said.out).at("points").as_object();
  }
};

TEST(FieldTools, what_discover_prints_is_a_part_of_a_site_that_checks) {
  const Said said =
      holdfast(discover(fmt::format("--port {} --modbus-port {}", branch.port("ups-main"), branch.port("ats"))));
  check_code(0, said);
  STRCMP_CONTAINS("[device.ups-main]", said.out.c_str());
  STRCMP_CONTAINS("\nprofile = \"", said.out.c_str());
  STRCMP_CONTAINS(fmt::format("address = \"snmp://127.0.0.1:{}\"", branch.port("ups-main")).c_str(), said.out.c_str());
  STRCMP_CONTAINS(fmt::format("modbus+tcp://127.0.0.1:{}/1", branch.port("ats")).c_str(), said.out.c_str());
  STRCMP_CONTAINS("at most 200 questions a second", said.err.c_str());
  CHECK_TRUE(said.err.find('\r') == std::string::npos);  // a bar only on a terminal
  std::filesystem::create_directory(folder.file("site"));
  std::ofstream(folder.file("site/site.toml")) << "[site]\nid = \"branch-0042\"\n";
  std::ofstream(folder.file("site/devices.toml")) << said.out;
  check_code(0, holdfast("check " + folder.file("site")));
}

TEST(FieldTools, discover_tells_the_same_as_json) {
  const Said said = holdfast(discover(fmt::format("--json --no-modbus --port {}", branch.port("pdu-a"))));
  check_code(0, said);
  const json::value found = json::parse(said.out);
  LONGS_EQUAL(1, found.at("devices").as_array().size());
  STRCMP_EQUAL("pdu", found.at("devices").at(0).at("class").as_string().c_str());
  LONGS_EQUAL(6, found.at("asked").to_number<int>());
}

TEST(FieldTools, discover_where_nobody_is_is_exit_code_3) {
  const Said said = holdfast(discover(fmt::format("--port {0} --modbus-port {0}", free_port())));
  check_code(3, said);
  STRCMP_EQUAL("", said.out.c_str());
}

TEST(FieldTools, discover_refuses_what_is_too_large) {
  check_code(2, holdfast("discover 10.0.0.0/8"));
  check_code(2, holdfast("discover fd00::/64"));
}

TEST(FieldTools, an_interrupted_discover_prints_what_was_found) {
  ProcessOptions program;
  program.argv = {"sh", "-c",
                  fmt::format("exec '{}' discover 127.0.0.0/22 --no-modbus --rate 5 --port {} > '{}' 2> '{}'",
                              holdfast_binary(), branch.port("ups-main"), folder.file("out"), folder.file("err"))};
  Process process(program);
  CHECK_TRUE(wait_for(60s, [&] { return read_file(folder.file("err")).find("Asking") != std::string::npos; }));
  // The device has the first address; 200 seconds are left for the others.
  CHECK_FALSE(process.wait(1500ms).has_value());
  process.send(SIGINT);
  const auto status = process.wait(10s);
  CHECK_TRUE(status.has_value());
  LONGS_EQUAL(1, status->code);
  STRCMP_CONTAINS("[device.ups-main]", read_file(folder.file("out")).c_str());
  STRCMP_CONTAINS("interrupted", read_file(folder.file("err")).c_str());
}

TEST(FieldTools, a_recorded_device_is_read_as_the_device_is) {
  for (const char* name : {"ups-main", "pdu-a"}) {
    const std::string address = fmt::format("snmp://127.0.0.1:{}", branch.port(name));
    check_code(0, holdfast(fmt::format("record {} --keep -o {}", address, folder.file(name))));
    check_code(0, holdfast(fmt::format("record {} -o {}.masked", address, folder.file(name))));
    const json::object device = points(address);
    const json::object kept = points("replay:" + folder.file(name));
    const json::object masked = points("replay:" + folder.file(std::string(name) + ".masked"));
    UNSIGNED_LONGS_EQUAL(device.size(), kept.size());
    UNSIGNED_LONGS_EQUAL(device.size(), masked.size());
    for (const auto& [point, sample] : device) {
      if (!kept.contains(point) || !masked.contains(point))
        FAIL(fmt::format("{}: {}", name, std::string(point)).c_str());
      if (sample.at("value").is_number()) continue;  // the branch goes on while it is recorded
      CHECK_TRUE_TEXT(sample == kept.at(point), std::string(point).c_str());
    }
    const std::string text = read_file(folder.file(std::string(name) + ".masked"));
    for (const char* secret : {"branch-0042, comms room", "branch-it@bank.example"}) {
      CHECK_TRUE_TEXT(text.find(secret) == std::string::npos, secret);
    }
  }
}

TEST(FieldTools, a_recording_never_replaces_a_file_unless_told_to) {
  const std::string address = fmt::format("snmp://127.0.0.1:{}", branch.port("ups-main"));
  std::ofstream(folder.file("capture")) << "precious";
  check_code(2, holdfast(fmt::format("record {} -o {}", address, folder.file("capture"))));
  STRCMP_EQUAL("precious", read_file(folder.file("capture")).c_str());
  check_code(0, holdfast(fmt::format("record {} --force -o {}", address, folder.file("capture"))));
  CHECK_TRUE(read_file(folder.file("capture")) != "precious");
}

TEST(FieldTools, a_timeline_holds_the_changes) {
  const std::string address = fmt::format("snmp://127.0.0.1:{}", branch.port("ups-main"));
  const Said said = holdfast(fmt::format("record {} --from 1.3.6.1.2.1.1 --for 1s --every 300ms --json -o {}", address,
                                         folder.file("timeline")));
  check_code(0, said);
  CHECK_TRUE(json::parse(said.out).at("moments").to_number<int>() >= 3);
  const std::string text = read_file(folder.file("timeline"));
  CHECK_TRUE(text.find("\n@ 0.") != std::string::npos);
  CHECK_TRUE(text.find("1.3.6.1.2.1.1.3.0|67|") != text.rfind("1.3.6.1.2.1.1.3.0|67|"));  // the uptime again
  CHECK_TRUE(text.find("1.3.6.1.2.1.1.1.0|") == text.rfind("1.3.6.1.2.1.1.1.0|"));        // the description once
}

TEST(FieldTools, a_device_that_is_silent_is_exit_code_3_and_no_file) {
  branch.command("device ups-main silent");
  check_code(3, holdfast(fmt::format("record snmp://127.0.0.1:{} --timeout 0.3 -o {}", branch.port("ups-main"),
                                     folder.file("capture"))));
  CHECK_FALSE(std::filesystem::exists(folder.file("capture")));
}

TEST(FieldTools, probe_lists_what_the_profile_does_not_name) {
  const Said said =
      holdfast(fmt::format("probe --all --json --profile ietf/if-mib 127.0.0.1:{}", branch.port("router")));
  check_code(0, said);
  std::size_t contacts = 0;
  const json::value probed = json::parse(said.out);
  for (const auto& row : probed.at("unnamed").as_array()) {
    CHECK_TRUE(row.at("address").as_string() != "1.3.6.1.2.1.2.2.1.8.1");  // ifOperStatus is a point
    contacts += row.at("address").as_string() == "1.3.6.1.2.1.1.7.0";      // sysServices is none
  }
  LONGS_EQUAL(1, contacts);
}

TEST(FieldTools, probe_takes_a_unit_beside_the_address) {
  const Said said =
      holdfast(fmt::format("probe 127.0.0.1:{} --unit 2 --profile eastron/sdm630 --json", branch.port("meter")));
  check_code(0, said);
  STRCMP_CONTAINS("/2", json::parse(said.out).at("device").at("address").as_string().c_str());
}
