// Ranks, dependencies, the matrix, resources and findings of a site.
#include "agent/continuity/analysis.hpp"

#include <functional>

#include "tests/continuity/sites.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using continuity::AnalysedService;
using continuity::Analysis;
using namespace holdfast::test;

namespace {

std::string order(const Analysis& analysis) {
  std::string text;
  for (const AnalysedService& service : analysis.services) text += service.id + " ";
  return text;
}

std::string codes(const std::vector<continuity::Finding>& findings) {
  std::string text;
  for (const auto& each : findings) text += each.subject + ":" + each.code + " ";
  return text;
}

std::string text_of(const std::vector<continuity::Finding>& findings, const std::string& code) {
  for (const auto& each : findings)
    if (each.code == code) return each.text;
  return "";
}

continuity::Dependency dependency(const Analysis& analysis, const std::string& name) {
  for (const auto& each : analysis.dependencies)
    if (each.name == name) return each;
  FAIL(("no dependency " + name).c_str());
  return analysis.dependencies.front();
}

// Two ways to the mains, two uplinks, one server behind one outlet.
model::Site a_branch() {
  model::Site site = a_site();
  for (const char* id : {"mains", "generator"}) site.sources[id].id = id;
  for (const char* id : {"fibre", "lte"}) site.uplinks[id].id = id;
  for (const char* id : {"server", "pdu", "ups"}) site.devices[id].id = id;
  site.devices["ups"].device_class = "ups";
  site.devices["ups"].powered_by = any({one("source.mains"), one("source.generator")});
  site.devices["pdu"].powered_by = one("ups");
  site.devices["server"].powered_by = one("pdu.outlet.2");
  site.devices["server"].reached_by = one("link.lan");
  site.links["lan"].id = "lan";
  site.links["wan"].needs = any({one("uplink.fibre"), one("uplink.lte")});
  site.systems["core"].needs = all({one("server"), one("link.wan")});
  site.externals["printshop"].contact = "tel:+86";
  add(site, "teller", {1, 4, 5}, 1h).impact.rpo = 30min;
  add(site, "cash", {2, 4, 5}, 4h).impact.rpo = 0s;
  site.services["cash"].wants = one("external.printshop");
  return site;
}

}  // namespace

TEST_GROUP(Ranks) { model::Site site = a_site(); };

TEST(Ranks, go_by_mean_impact_then_rto_then_name_and_the_never_analysed_stand_last) {
  add(site, "b", {1, 2, 3}, 4h);
  add(site, "a", {1, 2, 3}, 4h);
  add(site, "quick", {3, 2, 1}, 1h);
  add(site, "worst", {2, 4, 5}, 24h);
  add(site, "z-unknown", {}, 1min);
  add(site, "y-unknown", {}, std::nullopt);
  const Analysis analysis = analysis_of(site);
  STRCMP_EQUAL("worst quick a b z-unknown y-unknown ", order(analysis).c_str());
  CHECK_EQUAL(1, analysis.services.front().rank);
  CHECK_EQUAL(6, analysis.services.back().rank);
}

TEST(Ranks, take_means_as_equal_that_are_equal_on_paper) {
  site.bia.horizons = {1h, 2h, 3h};
  site.bia.weights = {{"a", 0.1}, {"b", 0.2}, {"c", 0.7}};
  model::Service& first = add(site, "first", {}, 2h);
  model::Service& second = add(site, "second", {}, 1h);
  first.impact.scores = {{"a", {3, 1, 1}}, {"b", {1, 3, 1}}, {"c", {1, 1, 3}}};
  second.impact.scores = {{"a", {1, 1, 3}}, {"b", {1, 3, 1}}, {"c", {3, 1, 1}}};
  STRCMP_EQUAL("second first ", order(analysis_of(site)).c_str());
}

TEST_GROUP(Dependencies) { model::Site site = a_branch(); };

TEST(Dependencies, have_the_strictest_targets_of_those_who_need_them) {
  const auto core = dependency(analysis_of(site), "system.core");
  CHECK(core.rto == Duration(1h));
  CHECK(core.rpo == Duration(0s));
  STRCMP_EQUAL("cash teller ", join(core.needed_by).c_str());
  CHECK_EQUAL(1, core.brought_down_class);
}

