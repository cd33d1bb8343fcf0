#include "agent/cli/command_line.hpp"

#include <cstdlib>
#include <iostream>
#include <optional>
#include <sstream>
#include <vector>

#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

// What the command line said and did; its output is caught.
struct Outcome {
  int code = -1;
  std::string out, err;
  std::optional<RunOptions> run;

  bool said(const std::string& text) const { return out.find(text) != std::string::npos; }
  bool complained(const std::string& text) const { return err.find(text) != std::string::npos; }
};

Outcome holdfast_with(std::vector<std::string> words) {
  words.insert(words.begin(), "holdfast");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  std::ostringstream out, err;
  std::streambuf* const out_before = std::cout.rdbuf(out.rdbuf());
  std::streambuf* const err_before = std::cerr.rdbuf(err.rdbuf());
  Outcome outcome;
  outcome.code = command_line(static_cast<int>(argv.size()), argv.data(), [&](const RunOptions& options) {
    outcome.run = options;
    return 4;
  });
  std::cout.rdbuf(out_before);
  std::cerr.rdbuf(err_before);
  outcome.out = out.str();
  outcome.err = err.str();
  return outcome;
}

TEST_GROUP(CommandLine) {
  const std::string source = std::getenv("HOLDFAST_SOURCE_DIR");
  testing::TempFolder folder;

  void setup() override { setenv("HOLDFAST_PROFILES", (source + "/config/profiles").c_str(), 1); }
  void teardown() override { unsetenv("HOLDFAST_PROFILES"); }
};

TEST(CommandLine, wrong_use_ends_in_2_and_names_the_nearest) {
  const Outcome command = holdfast_with({"stauts"});
  LONGS_EQUAL(wrong_use, command.code);
  CHECK(command.complained("there is no command `stauts`"));
  CHECK(command.complained("did you mean `status`?"));
  const Outcome option = holdfast_with({"points", "--macth", "x"});
  LONGS_EQUAL(wrong_use, option.code);
  CHECK(option.complained("did you mean `--match`?"));
  STRCMP_EQUAL("", option.out.c_str());
  LONGS_EQUAL(wrong_use, holdfast_with({"approve", "1"}).code);
  LONGS_EQUAL(wrong_use, holdfast_with({"dismiss", "1"}).code);
  LONGS_EQUAL(wrong_use, holdfast_with({"run", "--log-level", "loud"}).code);
}

TEST(CommandLine, without_an_agent_every_question_ends_in_3_and_says_how_to_start_one) {
  const std::string nobody = folder.file("nobody.sock");
  const std::vector<std::vector<std::string>> questions{
      {}, {"status"}, {"points"}, {"incident"}, {"approve", "1", "step"}, {"stand-down", "1", "--reason", "x"}};
  for (auto words : questions) {
    words.insert(words.end(), {"--socket", nobody});
    const Outcome outcome = holdfast_with(words);
    LONGS_EQUAL(not_reached, outcome.code);
    CHECK(outcome.complained("no agent is running here"));
    CHECK(outcome.complained("holdfast run"));
    STRCMP_EQUAL("", outcome.out.c_str());
  }
}

TEST(CommandLine, help_goes_to_stdout_and_ends_well) {
  const Outcome outcome = holdfast_with({"--help"});
  LONGS_EQUAL(well, outcome.code);
  CHECK(outcome.said("stand-down"));
  CHECK(outcome.said("Exit codes"));
  CHECK(holdfast_with({"probe", "--help"}).said("--community"));
}

TEST(CommandLine, run_hands_its_options_on_and_returns_what_the_agent_returns) {
  const Outcome outcome = holdfast_with(
      {"run", "--config", "c", "--journal", "j", "--socket", "s", "--agent", "a", "--log-level", "debug"});
  LONGS_EQUAL(4, outcome.code);
  CHECK(outcome.run.has_value());
  STRCMP_EQUAL("c", outcome.run->config.c_str());
  STRCMP_EQUAL("j", outcome.run->journal.c_str());
  STRCMP_EQUAL("s", outcome.run->socket.c_str());
  STRCMP_EQUAL("a", outcome.run->agent.c_str());
  STRCMP_EQUAL("debug", outcome.run->log_level.c_str());
  STRCMP_EQUAL("/etc/holdfast", holdfast_with({"run"}).run->config.c_str());
}

TEST(CommandLine, check_says_what_a_site_holds_when_it_is_well) {
  const Outcome outcome = holdfast_with({"check", source + "/config/branch"});
  STRCMP_EQUAL("", outcome.err.c_str());
  STRCMP_EQUAL("branch-0042: 26 devices, 6 disruptions, 3 plans, 6 services: all well\n", outcome.out.c_str());
  LONGS_EQUAL(well, outcome.code);
}

TEST(CommandLine, check_says_every_mistake_and_ends_in_1) {
  testing::write_file(folder.file("site.toml"),
                      "[site]\nid = \"b\"\ntitel = \"x\"\n[device.ups]\nprofile = \"ietf/usp\"\n");
  const Outcome outcome = holdfast_with({"check", folder.path()});
  LONGS_EQUAL(answer_is_no, outcome.code);
  CHECK(outcome.complained("site.toml:3"));
  CHECK(outcome.complained("did you mean `title`?"));
  CHECK(outcome.complained("ietf/ups"));
  CHECK(outcome.said("errors"));
  const Outcome json = holdfast_with({"check", "--json", folder.path()});
  LONGS_EQUAL(answer_is_no, json.code);
  CHECK(json.said("\"line\":3"));
  CHECK(json.said("\"well\":false"));
  STRCMP_EQUAL("", json.err.c_str());
}

