// What readiness says where the files have a gap: loads that nobody declared, needs that are contradicted.
#include "tests/continuity/readiness_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test::powered;

namespace {

// mains -> ups-b -> switch, which nobody declared as a load; the service needs it beside its cash machine.
model::Site with_a_switch_on_another_ups() {
  model::Site site = a_site();
  for (const char* id : {"ups-b", "switch"}) site.devices[id].id = id;
  site.devices["ups-b"].device_class = "ups";
  site.devices["ups-b"].powered_by = one("source.mains");
  site.devices["switch"].powered_by = one("ups-b");
  site.services["cash"].needs = all({one("atm"), one("switch"), one("link.wan")});
  return site;
}

}  // namespace

TEST_GROUP(ReadinessOfGaps){};

TEST(ReadinessOfGaps, holds_nothing_longer_than_a_ups_lasts_on_which_its_loads_are_not_declared) {
  Branch branch(with_a_switch_on_another_ups());
  CHECK(branch.of("mains-lost").held.kind == Lasting::Kind::unknown);
  STRCMP_EQUAL("how long ups-b lasts is unknown", branch.of("mains-lost").cause.c_str());
  branch.read("ups-b.battery.runtime", 600);
  CHECK(lasts(branch.of("mains-lost"), 9min));
  STRCMP_EQUAL("until ups-b is empty, at its present load: no load of this service on it is declared",
               branch.of("mains-lost").cause.c_str());
  branch.read("ups-b.battery.runtime", 7200);  // then it is the declared one that ends first
  CHECK(lasts(branch.of("mains-lost"), 1h));
}

TEST(ReadinessOfGaps, takes_capacity_times_charge_of_a_ups_that_tells_no_runtime) {
  model::Site site = with_a_switch_on_another_ups();
  site.devices["ups-b"].capacity_wh = 200;
  Branch branch(site);
  branch.read("ups-b.battery.charge", 50);
  CHECK(branch.of("mains-lost").held.kind == Lasting::Kind::unknown);  // nobody knows what it delivers
  branch.read("ups-b.output.realpower", 180);
  CHECK(lasts(branch.of("mains-lost"), 30min));  // 90 Wh, less the floor, at 180 W
}

TEST(ReadinessOfGaps, minds_no_undeclared_ups_while_another_feeds_the_same) {
  model::Site site = with_a_switch_on_another_ups();
  site.devices["switch"].powered_by = any({one("ups-b"), one("ups")});
  Branch branch(site);
  branch.read("ups-b.battery.runtime", 600);
  CHECK(lasts(branch.of("mains-lost"), 1h));
}

TEST(ReadinessOfGaps, of_two_undeclared_ups_that_feed_the_same_counts_the_longer) {
  model::Site site = with_a_switch_on_another_ups();
  site.loads.clear();
  site.devices["switch"].powered_by = any({one("ups-b"), one("ups-c")});
  site.devices["ups-c"] = site.devices["ups-b"];
  site.devices["ups-c"].id = "ups-c";
  site.services["cash"].needs = one("switch");
  Branch branch(site);
  branch.read("ups-b.battery.runtime", 600);
  branch.read("ups-c.battery.runtime", 1200);
  CHECK(lasts(branch.of("mains-lost"), 18min));
}

// Its own condition says that it works though the link is gone: what the files say of it is not true.
TEST(ReadinessOfGaps, does_not_call_lost_what_is_seen_to_work_without) {
  Branch branch;
  branch.seen("uplink.fibre", Truth::no);
  branch.seen("uplink.lte", Truth::no);
  CHECK(lasts(branch.of("mains-lost"), 0s));
  branch.seen("service.cash", Truth::yes);
  CHECK(branch.of("mains-lost").held.kind == Lasting::Kind::unknown);
  CHECK_FALSE(branch.of("mains-lost").margin.has_value());
  STRCMP_CONTAINS("it is seen up though", branch.of("mains-lost").cause.c_str());
  branch.seen("device.pdu", Truth::no);  // and its power is gone already as well
  CHECK(branch.of("mains-lost").held.kind == Lasting::Kind::unknown);
}