TEST(Dependencies, are_found_through_others_and_parts_are_told_as_their_device) {
  const Analysis analysis = analysis_of(site);
  STRCMP_EQUAL(
      "device.pdu device.server device.ups link.lan link.wan source.generator source.mains system.core uplink.fibre "
      "uplink.lte ",
      join(analysis.matrix.at("teller")).c_str());
  CHECK(analysis.matrix.at("cash") == analysis.matrix.at("teller"));  // what it wants does not count
}

TEST(Dependencies, have_an_alternative_when_their_loss_alone_brings_nothing_down) {
  const Analysis analysis = analysis_of(site);
  const std::pair<const char*, bool> cases[] = {
      {"source.mains", true}, {"source.generator", true}, {"uplink.lte", true},  {"link.wan", false},
      {"device.ups", false},  {"link.lan", false},        {"device.pdu", false}, {"system.core", false}};
  for (const auto& [name, expected] : cases) CHECK_TEXT(dependency(analysis, name).has_alternative == expected, name);
}

TEST(Dependencies, do_not_count_on_a_battery) {
  site.devices["ups"].powered_by = one("source.mains");
  CHECK_FALSE(dependency(analysis_of(site), "source.mains").has_alternative);
}

TEST(Dependencies, without_any_target_have_none) {
  site = a_site();
  add(site, "unknown", {});
  const auto core = dependency(analysis_of(site), "system.core");
  CHECK_FALSE(core.rto.has_value());
  CHECK_FALSE(core.rpo.has_value());
  CHECK_EQUAL(0, core.brought_down_class);
}

TEST_GROUP(MinimumResources){};

TEST(MinimumResources, add_up_and_a_single_number_counts_for_every_horizon) {
  model::Site site = a_site();
  add(site, "a", {}).minimum = {{"staff", {2}}, {"watts", {10, 20, 30}}};
  add(site, "b", {}).minimum = {{"staff", {0, 1, 1}}};
  site.systems["core"].minimum = {{"watts", {0.5}}};
  const auto minimum = analysis_of(site).minimum;
  CHECK(minimum.at("staff") == (std::vector<double>{2, 3, 3}));
  CHECK(minimum.at("watts") == (std::vector<double>{10.5, 20.5, 30.5}));
}

TEST_GROUP(Findings) {
  model::Site site = a_site();
  std::string about(const std::string& id) {
    for (const auto& service : analysis_of(site).services)
      if (service.id == id) return codes(service.findings);
    return "?";
  }
  std::string told(const std::string& code) {
    std::string text;
    for (const auto& service : analysis_of(site).services) text += text_of(service.findings, code);
    return text;
  }
};

TEST(Findings, are_none_where_all_is_well) {
  add(site, "teller", {1, 4, 5}, 1h);
  STRCMP_EQUAL("", about("teller").c_str());
  STRCMP_EQUAL("", codes(analysis_of(site).findings).c_str());
}

TEST(Findings, tell_an_rto_that_is_too_long_with_its_figures) {
  add(site, "teller", {1, 4, 4}, 2h);
  STRCMP_EQUAL("service.teller:rto-too-long ", about("teller").c_str());
  STRCMP_EQUAL(
      "The RTO of 2 h is longer than the suggested 1 h: the MTPD is 4 h, where the weighted impact is 4.00 "
      "(intolerable from 4.00).",
      told("rto-too-long").c_str());
  site.services["teller"].impact.regulator_rto = 30min;
  CHECK(told("rto-too-long").find("suggested 30 min") != std::string::npos);
  CHECK(told("rto-too-long").find("the regulator demands 30 min") != std::string::npos);
  site.services["teller"].rto = 30min;
  STRCMP_EQUAL("", about("teller").c_str());
}

TEST(Findings, tell_an_rto_beyond_the_mtpd) {
  add(site, "teller", {1, 4, 4}, 5h);
  STRCMP_EQUAL("service.teller:rto-too-long service.teller:rto-beyond-mtpd ", about("teller").c_str());
  site.services["teller"].rto = 4h;
  STRCMP_EQUAL("service.teller:rto-too-long ", about("teller").c_str());
}

