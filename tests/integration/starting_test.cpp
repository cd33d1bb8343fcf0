// Starts that cannot succeed: one clear sentence that says what to do, exit code 4, and nothing half-started.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>

#include "tests/integration/outage.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;
namespace fs = std::filesystem;

namespace {

struct Said {
  int code = -1;
  std::string text;
};

Said run_to_end(const std::vector<std::string>& argv, const std::vector<std::string>& environment = {}) {
  const TempFolder folder;
  ProcessOptions program;
  program.argv = argv;
  program.environment = environment;
  program.output_file = folder.file("said");
  Process process(program);
  const auto status = process.wait(30s);
  return {status ? status->code : -1, read_file(program.output_file)};
}

// The agent's command line with one option changed.
std::vector<std::string> with_option(std::vector<std::string> argv, const std::string& option,
                                     const std::string& value) {
  for (std::size_t i = 0; i + 1 < argv.size(); ++i)
    if (argv[i] == option) argv[i + 1] = value;
  return argv;
}

void check_refused(const Said& said, const std::vector<std::string>& words) {
  if (said.code != 4) FAIL(fmt::format("exit code {}, not 4:\n{}", said.code, said.text).c_str());
  for (const auto& word : words)
    if (said.text.find(word) == std::string::npos) FAIL(fmt::format("'{}' is not said:\n{}", word, said.text).c_str());
  if (said.text.find("Sanitizer") != std::string::npos) FAIL(said.text.c_str());
}

void check_nothing_stands(LiveBranch& branch) {
  CHECK_FALSE(fs::exists(branch.socket()));
  LONGS_EQUAL(0, branch.events().size());
  LONGS_EQUAL(0, branch.log().writes.size());
}

void give_pdu_a_secret(LiveBranch& branch) {
  set_value(branch.config(), {"device.pdu-a", "secret", "\"secret:pdu-a\""});
}

}  // namespace

TEST_GROUP(Starting) { LiveBranch branch; };

TEST(Starting, a_broken_configuration_is_refused_with_its_place) {
  write_file(branch.config() + "/more.toml", "[device.extra]\nprofil = \"ietf/ups\"\n");
  check_refused(run_to_end(branch.agent_command()), {"more.toml:2", "profil", "does not check", "holdfast check"});
  check_nothing_stands(branch);
}

TEST(Starting, a_missing_secret_is_named_with_the_command_that_makes_it) {
  give_pdu_a_secret(branch);
  check_refused(run_to_end(branch.agent_command()), {"pdu-a", "no secret 'pdu-a'", "secrets/pdu-a"});
  check_nothing_stands(branch);
}

TEST(Starting, a_secret_that_others_may_read_is_refused) {
  give_pdu_a_secret(branch);
  fs::create_directories(branch.config() + "/secrets");
  const std::string secret = branch.config() + "/secrets/pdu-a";
  write_file(secret, "public\n");
  ::chmod(secret.c_str(), 0644);
  check_refused(run_to_end(branch.agent_command()), {"has mode 0644", "chmod 600 " + secret});
  check_nothing_stands(branch);
  ::chmod(secret.c_str(), 0600);
  branch.start_watching();
  stop_well(branch);
}

TEST(Starting, a_journal_folder_that_does_not_exist_is_named) {
  const std::string journal = branch.file("nowhere/journal.db");
  check_refused(run_to_end(with_option(branch.agent_command(), "--journal", journal)),
                {"cannot start", branch.file("nowhere"), "does not exist", "create it"});
  check_nothing_stands(branch);
}

TEST(Starting, a_journal_folder_that_cannot_be_written_is_named) {
  // Not even root can create files there.
  check_refused(run_to_end(with_option(branch.agent_command(), "--journal", "/sys/journal.db")),
                {"cannot start", "/sys", "not writable"});
  check_nothing_stands(branch);
}

TEST(Starting, a_socket_folder_that_does_not_exist_is_named) {
  const std::string socket = branch.file("nowhere/agent.sock");
  check_refused(run_to_end(with_option(branch.agent_command(), "--socket", socket)),
                {"cannot start", branch.file("nowhere"), "does not exist"});
  check_nothing_stands(branch);
}

TEST(Starting, a_second_agent_on_the_same_journal_is_refused_and_the_first_goes_on) {
  branch.start_watching();
  const Said said = run_to_end(with_option(branch.agent_command(), "--socket", branch.file("second.sock")));
  check_refused(said, {"another agent uses the journal", std::to_string(branch.agent().pid())});
  CHECK_FALSE(fs::exists(branch.file("second.sock")));
  CHECK(branch.all_devices_answer());
  stop_well(branch);
}

TEST(Starting, a_second_agent_on_the_same_socket_is_refused_and_the_first_goes_on) {
  branch.start_watching();
  const Said said = run_to_end(with_option(branch.agent_command(), "--journal", branch.file("second.db")));
  check_refused(said, {"an agent answers on " + branch.socket(), "stop it first"});
  CHECK(branch.all_devices_answer());
  LONGS_EQUAL(0, read_journal(branch.file("second.db")).size());
  stop_well(branch);
}

TEST(Starting, what_an_agent_left_that_was_killed_is_in_nobodys_way) {
  branch.start_watching();
  branch.agent().kill();
  branch.start_watching();
  stop_well(branch);
  LONGS_EQUAL(2, count(branch.events(), "agent.started"));
}

// With the journal go its intents and inhibits: what was switched, and what must not be, is no longer known.
TEST(Starting, an_agent_whose_journal_was_taken_away_watches_and_switches_nothing) {
  branch.start_watching();
  stop_well(branch);
  for (const char* part : {"", "-wal", "-shm"}) fs::remove(branch.journal() + part);
  branch.start_watching();
  LONGS_EQUAL(1, count(branch.events(), "agent.monitor_only"));
  branch.command("mains off");
  await(branch, "the disruption is verified", [&] { return count(branch.events(), "disruption.verified") == 1; });
  stop_well(branch);
  LONGS_EQUAL(0, branch.log().writes.size());
}

TEST(Starting, check_opens_no_socket) {
  const std::string trace = branch.file("trace");
  const std::vector<std::string> argv = {
      "strace", "-f", "-qq", "-e", "trace=%network,openat", "-o", trace, holdfast_binary(), "check", branch.config()};
  // The leak checker is a tracer itself, and there can be only one.
  const Said said = run_to_end(argv, {"ASAN_OPTIONS=detect_leaks=0"});
  LONGS_EQUAL(0, said.code);
  const std::string calls = read_file(trace);
  CHECK(calls.find("openat(") != std::string::npos);  // it was watched
  CHECK(calls.find("socket(") == std::string::npos);
}
