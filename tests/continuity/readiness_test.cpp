#include "agent/continuity/readiness.hpp"

#include <fmt/format.h>

#include <chrono>
#include <limits>
#include <random>
#include <utility>

#include "tests/continuity/readiness_fixture.hpp"

#include "CppUTest/PlatformSpecificFunctions.h"
#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test::powered;

TEST_GROUP(Readiness){};

TEST(Readiness, counts_what_the_battery_gives_against_the_rto) {
  Branch branch;
  const ServiceOutlook& outlook = branch.of("mains-lost");
  CHECK(lasts(outlook, 1h));
  CHECK(outlook.downtime == Duration{70min});
  CHECK(outlook.margin == Duration{-10min});
  CHECK(outlook.survives == false);
  CHECK(branch.result.worst->margin == Duration{-70min});  // the UPS itself: nothing holds then
}

TEST(Readiness, holds_without_end_what_has_another_way) {
  Branch branch;
  const ServiceOutlook& outlook = branch.of("fibre-lost");
  CHECK(outlook.held.kind == Lasting::Kind::unlimited);
  CHECK(outlook.survives == true);
  branch.seen("uplink.lte", Truth::no);
  CHECK(lasts(branch.of("fibre-lost"), 0s));
}

TEST(Readiness, never_counts_the_unknown_as_held) {
  Branch branch;
  branch.read("ups.battery.runtime", std::nullopt);
  CHECK(branch.of("mains-lost").held.kind == Lasting::Kind::unknown);
  CHECK_FALSE(branch.of("mains-lost").survives.has_value());
  branch.read("ups.battery.runtime", 1800);
  branch.seen("atm", Truth::unknown);
  CHECK(branch.of("fibre-lost").held.kind == Lasting::Kind::unknown);
  const auto judged = continuity::judge(branch.site, branch.graph, branch.readiness, branch.result, {}, {});
  CHECK(judged.verdict != continuity::Verdict::ready);
}

TEST(Readiness, tells_no_margin_while_nobody_says_how_long_it_lasts) {
  model::Site site = a_site();
  site.scenarios.erase("mains-lost");
  Branch branch(site);
  CHECK_FALSE(branch.of("mains-lost").margin.has_value());
  CHECK(lasts(branch.of("mains-lost"), 1h));
  const auto judged = continuity::judge(branch.site, branch.graph, branch.readiness, branch.result, {}, {});
  CHECK(judged.findings.front().code == "scenario-without-lasts");
}

TEST(Readiness, says_whose_shedding_nobody_does) {
  model::Site site = a_site();
  site.scenarios["mains-lost"].id = "mains-lost";
  const auto found = [&] {
    Branch branch(site);
    branch.of("mains-lost");
    const auto judged = continuity::judge(branch.site, branch.graph, branch.readiness, branch.result, {}, {});
    std::string text;
    for (const auto& finding : judged.findings)
      if (finding.code == "shedding-by-hand") text = finding.text;
    return text;
  };
  STRCMP_CONTAINS("No plan switches off lobby: ", found().c_str());
  model::Step step;
  step.action = model::WriteAction{site.loads.at("lobby").outlet + ".status", model::Enumeration{"off"}};
  site.plans["ride-through"].steps.push_back(step);
  STRCMP_EQUAL("", found().c_str());
}

namespace {

// Held 1 h of 2 h by shedding the lobby, 27 min without.
model::Site saved_by_shedding() {
  model::Site site = a_site();
  site.services["cash"].rto = 2h;
  site.services["cash"].recovery = 30min;
  site.scenarios["ups-lost"].lasts = 1h;
  return site;
}

model::Step step_that_writes(const char* value) {
  model::Step step;
  step.action = model::WriteAction{"pdu.outlet.2.status", model::Enumeration{value}};
  return step;
}

continuity::Judgement judgement_of(const model::Site& site) {
  Branch branch(site);
  const ServiceOutlook& outlook = branch.of("mains-lost");
  CHECK(lasts(outlook, 1h));
  CHECK(outlook.survives == true);
  CHECK(outlook.needs_shedding);
  CHECK_FALSE(branch.of("fibre-lost").needs_shedding);
  return continuity::judge(branch.site, branch.graph, branch.readiness, branch.result, {}, {});
}

std::string survival_text(const continuity::Judgement& judged) {
  const auto found = std::ranges::find(judged.findings, "survival-by-hand", &continuity::Finding::code);
  return found == judged.findings.end() ? "" : found->text;
}

}  // namespace

