// Golden texts: each folder of tests/cases/cli holds what the agent said (input.json: {"command","widths","json"}, of a
// screen also "points") and what is printed of it (expected.txt), once for each width. HOLDFAST_UPDATE_CASES=1 writes
// expected.txt anew; read the difference before you keep it.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "agent/cli/screen.hpp"
#include "agent/cli/texts.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"
#include "CppUTest/TestRegistry.h"

namespace holdfast::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

// Known before main() runs, when the environment may not say it.
fs::path cases_folder() { return fs::path(__FILE__).parent_path().parent_path() / "cases" / "cli"; }

std::string text_of(const std::string& command, const json::value& said, const json::value& points, int width) {
  const Layout layout{width, false};
  if (command == "screen") return screen_text(look(said, points), false);
  if (command == "screen --json") return json::serialize(screen_json(look(said, points))) + "\n";
  if (command == "status") return status_text(said, layout);
  if (command == "points") return points_text(said, layout);
  if (command == "incident --all") return incidents_text(said, layout);
  if (command == "incident") return incident_text(said.at("incidents").at(0), View(said)["now"].text(), layout);
  if (command == "evidence") return evidence_text(said, layout);
  if (command == "probe") return probe_text(said, layout);
  FAIL(("no such command: " + command).c_str());
  return "";
}

void check_width(const std::string& text, int width) {
  std::istringstream lines(text);
  std::string line;
  while (std::getline(lines, line)) {
    CHECK_TEXT(width_of(line) <= width, fmt::format("wider than {}: {}", width, line).c_str());
    CHECK_TEXT(line.empty() || line.back() != ' ', fmt::format("blanks behind: {}", line).c_str());
  }
}

void check_case(const fs::path& folder) {
  const json::value input = json::parse(testing::read_file((folder / "input.json").string()));
  const std::string command(input.at("command").as_string());
  std::string seen;
  for (const auto& each : input.at("widths").as_array()) {
    const int width = static_cast<int>(each.as_int64());
    const std::string text = text_of(command, input.at("json"), View(input)["points"].json(), width);
    if (!command.ends_with("--json")) check_width(text, width);
    seen += fmt::format("==== holdfast {}, {} columns\n{}", command, width, text);
  }
  const std::string expected = (folder / "expected.txt").string();
  if (const char* update = std::getenv("HOLDFAST_UPDATE_CASES"); update != nullptr && *update == '1')
    testing::write_file(expected, seen);
  STRCMP_EQUAL(testing::read_file(expected).c_str(), seen.c_str());
}

class CaseTest final : public Utest {
 public:
  explicit CaseTest(fs::path folder) : folder_(std::move(folder)) {}
  void testBody() override { check_case(folder_); }

 private:
  fs::path folder_;
};

class CaseShell final : public UtestShell {
 public:
  CaseShell(const char* name, fs::path folder)
      : UtestShell("CliCase", name, __FILE__, __LINE__), folder_(std::move(folder)) {}
  Utest* createTest() override { return new CaseTest(folder_); }

 private:
  fs::path folder_;
};

// One test for each folder, so that a new case needs no line of code. They live until the process ends.
struct Cases {
  Cases() {
    std::vector<fs::path> folders;
    for (const auto& entry : fs::directory_iterator(cases_folder()))
      if (entry.is_directory()) folders.push_back(entry.path());
    std::sort(folders.begin(), folders.end());
    names.reserve(folders.size());
    shells.reserve(folders.size());
    for (const fs::path& folder : folders) {
      names.push_back(folder.filename().string());
      shells.emplace_back(names.back().c_str(), folder);
    }
    for (CaseShell& shell : shells) TestRegistry::getCurrentRegistry()->addTest(&shell);
  }
  std::vector<std::string> names;
  std::vector<CaseShell> shells;
};

const Cases& cases() {
  static Cases all;
  return all;
}

[[maybe_unused]] const std::size_t registered = cases().shells.size();

TEST_GROUP(CliCases){};

TEST(CliCases, there_is_one_for_every_screen) { CHECK(cases().shells.size() >= 8); }

}  // namespace
}  // namespace holdfast::cli