TEST(ReadinessOfGaps, calls_lost_what_a_scenario_takes_from_a_service_that_lacks_something_already) {
  model::Site site = a_site();
  site.devices["branch-sign"].id = "branch-sign";
  site.services["cash"].needs = all({one("atm"), one("branch-sign")});
  site.devices["atm"].powered_by = one("source.mains");
  site.loads.clear();
  Branch branch(site);
  branch.seen("device.branch-sign", Truth::no);
  branch.seen("service.cash", Truth::yes);
  CHECK(branch.of("fibre-lost").held.kind == Lasting::Kind::unknown);
  CHECK(lasts(branch.of("mains-lost"), 0s));
}

TEST(ReadinessOfGaps, takes_the_word_of_the_ups_where_the_declared_load_draws_nothing) {
  model::Site site = a_site();
  site.loads["atm"].watts = 0;
  Branch branch(site);
  CHECK(lasts(branch.of("mains-lost"), 27min));
}

TEST(ReadinessOfGaps, calls_unknown_what_is_unknown_and_no_contradiction) {
  Branch branch;
  branch.seen("device.pdu", Truth::unknown);
  branch.seen("device.atm", Truth::yes);
  CHECK(branch.of("fibre-lost").held.kind == Lasting::Kind::unknown);
  STRCMP_CONTAINS("device.pdu is unknown", branch.of("fibre-lost").cause.c_str());
}

// It powers what the service needs, and goes at once.
TEST(ReadinessOfGaps, holds_nothing_by_a_load_that_is_spare) {
  model::Site site = a_site();
  site.loads["atm"].is_spare = true;
  Branch branch(site);
  CHECK(lasts(branch.of("mains-lost"), 0s));
  STRCMP_EQUAL("atm goes at once: it is spare", branch.of("mains-lost").cause.c_str());
  CHECK(branch.of("fibre-lost").held.kind == Lasting::Kind::unlimited);
}

// The mains are away and the generator carries: what else fails meets a branch that it powers.
TEST(ReadinessOfGaps, takes_a_generator_that_runs_for_running) {
  model::Site site = a_site();
  site.loads.clear();
  site.sources["generator"].id = "generator";
  site.sources["generator"].start_time = 15s;
  site.sources["generator"].runtime = 3h;
  site.devices["ups"].device_class.clear();
  site.devices["ups"].powered_by = any({one("source.mains"), one("source.generator")});
  Branch branch(site);
  CHECK(lasts(branch.of("mains-lost"), 0s));  // no battery until it has started
  branch.seen("source.mains", Truth::no);
  CHECK(lasts(branch.of("lte-lost"), 0s));  // nobody sees it run
  branch.seen("source.generator", Truth::yes);
  CHECK(lasts(branch.of("lte-lost"), 3h));
  CHECK(lasts(branch.of("mains-lost"), 3h));
  branch.seen("source.mains", Truth::yes);  // it could start, and does not run
  CHECK(lasts(branch.of("mains-lost"), 0s));
}

TEST(ReadinessOfGaps, are_doubts_where_something_cannot_be_told) {
  const auto verdict_of = [](const model::Site& site) {
    Branch branch(site);
    branch.of("fibre-lost");
    return continuity::judge(branch.site, branch.graph, branch.readiness, branch.result, {}, model::Day{2026y / 3 / 1})
        .verdict;
  };
  model::Site site = a_site();
  site.scenarios["mains-lost"].lasts = 30min;
  site.scenarios["ups-lost"].lasts = 30min;
  CHECK(verdict_of(site) == continuity::Verdict::ready);
  site.people["li"].trainings = {{"generator", model::Day{2025y / 1 / 1}, Duration{24h * 30}}};
  CHECK(verdict_of(site) == continuity::Verdict::doubtful);
  site.people.clear();
  site.services["cash"].rto.reset();
  CHECK(verdict_of(site) == continuity::Verdict::doubtful);
}