TEST(Readiness, is_doubtful_while_survival_hangs_on_shedding_that_no_plan_does) {
  model::Site site = saved_by_shedding();
  CHECK(judgement_of(site).verdict == continuity::Verdict::doubtful);
  STRCMP_CONTAINS("switches off lobby in time, these may miss their RTO: cash when mains-lost. ",
                  survival_text(judgement_of(site)).c_str());
  site.plans["ride-through"].steps.push_back(step_that_writes("on"));  // that is no shedding
  site.plans["ride-through"].restore.push_back(step_that_writes("off"));
  CHECK(judgement_of(site).verdict == continuity::Verdict::doubtful);
  site.plans["ride-through"].steps.push_back(step_that_writes("off"));
  STRCMP_EQUAL("", survival_text(judgement_of(site)).c_str());
  CHECK(judgement_of(site).verdict == continuity::Verdict::ready);
}

TEST(Readiness, counts_on_no_shedding_for_what_is_protected_either) {
  model::Site site = saved_by_shedding();
  site.loads["atm"].is_protected = true;
  CHECK(judgement_of(site).verdict == continuity::Verdict::doubtful);
  STRCMP_CONTAINS("switches off lobby in time", survival_text(judgement_of(site)).c_str());
}

TEST(Readiness, does_not_know_what_happens_without_shedding_a_load_of_unknown_watts) {
  model::Site site = saved_by_shedding();
  site.loads["lobby"].watts.reset();
  Branch branch(site);
  CHECK(branch.of("mains-lost").unshed == Lasting::unknown());
  STRCMP_CONTAINS("switches off lobby in time", survival_text(judgement_of(site)).c_str());
}

TEST(Readiness, tells_how_long_everything_would_last_though_a_service_wishes_less) {
  model::Site site = a_site();
  site.services["cash"].hold = 10min;
  Branch branch(site);
  CHECK(lasts(branch.of("mains-lost"), 10min));
  CHECK(branch.of("mains-lost").unshed == Lasting::of(27min));
  CHECK_FALSE(branch.of("mains-lost").needs_shedding);
}

TEST(Readiness, claims_only_what_is_left_of_a_hold) {
  model::Site site = a_site();
  site.services["cash"].hold_min = 10min;
  site.services["cash"].hold = 40min;
  Branch branch(site);
  const auto held_after = [&](Duration on_batteries) {
    const std::vector<continuity::Claim> claims{{true, on_batteries}};
    branch.readiness.evaluate(branch.facts, branch.readings, claims, branch.result);
    return branch.result.energy.schedule.services.front().held;
  };
  CHECK(held_after(0s) == Lasting::of(40min));
  CHECK(held_after(15min) == Lasting::of(25min));
  CHECK(held_after(41min) == Lasting::of(0s));
  CHECK(branch.result.energy.schedule.shed_at.front() == Lasting::of(0s));
}

TEST(Readiness, lets_a_generator_take_over_if_the_battery_lasts_until_it_has_started) {
  model::Site site = a_site();
  auto& generator = site.sources["generator"];
  generator.id = "generator";
  generator.start_time = 15s;
  generator.fuel = "genset.fuel.level";
  generator.runtime = 8h;
  site.devices["ups"].powered_by = any({one("source.mains"), one("source.generator")});
  site.scenarios["generator-no-start"].id = "generator-no-start";
  site.scenarios["generator-no-start"].lasts = 2h;
  Branch branch(site);
  branch.read("genset.fuel.level", 50);
  CHECK(lasts(branch.of("mains-lost"), 1h + 4h));
  CHECK(branch.of("mains-lost").survives == true);
  STRCMP_EQUAL("generator takes over, until its fuel ends", branch.of("mains-lost").cause.c_str());
  CHECK(lasts(branch.of("generator-no-start"), 1h));
  branch.read("genset.fuel.level", std::nullopt);
  CHECK(lasts(branch.of("mains-lost"), 1h));  // fuel that nobody knows of does not count
  STRCMP_CONTAINS("; the fuel of generator is unknown and does not count", branch.of("mains-lost").cause.c_str());
  branch.read("genset.fuel.level", 50);
  branch.read("ups.battery.runtime", 2);
  CHECK(branch.of("mains-lost").held.time < 15s);  // empty before it has started
  STRCMP_CONTAINS("; the batteries are empty before generator has started", branch.of("mains-lost").cause.c_str());
  branch.read("ups.battery.runtime", 1800);
  branch.seen("source.generator", Truth::no);
  CHECK(lasts(branch.of("mains-lost"), 1h));
}

