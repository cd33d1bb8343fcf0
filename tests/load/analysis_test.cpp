// What right files say of the business: [bia], [risk.*], the whole of [service.*], and questionnaires in CSV.
#include "agent/load/csv.hpp"
#include "agent/load/day.hpp"
#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

using namespace std::chrono_literals;

Loaded load_folder(const TemporaryFolder& folder) {
  return load_site(folder.path(), source_folder() + "/config/profiles");
}

std::string cells(const std::string& text) {
  const SourceFile file("scores.csv", text);
  Report report;
  const auto rows = parse_csv(file, report);
  if (!rows) return "refused";
  std::string all;
  for (const CsvRow& row : *rows) {
    for (const CsvCell& cell : row) all += "[" + cell.text + "]";
    all += "/";
  }
  return all;
}

std::string join(const std::vector<int>& scores) {
  std::string text;
  for (const int score : scores) text += std::to_string(score);
  return text;
}

TEST_GROUP(Csv){};

TEST(Csv, reads_what_spreadsheets_save) {
  const struct {
    const char* text;
    const char* cells;
  } cases[] = {
      {"a,b\n1,2\n", "[a][b]/[1][2]/"},
      {"a,b\r\n1,2\r\n", "[a][b]/[1][2]/"},
      {"a,b\n1,2", "[a][b]/[1][2]/"},
      {"\xEF\xBB\xBF"
       "a;b\n1;2\n",
       "[a][b]/[1][2]/"},
      {"a;b\n\"1;5\";\"say \"\"yes\"\"\"\n", "[a][b]/[1;5][say \"yes\"]/"},
      {"a,b\n\"two\nlines\",2\n", "[a][b]/[two\nlines][2]/"},
      {"a,b\n 1 ,\t2\n", "[a][b]/[1][2]/"},
      {"a,b\n,\n\n1,2\n,,\n", "[a][b]/[1][2]/"},
      {"\"a,x\";b\n1;2\n", "[a,x][b]/[1][2]/"},
      {"a,b\n1,2;3\n", "[a][b]/[1][2;3]/"},
      {"", ""},
      {"\"\xE6\x9F\x9C\xE5\x8F\xB0\",b\n", "[\xE6\x9F\x9C\xE5\x8F\xB0][b]/"},
  };
  for (const auto& each : cases) STRCMP_EQUAL_TEXT(each.cells, cells(each.text).c_str(), each.text);
}

TEST(Csv, refuses_what_could_be_read_in_two_ways) {
  for (const char* text : {"a,b\n1,2,3\n", "a,b\n1\n", "a,b\n\"1,2\n", "a,b\n1\"2,3\n", "a,b\n\"1\"2,3\n",
                           "a,b\n\xff,2\n", "a,b\r1,2\n"}) {
    STRCMP_EQUAL_TEXT("refused", cells(text).c_str(), text);
  }
  STRCMP_EQUAL("refused", cells(std::string("a,b\n1,\0\n", 8)).c_str());
}

TEST_GROUP(Day){};

TEST(Day, is_a_day_of_the_calendar) {
  CHECK(parse_day("2026-03-31") == model::Day(std::chrono::year(2026) / 3 / 31));
  CHECK(parse_day("2028-02-29").has_value());
  for (const char* text : {"2026-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "31.03.2026", "2026/03/31",
                           "1969-12-31", "2026-03-31T00:00", "+026-03-31", ""}) {
    CHECK_FALSE_TEXT(parse_day(text).has_value(), text);
  }
}

TEST_GROUP(AnalysisFiles) { TemporaryFolder folder; };

