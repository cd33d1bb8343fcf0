// Golden texts: each folder of tests/cases/cli holds what the agent said (input.json: {"command","widths","json"}, of a
// screen also "points") and what is printed of it (expected.txt), once for each width. HOLDFAST_UPDATE_CASES=1 writes
// expected.txt anew; read the difference before you keep it.
#include <fmt/format.h>

#include <filesystem>
#include <sstream>
#include <string>
#include <vector>

#include "agent/cli/screen.hpp"
#include "agent/cli/texts.hpp"
#include "tests/support/case_folders.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

std::string text_of(const std::string& command, const json::value& said, const json::value& points, int width) {
  const Layout layout{width, false};
  if (command == "screen") return screen_text(look(said, points), false);
  if (command == "screen --json") return json::serialize(screen_json(look(said, points))) + "\n";
  if (command == "status") return status_text(said, layout);
  if (command == "points") return points_text(said, layout);
  if (command == "incident --all") return incidents_text(said, layout);
  if (command == "incident") return incident_text(said.at("incidents").at(0), View(said)["now"].text(), layout);
  if (command == "why") return why_text(said, layout);
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
  testing::check_golden((folder / "expected.txt").string(), seen);
}

const testing::CaseFolders cases{"CliCase", __FILE__, testing::cases_folder("cli"), check_case};

TEST_GROUP(CliCases){};

TEST(CliCases, there_is_one_for_every_screen) { CHECK(cases.size() >= 8); }

}  // namespace
}  // namespace holdfast::cli