TEST(Readiness, drops_at_once_what_hangs_on_no_battery) {
  model::Site site = a_site();
  site.devices["atm"].powered_by = one("source.mains");
  site.loads.erase("atm");
  Branch branch(site);
  CHECK(lasts(branch.of("mains-lost"), 0s));
  CHECK(branch.of("mains-lost").cause == "source.mains is down");
}

TEST(Readiness, says_that_evidence_has_lapsed) {
  model::Site site = a_site();
  auto& test = site.resources["battery-test"];
  test.id = "battery-test";
  test.checked = model::Day{std::chrono::year{2026}, std::chrono::month{1}, std::chrono::day{1}};
  test.valid_for = std::chrono::hours{24 * 30};
  const model::Day later{std::chrono::year{2026}, std::chrono::month{3}, std::chrono::day{1}};
  const model::Day then{std::chrono::year{2026}, std::chrono::month{1}, std::chrono::day{31}};
  const auto evidence = continuity::evidence_of(site, {});
  LONGS_EQUAL(0, continuity::evidence_findings(site, evidence, then).size());
  const auto lapsed = continuity::evidence_findings(site, evidence, later);
  LONGS_EQUAL(1, lapsed.size());
  STRCMP_EQUAL("evidence-lapsed", lapsed.front().code.c_str());
  test.least = 10;
  const auto unsaid = continuity::evidence_findings(site, evidence, then);
  LONGS_EQUAL(1, unsaid.size());
  STRCMP_CONTAINS("at least 10 is wanted", unsaid.front().text.c_str());
  continuity::Evidence said{later, 12.0, "", "li"};
  LONGS_EQUAL(
      0, continuity::evidence_findings(site, continuity::evidence_of(site, {{"battery-test", said}}), later).size());
}

namespace {

// As large as a site may be: 40 services, 60 systems, 80 devices, 60 loads; 4 UPS.
model::Site large_site() {
  std::mt19937 random(7);
  const auto pick = [&](int n) { return static_cast<int>(random() % static_cast<unsigned>(n)); };
  model::Site site;
  site.sources["mains"].id = "mains";
  site.sources["generator"].id = "generator";
  site.sources["generator"].start_time = 20s;
  for (int i = 0; i < 4; ++i) {
    auto& ups = site.devices[fmt::format("ups-{}", i)];
    ups.device_class = "ups";
    ups.powered_by = any({one("source.mains"), one("source.generator")});
    site.devices[fmt::format("pdu-{}", i)].powered_by = one(fmt::format("ups-{}", i));
  }
  for (int i = 0; i < 72; ++i) {
    const int a = pick(4);
    const int outlet = i / 4 + 1;
    const std::string feed = fmt::format("pdu-{}.outlet.{}", a, outlet * 4 + i % 4);
    auto& device = site.devices[fmt::format("host-{}", i)];
    device.powered_by =
        i % 5 == 0 ? any({one(feed), one(fmt::format("pdu-{}.outlet.{}", (a + 1) % 4, 100 + i))}) : one(feed);
    if (i % 9 == 0) device.device_class = "switch";
    if (i >= 60) continue;
    auto& its = site.loads[fmt::format("load-{}", i)];
    its = load("", feed.c_str(), 20 + pick(200));
    its.id = fmt::format("load-{}", i);
    its.powers = {fmt::format("device.host-{}", i)};
  }
  for (int i = 0; i < 60; ++i) {
    std::vector<Needs> needs{one(fmt::format("host-{}", pick(72)))};
    if (i > 0) needs.push_back(one(fmt::format("system.s{}", pick(i))));
    if (i % 3 == 0)
      needs.push_back(any({one(fmt::format("host-{}", pick(72))), one(fmt::format("host-{}", pick(72)))}));
    site.systems[fmt::format("s{}", i)].needs = all(needs);
  }
  for (const char* id : {"fibre", "lte"}) site.uplinks[id].id = id;
  site.links["wan"].needs = any({one("uplink.fibre"), one("uplink.lte")});
  for (int i = 0; i < 40; ++i) {
    auto& service = site.services[fmt::format("service-{}", i)];
    service.rto = std::chrono::minutes{30 + pick(300)};
    service.hold_min = std::chrono::minutes{pick(30)};
    if (i % 2 == 0) service.hold = std::chrono::minutes{30 + pick(100)};
    service.needs =
        all({one(fmt::format("system.s{}", pick(60))), one(fmt::format("system.s{}", pick(60))), one("link.wan")});
  }
  for (const char* name : {"mains-lost", "generator-no-start", "ups-0-lost", "ups-1-lost", "ups-2-lost", "ups-3-lost"})
    site.scenarios[name].lasts = 6h;
  return site;
}

// Of everything that new takes while it lives: CppUTest's own operators take it from here.
struct CountAllocations {
  inline static std::size_t count = 0;
  inline static void* (*taken_from)(std::size_t) = nullptr;

