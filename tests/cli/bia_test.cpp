// Golden cases of `holdfast bia`: each folder of tests/cases/bia is a site (input/) and what is printed of it: as JSON
// (compared as values), for people (80 columns), as Markdown and as CSV. Where there is a folder before/, what has
// changed since. HOLDFAST_UPDATE_CASES=1 writes them anew; read the difference before you keep it.
#include "agent/cli/bia.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <sstream>

#include "agent/load/load.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr model::Day today = std::chrono::year(2026) / 11 / 22;

struct Loaded {
  model::Site site;
  continuity::Analysis analysis;
};

Loaded analyse_folder(const fs::path& folder) {
  const fs::path root = fs::path(__FILE__).parent_path().parent_path().parent_path();
  load::Loaded loaded = load::load_site(folder.string(), (root / "config/profiles").string());
  std::string wrong;
  for (const auto& each : loaded.diagnostics) wrong += load::render(each, false);
  STRCMP_EQUAL("", wrong.c_str());
  Loaded analysed{std::move(loaded.site), {}};
  analysed.analysis = continuity::analyse(analysed.site, continuity::Graph::make(analysed.site), today);
  return analysed;
}

void check_text(const fs::path& file, const std::string& seen) {
  const char* update = std::getenv("HOLDFAST_UPDATE_CASES");
  if (update != nullptr && *update == '1') testing::write_file(file.string(), seen);
  STRCMP_EQUAL_TEXT(testing::read_file(file.string()).c_str(), seen.c_str(), file.string().c_str());
}

// An expected file may be laid out as its writer likes.
void check_json(const fs::path& file, const json::value& seen) {
  const json::value expected = json::parse(testing::read_file(file.string()));
  if (expected == seen) return;
  STRCMP_EQUAL_TEXT(json::serialize(expected).c_str(), json::serialize(seen).c_str(), file.string().c_str());
}

void check_width(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);)
    CHECK_TEXT(width_of(line) <= 80, fmt::format("wider than 80: {}", line).c_str());
}

void check_case(const fs::path& folder) {
  const Loaded now = analyse_folder(folder / "input");
  const BiaView view{now.site, now.analysis};
  json::object all = bia_json(view);
  std::vector<Sheet> sheets = bia_sheets(view);
  std::string text = sheets_text(sheets, Layout{80, false});
  if (fs::is_directory(folder / "before")) {
    const Loaded before = analyse_folder(folder / "before");
    const auto changes = continuity::compare(before.site, before.analysis, now.site, now.analysis);
    all["changes"] = changes_json(changes);
    text += "==== --compare\n" + sheets_text(changes_sheets(changes), Layout{80, false});
  }
  check_width(text);
  check_text(folder / "expected.txt", text);
  check_text(folder / "expected.md", sheets_markdown(sheets));
  for (const CsvTable& table : bia_tables())
    check_text(folder / fmt::format("expected.{}.csv", table.name), bia_csv(view, table.name));
  check_json(folder / "expected.json", all);
}

}  // namespace

TEST_GROUP(BiaCases){};

TEST(BiaCases, are_printed_as_expected) {
  std::size_t cases = 0;
  for (const auto& entry : fs::directory_iterator(fs::path(__FILE__).parent_path().parent_path() / "cases" / "bia")) {
    check_case(entry.path());
    ++cases;
  }
  CHECK(cases >= 3);
}

TEST_GROUP(Sheets){};

TEST(Sheets, keep_signs_of_markdown_as_text) {
  const Sheet sheet{"A_B", "", {{"x|y"}}, {{Cell("<b> *1*\nnext")}}, {{"about", "a [link](x)"}}};
  STRCMP_EQUAL("# A\\_B\n\n| x\\|y |\n| --- |\n| \\<b\\> \\*1\\* next |\n\n- **about**: a \\[link\\](x)\n",
               sheets_markdown({sheet}).c_str());
}

TEST(Sheets, put_cells_of_csv_in_quotes_where_they_need_them) {
  const std::pair<const char*, const char*> cases[] = {{"plain text", "plain text"},
                                                       {"a,b", "\"a,b\""},
                                                       {"a;b", "\"a;b\""},
                                                       {"say \"yes\"", "\"say \"\"yes\"\"\""},
                                                       {"two\nlines", "\"two\nlines\""},
                                                       {"", ""}};
  for (const auto& [text, cell] : cases) STRCMP_EQUAL(cell, csv_cell(text).c_str());
}

}  // namespace holdfast::cli
