// `holdfast probe` against the simulated branch: without an agent, one device, one profile.
#include <fmt/format.h>

#include "tests/support/live/live_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;
namespace json = boost::json;

namespace {

struct Said {
  int code = -1;
  std::string text;
};

Said probe(const std::string& address, const std::string& profile, const std::string& patience = "10") {
  const TempFolder folder;
  ProcessOptions program;
  program.argv = {holdfast_binary(), "probe", address, "--profile", profile, "--timeout", patience, "--json"};
  program.output_file = folder.file("said");
  Process process(program);
  const auto status = process.wait(60s);
  return {status ? status->code : -1, read_file(program.output_file)};
}

struct Expected {
  const char* device;
  const char* address;  // with its port as {}
  const char* profile;
  const char* device_class;
  const char* point;
  const char* sample;
};

const Expected table[] = {
    {"ups-main", "snmp://127.0.0.1:{}", "ietf/ups", "ups", "battery.charge",
     R"({"value":100,"unit":"%","quality":"good"})"},
    {"ups-main", "snmp://127.0.0.1:{}", "ietf/ups", "ups", "output.source",
     R"({"value":"normal","unit":"","quality":"good"})"},
    {"pdu-a", "127.0.0.1:{}", "apc/rack-pdu", "pdu", "outlet.7.status", R"({"value":"on","unit":"","quality":"good"})"},
    {"router", "snmp://127.0.0.1:{}", "ietf/if-mib", "", "interface.3.admin",
     R"({"value":"down","unit":"","quality":"good"})"},
    {"ats", "modbus+tcp://127.0.0.1:{}/1", "example/ats-modbus", "ats", "input.source",
     R"({"value":"1","unit":"","quality":"good"})"},
    {"genset", "modbus+tcp://127.0.0.1:{}/10", "deepsea/gencomm", "generator", "genset.status",
     R"({"value":"stopped","unit":"","quality":"good"})"},
};

}  // namespace

TEST_GROUP(Probe) { LiveBranch branch; };

TEST(Probe, shows_class_profile_and_every_point_of_a_device_as_json) {
  for (const auto& [device, address, profile, device_class, point, sample] : table) {
    const Said said = probe(fmt::format(fmt::runtime(address), branch.port(device)), profile);
    if (said.code != 0) FAIL(fmt::format("{}: exit code {}\n{}", device, said.code, said.text).c_str());
    const json::value result = json::parse(said.text);
    if (*device_class) STRCMP_EQUAL(device_class, result.at("device").at("class").as_string().c_str());
    STRCMP_EQUAL(profile, result.at("device").at("profile").as_string().c_str());
    const json::value wanted = json::parse(sample);
    const auto& found = result.at("points").at(point);
    if (found != wanted)
      FAIL(fmt::format("{}.{}: {} was wanted, not {}", device, point, sample, json::serialize(found)).c_str());
  }
}

TEST(Probe, a_device_that_does_not_answer_is_exit_code_3_and_advice) {
  branch.command("device ups-main silent");
  const Said said = probe(fmt::format("snmp://127.0.0.1:{}", branch.port("ups-main")), "ietf/ups", "2");
  LONGS_EQUAL(3, said.code);
  CHECK(said.text.find("check: is the device on") != std::string::npos);
}