TEST(AnalysisFiles, keep_everything_that_is_said_of_the_business) {
  folder.write("site.toml", R"(
[site]
id = "branch-0042"
[bia]
horizons          = ["1h", "4h"]
weights           = { customer = 3, financial = 1 }
intolerable       = 3.5
intolerable_score = 4
classes           = ["2h", "8h"]
reviewed          = 2026-03-31
valid_for         = "365d"
[risk.flood]
title      = "The river rises"
hazard     = "high water"
class      = "natural"
likelihood = 2
impact     = 5
treatment  = "transfer"
owner      = "Facilities"
[service.teller]
title           = "Counter"
kind            = "channel"
impact          = { customer = [2, 5], financial = [1, 3] }
rto             = "2h"
rpo             = "15m"
mtpd            = "6h"
mbco            = "degraded"
peer_rto        = "3h"
regulator_rto   = "4h"
regulator_rpo   = "30m"
share           = { revenue = 0.3, volume = "45%" }
minimum         = { staff = 2, watts = [100, 150.5] }
hold_min        = "10m"
hold            = "1h"
recovery        = "20m"
needs           = "system.core"
wants           = "external.printshop"
replaces        = ["counter-1", "counter-2"]
[system.core]
needs      = "link.lan"
wants      = "external.printshop"
powered_by = "source.mains"
reached_by = "link.lan"
minimum    = { watts = 300 }
recovery   = "30m"
owner      = "IT"
[link.lan]
[source.mains]
[external.printshop]
owner   = "Purchasing"
contact = "tel:+861012345678"
plan    = "their plan B"
)");
  const Loaded loaded = load_folder(folder);
  STRCMP_EQUAL("", rendered(loaded).c_str());
  const model::Bia& bia = loaded.site.bia;
  CHECK(bia.horizons == (std::vector<Duration>{1h, 4h}));
  CHECK(bia.classes == (std::vector<Duration>{2h, 8h}));
  DOUBLES_EQUAL(3.0, bia.weights.at("customer"), 0);
  DOUBLES_EQUAL(3.5, bia.intolerable, 0);
  CHECK_EQUAL(4, bia.intolerable_score);
  CHECK(bia.reviewed == model::Day(std::chrono::year(2026) / 3 / 31));
  CHECK(bia.valid_for == Duration(24h * 365));

  const model::Service& teller = loaded.site.services.at("teller");
  CHECK(teller.kind == model::ServiceKind::channel);
  STRCMP_EQUAL("25", join(teller.impact.scores.at("customer")).c_str());
  CHECK(teller.impact.rpo == Duration(15min));
  CHECK(teller.impact.mtpd == Duration(6h));
  CHECK(teller.impact.peer_rto == Duration(3h));
  CHECK(teller.impact.regulator_rto == Duration(4h));
  CHECK(teller.impact.regulator_rpo == Duration(30min));
  DOUBLES_EQUAL(0.3, teller.impact.revenue_share.value_or(0), 1e-12);
  DOUBLES_EQUAL(0.45, teller.impact.volume_share.value_or(0), 1e-12);
  CHECK(teller.minimum_level == model::MinimumLevel::degraded);
  DOUBLES_EQUAL(2.0, teller.minimum.at("staff").at(0), 0);
  DOUBLES_EQUAL(150.5, teller.minimum.at("watts").at(1), 0);
  CHECK(teller.hold_min == Duration(10min));
  CHECK(teller.hold == Duration(1h));
  CHECK(teller.recovery == Duration(20min));
  STRCMP_EQUAL("external.printshop", teller.wants.name.c_str());
  STRCMP_EQUAL("counter-2", teller.replaces.at(1).c_str());

  const model::Link& core = loaded.site.systems.at("core");
  STRCMP_EQUAL("link.lan", core.needs.name.c_str());
  STRCMP_EQUAL("external.printshop", core.wants.name.c_str());
  STRCMP_EQUAL("source.mains", core.powered_by.name.c_str());
  STRCMP_EQUAL("link.lan", core.reached_by.name.c_str());
  CHECK(core.recovery == Duration(30min));
  DOUBLES_EQUAL(300, core.minimum.at("watts").at(0), 0);
  const model::Link& shop = loaded.site.externals.at("printshop");
  STRCMP_EQUAL("Purchasing tel:+861012345678 their plan B",
               (shop.owner + " " + shop.contact + " " + shop.plan).c_str());
  const model::Risk& flood = loaded.site.risks.at("flood");
  CHECK(flood.treatment == model::Risk::Treatment::transfer);
  CHECK_EQUAL(10, flood.likelihood * flood.impact);
  STRCMP_EQUAL("natural", flood.risk_class.c_str());
}

TEST(AnalysisFiles, take_scores_from_questionnaires_by_the_names_of_their_columns) {
  folder.write("site.toml", R"(
[site]
id = "branch-0042"
[bia]
horizons = ["30m", "1h", "1d"]
weights  = { customer = 1, financial = 1 }
scores   = ["scores/retail.csv", "scores/cash.csv"]
[service.teller]
impact = { financial = [1, 1, 1] }
[service.vault]
)");
  folder.write("scores/retail.csv",
               "\xEF\xBB\xBF"
               "service;category;24h;60m;30m\r\nteller;customer;5;3;\"2\"\r\n;;;;\r\n");
  folder.write("scores/cash.csv", "category,service,30m,1h,24h\nfinancial,vault,1,2,3\ncustomer,vault,1,1,1\n");
  const Loaded loaded = load_folder(folder);
  STRCMP_EQUAL("", rendered(loaded).c_str());
  STRCMP_EQUAL("235", join(loaded.site.services.at("teller").impact.scores.at("customer")).c_str());
  STRCMP_EQUAL("111", join(loaded.site.services.at("teller").impact.scores.at("financial")).c_str());
  STRCMP_EQUAL("123", join(loaded.site.services.at("vault").impact.scores.at("financial")).c_str());
}

}  // namespace
}  // namespace holdfast::load
