// `holdfast discover` and `holdfast record` against a real snmpd that speaks v1 only, or v3 only.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "tests/integration/snmpd.hpp"
#include "tests/support/live/live_branch.hpp"
#include "tests/support/live/site_copy.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;

namespace {

const char* const of_v1 =
    "com2sec box 127.0.0.1 look\ngroup box v1 box\nview everything included .1\n"
    "access box \"\" v1 noauth exact everything none none\nsysName ups-of-v1\n";
const char* const of_v3 =
    "createUser box SHA-256 \"a pass phrase\" AES \"a pass phrase\"\nrouser box priv\nsysName ups-of-v3\n";

struct Version {
  const char* name;
  const char* configuration;
  const char* options;
  const char* in_block;  // of what discover prints
};

const Version versions[] = {
    {"ups-of-v1", of_v1, "--snmp v1 --community look", "version = \"v1\"\n"},
    {"ups-of-v3", of_v3, "--snmp v3 --user box --auth SHA-256 --privacy AES-128 --secret phrase",
     "version = \"v3\"\nuser    = \"box\"\nauth    = \"SHA-256\"\nprivacy = \"AES-128\"\nsecret  = "
     "\"secret:phrase\"\n"},
};

}  // namespace

TEST_GROUP(FieldToolsVersions) {
  TempFolder folder;
  std::string out;

  void setup() override {
    std::filesystem::create_directories(folder.file("site/secrets"));
    std::filesystem::create_directory(folder.file("profiles"));
    copy_profiles(folder.file("profiles"));
    std::ofstream(folder.file("site/site.toml")) << "[site]\nid = \"branch-0042\"\n";
    std::ofstream(folder.file("site/secrets/phrase")) << "a pass phrase";
    std::filesystem::permissions(folder.file("site/secrets/phrase"), std::filesystem::perms{0600});
  }
  int holdfast(const std::string& arguments) {
    ProcessOptions program;
    program.argv = {
        "sh", "-c",
        fmt::format("HOLDFAST_PROFILES='{}' exec '{}' {} --config '{}' > '{}' 2>&1", folder.file("profiles"),
                    holdfast_binary(), arguments, folder.file("site"), folder.file("out"))};
    Process process(program);
    const auto status = process.wait(100s);
    out = read_file(folder.file("out"));
    return status ? status->code : -1;
  }
};

TEST(FieldToolsVersions, find_and_record_a_device_of_any_version) {
  for (const Version& version : versions) {
    const Snmpd agent(version.configuration);
    const std::string probe = fmt::format("probe {} {}", agent.address(), version.options);
    if (!wait_for(20s, [&] { return holdfast(probe) == 0; })) FAIL(fmt::format("{}: {}", version.name, out).c_str());

    LONGS_EQUAL(0, holdfast(fmt::format("discover 127.0.0.1 --no-modbus --port {} {}", agent.port(), version.options)));
    STRCMP_CONTAINS(fmt::format("[device.{}]", version.name).c_str(), out.c_str());
    STRCMP_CONTAINS(version.in_block, out.c_str());
    LONGS_EQUAL(3, holdfast(fmt::format("discover 127.0.0.1 --no-modbus --port {} --timeout 0.3", agent.port())));

    const std::string file = folder.file(version.name);
    const std::string record = fmt::format("record {} {} --keep --from 1.3.6.1.2.1.1 --from 1.3.6.1.2.1.2 -o {}",
                                           agent.address(), version.options, file);
    if (holdfast(record) != 0) FAIL(fmt::format("{}: {}", version.name, out).c_str());
    STRCMP_CONTAINS(fmt::format("1.3.6.1.2.1.1.5.0|4|{}\n", version.name).c_str(), read_file(file).c_str());
    CHECK_TRUE(read_file(file).find("1.3.6.1.2.1.2.1.0|2|") != std::string::npos);
    CHECK_TRUE(read_file(file).find("missing:") == std::string::npos);
  }
}

TEST(FieldToolsVersions, refuse_what_cannot_be) {
  LONGS_EQUAL(2, holdfast("discover 127.0.0.1 --snmp v3"));
  LONGS_EQUAL(2, holdfast("discover 127.0.0.1 --snmp v3 --user box --community look"));
  LONGS_EQUAL(2, holdfast(fmt::format("record 127.0.0.1 --user box -o {}", folder.file("capture"))));
  LONGS_EQUAL(2, holdfast(fmt::format("record 127.0.0.1 --secret nowhere -o {}", folder.file("capture"))));
}
