// Golden cases of `holdfast readiness`: each folder of tests/cases/readiness is a site (input/; the reference site
// where there is none), what a person assumes of its points, and what is answered: as JSON (compared as values) and for
// people (80 columns). HOLDFAST_UPDATE_CASES=1 writes them anew; read the difference before you keep it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "agent/cli/supposed.hpp"
#include "agent/cli/texts.hpp"
#include "tests/support/temp_folder.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::cli {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr model::Day today = std::chrono::year(2026) / 11 / 22;

fs::path source() { return fs::path(__FILE__).parent_path().parent_path().parent_path(); }
fs::path cases() { return source() / "tests/cases/readiness"; }

json::object answer_of(const fs::path& folder) {
  const fs::path site = fs::is_directory(folder / "input") ? folder / "input" : source() / "config/branch";
  load::Loaded loaded = load::load_site(site.string(), (source() / "config/profiles").string());
  std::string wrong;
  for (const auto& each : loaded.diagnostics) wrong += load::render(each, false);
  STRCMP_EQUAL("", wrong.c_str());
  const auto assumed = load::read_assumptions((folder / "assume.json").string());
  CHECK_TEXT(assumed, assumed ? "" : assumed.error().message.c_str());
  const auto supposed = Supposed::make(std::move(loaded), *assumed, today);
  CHECK_TEXT(supposed, supposed ? "" : supposed.error().message.c_str());
  return (*supposed)->readiness();
}

// Energies are sums of fractions: the last digits may differ between processors.
bool same(const json::value& a, const json::value& b) {
  if (a.is_number() && b.is_number()) {
    const auto x = a.to_number<double>();
    const auto y = b.to_number<double>();
    return std::abs(x - y) <= 1e-9 * std::max({1.0, std::abs(x), std::abs(y)});
  }
  if (a.is_array() && b.is_array())
    return std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(), b.as_array().end(), same);
  if (!a.is_object() || !b.is_object()) return a == b;
  return a.as_object().size() == b.as_object().size() &&
         std::all_of(a.as_object().begin(), a.as_object().end(), [&](const auto& entry) {
           const auto* other = b.as_object().if_contains(entry.key());
           return other != nullptr && same(entry.value(), *other);
         });
}

void check_case(const fs::path& folder) {
  const json::value answer = answer_of(folder);
  const std::string text = readiness_text(answer, false, Layout{80, false});
  const std::string json_file = (folder / "expected.json").string();
  const std::string text_file = (folder / "expected.txt").string();
  const char* update = std::getenv("HOLDFAST_UPDATE_CASES");
  if (update != nullptr && *update == '1') {
    testing::write_file(json_file, json::serialize(answer) + "\n");
    testing::write_file(text_file, text);
  }
  const json::value expected = json::parse(testing::read_file(json_file));
  if (!same(expected, answer))
    STRCMP_EQUAL_TEXT(json::serialize(expected).c_str(), json::serialize(answer).c_str(), json_file.c_str());
  STRCMP_EQUAL_TEXT(testing::read_file(text_file).c_str(), text.c_str(), text_file.c_str());
}

}  // namespace

TEST_GROUP(ReadinessCases){};

TEST(ReadinessCases, are_answered_as_expected) {
  std::size_t count = 0;
  for (const auto& entry : fs::directory_iterator(cases())) {
    check_case(entry.path());
    ++count;
  }
  CHECK(count >= 3);
}

// The contract for machines, number by number: these are not written anew.
TEST(ReadinessCases, the_worked_example_has_the_numbers_of_the_contract) {
  const json::value answer = answer_of(cases() / "the_worked_example");
  const json::value wanted = json::parse(R"({"scenario": "mains-lost", "service": "cash-machine", "margin_s": -600})");
  CHECK(same(wanted, answer.at("worst")));
  const json::value& lost = answer.at("scenarios").at(0);
  CHECK(lost.at("name") == "mains-lost" && same(7200, lost.at("lasts_s")));
  json::object cash = lost.at("services").at(0).as_object();
  CHECK_FALSE(cash.at("cause").as_string().empty());
  const json::value figures = json::parse(R"({"name": "cash-machine", "held_s": 3600, "downtime_s": 4200, "rto_s": 3600,
                                              "margin_s": -600, "survives": false})");
  for (const auto& [key, value] : figures.as_object()) CHECK_TEXT(same(value, cash.at(key)), std::string(key).c_str());
  const json::value energy = json::parse(R"({
    "pools": [{"ups": "ups-main", "available_wh": 180.0}],
    "loads": [{"name": "atm-1", "watts": 180, "shed_at_s": 3600}, {"name": "lobby", "watts": 220, "shed_at_s": 0}],
    "services": [{"name": "cash-machine", "held_s": 3600, "held_without_shedding_s": 1620}]})");
  for (const auto& [key, value] : energy.as_object())
    CHECK_TEXT(same(value, answer.at("energy").at(key)), std::string(key).c_str());
  for (const char* node : {"device.atm-1", "service.cash-machine"}) CHECK(answer.at("state").at(node) == "normal");
}

TEST(ReadinessCases, the_reference_site_comes_through_every_failure_while_all_is_well) {
  const json::value answer = answer_of(cases() / "reference");
  CHECK(answer.at("verdict") == "ready");
  CHECK(answer.at("assumed_up").as_array().empty());
  CHECK(answer.at("findings").as_array().empty());
}

}  // namespace holdfast::cli