  CountAllocations() {
    count = 0;
    taken_from = std::exchange(PlatformSpecificMalloc, [](std::size_t size) {
      ++count;
      return taken_from(size);
    });
  }
  ~CountAllocations() { PlatformSpecificMalloc = taken_from; }
  CountAllocations(const CountAllocations&) = delete;
  CountAllocations& operator=(const CountAllocations&) = delete;
};

}  // namespace

TEST(Readiness, of_the_largest_site_takes_little_time) {
  Branch branch(large_site());
  for (int i = 0; i < 4; ++i) {
    branch.read(fmt::format("ups-{}.battery.runtime", i), 1800 + 100 * i);
    branch.read(fmt::format("ups-{}.output.realpower", i), 900);
  }
  branch.readiness.evaluate(branch.facts, branch.readings, {}, branch.result);
  constexpr int rounds = 20;
  CountAllocations taken;
  const auto begun = std::chrono::steady_clock::now();
  for (int i = 0; i < rounds; ++i) branch.readiness.evaluate(branch.facts, branch.readings, {}, branch.result);
  const auto each = (std::chrono::steady_clock::now() - begun) / rounds;
  const double milliseconds = std::chrono::duration<double, std::milli>(each).count();
  const std::size_t allocations = CountAllocations::count / rounds;
  UT_PRINT(fmt::format("{} scenarios, 40 services: {:.2f} ms, {} allocations", branch.result.scenarios.size(),
                       milliseconds, allocations)
               .c_str());
  CHECK(allocations < 1000);
  CHECK(milliseconds < 200);  // of a debug build beside others; an optimised one takes below 5
  CHECK(branch.result.worst.has_value());
  CHECK(branch.result.worst->margin < Duration{-30min});  // without their UPS, services are down for six hours at once
}

TEST(Readiness, believes_no_figure_of_a_ups_that_cannot_be) {
  model::Site site = a_site();
  site.loads.clear();  // then what the UPS says counts
  Branch branch(site);
  constexpr double no_number = std::numeric_limits<double>::quiet_NaN();
  constexpr double endless = std::numeric_limits<double>::infinity();
  struct Case {
    double told;
    Lasting held;
  };
  for (const Case& each : {Case{1800, Lasting::of(27min)}, Case{0, Lasting::of(0s)},
                           Case{no_number, Lasting::unknown()}, Case{-1, Lasting::unknown()},
                           Case{-endless, Lasting::unknown()}, Case{1e300, Lasting{}}, Case{endless, Lasting{}}}) {
    branch.read("ups.battery.runtime", each.told);
    CHECK_TRUE_TEXT(branch.of("mains-lost").held == each.held, fmt::format("told {}", each.told).c_str());
  }
}

TEST(Readiness, waits_for_no_generator_that_feeds_somebody_else) {
  model::Site site = a_site();
  for (const char* id : {"yard", "roof"}) site.sources[id].id = id;
  site.sources["yard"].start_time = 20s;
  site.sources["yard"].runtime = 8h;
  site.sources["roof"].start_time = 2h;
  site.devices["ups"].powered_by = any({one("source.mains"), one("source.yard")});
  site.devices["router"].powered_by = any({one("source.mains"), one("source.yard")});
  site.devices["lift"].id = "lift";
  site.devices["lift"].powered_by = any({one("source.mains"), one("source.roof")});
  site.scenarios["mains-lost"].id = "mains-lost";
  Branch branch(site);
  CHECK(branch.of("mains-lost").survives == true);
}