TEST(CommandLine, check_warns_of_a_secret_that_is_not_here) {
  testing::write_file(folder.file("site.toml"),
                      "[site]\nid = \"b\"\n[device.ups]\nprofile = \"ietf/ups\"\naddress = \"snmp://10.0.0.1\"\nsecret "
                      "= \"secret:ups\"\n");
  const Outcome outcome = holdfast_with({"check", folder.path()});
  LONGS_EQUAL(well, outcome.code);
  CHECK(outcome.complained("secrets/ups"));
  CHECK(outcome.said("b: 1 device, 0 disruptions, 0 plans, 0 services: well, 1 warning"));
}

TEST(CommandLine, bia_works_from_the_files_alone) {
  const std::string config = source + "/tests/cases/bia/the_worked_example/input";
  const Outcome text = holdfast_with({"bia", "--config", config});
  LONGS_EQUAL(well, text.code);
  STRCMP_EQUAL("", text.err.c_str());
  CHECK(text.said("cash-machine"));
  const Outcome json = holdfast_with({"bia", "--config", config, "--json"});
  LONGS_EQUAL(well, json.code);
  CHECK(json.said("\"mtpd_s\":14400"));
  CHECK(holdfast_with({"bia", "--config", config, "--markdown"}).said("# Business impact analysis"));
  CHECK(holdfast_with({"bia", "--config", config, "--csv"}).said("rank,service,"));
  CHECK(holdfast_with({"bia", "--config", config, "--compare", config}).said("has changed"));
  CHECK(holdfast_with({"bia", "--config", config, "--compare", config, "--json"}).said("\"changes\":"));
}

TEST(CommandLine, bia_refuses_what_it_cannot_work_from) {
  const std::string config = source + "/tests/cases/bia/the_worked_example/input";
  testing::write_file(folder.file("site.toml"), "[site]\nid = \"b\"\ntitel = \"x\"\n");
  const Outcome mistake = holdfast_with({"bia", "--config", folder.path(), "--json"});
  LONGS_EQUAL(4, mistake.code);
  CHECK(mistake.complained("site.toml:3"));
  CHECK(mistake.complained("does not check"));
  STRCMP_EQUAL("", mistake.out.c_str());
  LONGS_EQUAL(4, holdfast_with({"bia", "--config", config, "--compare", folder.path()}).code);
  LONGS_EQUAL(4, holdfast_with({"bia", "--config", folder.file("nowhere")}).code);
  LONGS_EQUAL(wrong_use, holdfast_with({"bia", "--config", config, "--json", "--csv"}).code);
  LONGS_EQUAL(wrong_use, holdfast_with({"bia", "--config", config, "--markdown", "--csv"}).code);
  LONGS_EQUAL(wrong_use, holdfast_with({"bia", "--config", config, "--today", "tomorrow"}).code);
}

TEST(CommandLine, bia_says_a_review_has_lapsed_as_of_a_day) {
  const std::string config = source + "/tests/cases/bia/a_whole_branch/input";
  CHECK(holdfast_with({"bia", "--config", config, "--today", "2026-04-01"}).said("1 d ago"));
  CHECK_FALSE(holdfast_with({"bia", "--config", config, "--today", "2026-03-31"}).said("ago"));
}

TEST(CommandLine, probe_finds_out_what_a_device_is) {
  const std::string capture = folder.file("device.snmprec");
  testing::write_file(capture,
                      "1.3.6.1.2.1.1.1.0|4|Some UPS\n1.3.6.1.2.1.1.2.0|6|1.3.6.1.4.1.99999.1\n"
                      "1.3.6.1.2.1.33.1.2.4.0|2|97\n1.3.6.1.2.1.33.1.4.1.0|2|5\n");
  const Outcome outcome = holdfast_with({"probe", "replay:" + capture, "--json"});
  LONGS_EQUAL(well, outcome.code);
  CHECK(outcome.said("\"class\":\"ups\""));
  CHECK(outcome.said("\"profile\":\"ietf/ups\""));
  CHECK(outcome.said("\"output.source\":{\"value\":\"on_battery\""));
}

TEST(CommandLine, probe_says_what_a_device_is_not) {
  const std::string capture = folder.file("device.snmprec");
  testing::write_file(capture, "1.3.6.1.4.1.99999.1.1.0|2|97\n");
  const Outcome outcome = holdfast_with({"probe", "replay:" + capture});
  LONGS_EQUAL(answer_is_no, outcome.code);
  CHECK(outcome.complained("no profile is for this device"));
  CHECK(outcome.complained("docs/adding-a-device.md"));
}

TEST(CommandLine, probe_names_the_nearest_profile) {
  const Outcome near = holdfast_with({"probe", "snmp://127.0.0.1", "--profile", "ietf/usp"});
  LONGS_EQUAL(wrong_use, near.code);
  CHECK(near.complained("ietf/ups"));
}

TEST(CommandLine, probe_refuses_an_address_of_another_protocol) {
  const Outcome outcome = holdfast_with({"probe", "modbus+tcp://127.0.0.1/1", "--profile", "ietf/ups"});
  LONGS_EQUAL(wrong_use, outcome.code);
  CHECK(outcome.complained("SNMP"));
  LONGS_EQUAL(wrong_use, holdfast_with({"probe", "nonsense://", "--profile", "ietf/ups"}).code);
}

TEST(CommandLine, version_is_said_both_ways) {
  CHECK(holdfast_with({"version"}).said("holdfast "));
  CHECK(holdfast_with({"--version"}).said("holdfast "));
  CHECK(holdfast_with({"version", "--json"}).said("{\"version\":\""));
}

}  // namespace
}  // namespace holdfast::cli
