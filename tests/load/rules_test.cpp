// Rules that grade incidents: the shipped ones, a site's own, and which of them a site is given.
#include "agent/load/rules.hpp"

#include <filesystem>

#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

using namespace std::chrono_literals;

const char* own_rules = R"(title = "Ours"
in_force = 2026-02-01
source = "circular 7"
grades = ["low", "high"]
peak = "mon-fri 10:00-16:00"

[rule.both]
title = "Tellers and machines"
grade = "high"
lasts = "90m"
at_peak = true
services_down = 2
services = ["teller", "cash-machine"]
service_class = 2
revenue_share = "30%"
volume_share = "20%"
disruption_class = ["utility", "network"]
reach = "province"
source = "circular 7, 3"
verified = true

[obligation.brief]
text = "Brief the leader"
after = "low"
to = "role.leader"
within = "30m"
source = "circular 7, 4"
verified = true
)";

TEST_GROUP(Rules) {
  TemporaryFolder folder;
  Loaded load() { return load_site(folder.path(), source_folder() + "/config/profiles"); }
  void write_site(const std::string& more) {
    folder.write("site.toml",
                 "[site]\nid = \"branch\"\n" + more + "\n[service.teller]\n[service.cash-machine]\n[role.leader]\n");
  }
};

TEST(Rules, the_neutral_ones_are_the_usual) {
  write_site("");
  const Loaded loaded = load();
  STRCMP_EQUAL("", rendered(loaded).c_str());
  STRCMP_EQUAL("neutral", loaded.site.rules.id.c_str());
  CHECK_EQUAL(3, loaded.site.rules.grades.size());
  CHECK(!loaded.site.rules.rules.empty());
  CHECK_EQUAL(1, loaded.files);
}

TEST(Rules, every_shipped_file_is_right_and_claims_nothing_that_nobody_verified) {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_folder() + "/config/rules")) {
    const std::string id = entry.path().stem().string();
    write_site("rules = \"" + id + "\"");
    const Loaded loaded = load();
    STRCMP_EQUAL("", rendered(loaded).c_str());
    const model::RuleSet& rules = loaded.site.rules;
    STRCMP_EQUAL(id.c_str(), rules.id.c_str());
    CHECK(rules.in_force.has_value());
    for (const auto& rule : rules.rules) CHECK_TEXT(!rule.verified && !rule.source.empty(), rule.id.c_str());
    for (const auto& each : rules.obligations) CHECK_TEXT(!each.verified && !each.source.empty(), each.id.c_str());
    ++files;
  }
  CHECK(files >= 2);
}

TEST(Rules, of_the_site_come_first_and_are_read_as_written) {
  write_site("rules = \"ours\"");
  folder.write("rules/ours.toml", own_rules);
  const Loaded loaded = load();
  STRCMP_EQUAL("", rendered(loaded).c_str());
  const model::RuleSet& rules = loaded.site.rules;
  STRCMP_EQUAL("ours", rules.id.c_str());
  STRCMP_EQUAL("Ours", rules.title.c_str());
  STRCMP_EQUAL("circular 7", rules.source.c_str());
  CHECK(rules.in_force == model::Day(std::chrono::year{2026} / 2 / 1));
  CHECK_EQUAL(1, rules.peak.spans.size());
  CHECK_EQUAL(1, rules.rules.size());
  const model::GradeRule& rule = rules.rules[0];
  STRCMP_EQUAL("both", rule.id.c_str());
  STRCMP_EQUAL("high", rule.grade.c_str());
  CHECK(rule.lasts == 90min);
  CHECK(rule.at_peak && rule.verified);
  CHECK_EQUAL(2, rule.services_down);
  CHECK_EQUAL(2, rule.services.size());
  CHECK_EQUAL(2, *rule.service_class);
  DOUBLES_EQUAL(0.3, *rule.revenue_share, 1e-12);
  DOUBLES_EQUAL(0.2, *rule.volume_share, 1e-12);
  CHECK_EQUAL(2, rule.disruption_classes.size());
  CHECK(rule.reach == model::Reach::province);
  const model::Obligation& obligation = rules.obligations.at(0);
  STRCMP_EQUAL("Brief the leader", obligation.text.c_str());
  STRCMP_EQUAL("low", obligation.after.c_str());
  STRCMP_EQUAL("role.leader", obligation.to.c_str());
  CHECK(obligation.within == 30min);
}

TEST(Rules, of_the_site_may_replace_shipped_ones_and_that_is_said) {
  write_site("");
  folder.write("rules/neutral.toml", own_rules);
  const Loaded loaded = load();
  CHECK(loaded.ok());
  STRCMP_CONTAINS("these rules replace the shipped rules neutral", rendered(loaded).c_str());
  STRCMP_EQUAL("Ours", loaded.site.rules.title.c_str());
}

TEST(Rules, that_are_missing_from_the_package_grade_nothing_and_that_is_said) {
  write_site("");
  const Loaded loaded = load_site(folder.path(), source_folder() + "/config/profiles", folder.path() + "/nothing");
  CHECK(loaded.ok());
  STRCMP_CONTAINS("the shipped rules `neutral` are missing", rendered(loaded).c_str());
  CHECK(loaded.site.rules.grades.empty());
}

}  // namespace
}  // namespace holdfast::load