TEST(Findings, tell_what_is_wrong_with_one_service) {
  const struct {
    const char* code;
    std::function<void(model::Service&)> change;
  } cases[] = {
      {"no-impact", [](model::Service& service) { service.impact.scores.clear(); }},
      {"needs-nothing", [](model::Service& service) { service.needs = {}; }},
      {"impact-falls",
       [](model::Service& service) {
         service.impact.scores["customer"] = {3, 2, 3};
       }},
      {"mtpd-beyond-impact", [](model::Service& service) { service.impact.mtpd = 24h; }},
      {"recovery-too-long", [](model::Service& service) { service.recovery = 2h; }},
      {"rpo-too-long",
       [](model::Service& service) {
         service.impact.rpo = 1h;
         service.impact.regulator_rpo = 30min;
       }},
  };
  for (const auto& each : cases) {
    site.services.clear();
    each.change(add(site, "teller", {1, 4, 5}, 1h));
    STRCMP_EQUAL((std::string("service.teller:") + each.code + " ").c_str(), about("teller").c_str());
  }
}

TEST(Findings, tell_a_category_that_nobody_has_scored) {
  site.bia.weights = {{"customer", 1.0}, {"fame", 1.0}};
  add(site, "teller", {1, 4, 5}, 1h).impact.scores.erase("fame");
  STRCMP_EQUAL("service.teller:impact-incomplete ", about("teller").c_str());
}

TEST(Findings, tell_a_service_that_comes_back_later_than_one_that_needs_it) {
  add(site, "directory", {1, 1, 1}, 4h);
  add(site, "teller", {1, 4, 5}, 1h).needs = one("service.directory");
  STRCMP_EQUAL("service.directory:rto-behind-dependent ", about("directory").c_str());
  STRCMP_EQUAL("Service teller needs it and must be back within 1 h; the RTO here is 4 h.",
               told("rto-behind-dependent").c_str());
}

TEST(Findings, tell_a_lapsed_review_from_the_day_after_its_last) {
  site.bia.valid_for = 24h * 365;
  STRCMP_EQUAL("bia:review-undated ",
               codes(continuity::analyse(site, continuity::Graph::make(site), today).findings).substr(0, 19).c_str());
  add(site, "teller", {1, 4, 5}, 1h);
  site.bia.reviewed = std::chrono::year(2025) / 11 / 22;
  STRCMP_EQUAL("", codes(analysis_of(site).findings).c_str());
  site.bia.reviewed = std::chrono::year(2025) / 11 / 21;
  STRCMP_EQUAL("bia:review-lapsed ", codes(analysis_of(site).findings).c_str());
  STRCMP_EQUAL("The analysis was last reviewed on 2025-11-21 and was valid until 2026-11-21, 1 d ago.",
               text_of(analysis_of(site).findings, "review-lapsed").c_str());
}

TEST(Findings, tell_a_risk_that_no_plan_answers_unless_it_is_accepted) {
  add(site, "teller", {1, 4, 5}, 1h);
  for (const char* id : {"flood", "fire", "printer", "mains"}) site.risks[id].id = id;
  site.risks["flood"].impact = 5;
  site.risks["fire"].impact = 3;
  site.risks["printer"].treatment = model::Risk::Treatment::accept;
  site.risks["mains"].plans = {"ride-through"};
  STRCMP_EQUAL("risk.flood:risk-without-plan risk.fire:risk-without-plan ", codes(analysis_of(site).findings).c_str());
}

TEST(Findings, tell_what_is_wrong_with_systems_and_externals) {
  site.systems["archive"].id = "archive";
  site.systems["core"].recovery = 2h;
  site.externals["clearing"].id = "clearing";
  site.externals["printshop"].id = "printshop";
  add(site, "teller", {1, 4, 5}, 1h).needs = all({one("system.core"), one("external.clearing")});
  site.services["teller"].wants = one("external.printshop");
  STRCMP_EQUAL("external.clearing:no-contact system.core:recovery-too-long system.archive:not-needed ",
               codes(analysis_of(site).findings).c_str());
}
