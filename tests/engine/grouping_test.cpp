// Disruptions with one cause are one incident; a different cause is a different one.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using test::EngineBranch;

namespace {

model::Needs one(std::string name) { return {model::Needs::Rule::one, 0, std::move(name), {}}; }

// mains -> ups -> pdu; the router stands on nothing.
model::Site a_site() {
  model::Site site = EngineBranch::default_site();
  site.sources["mains"].id = "mains";
  site.devices["ups"].device_class = "ups";
  site.devices["ups"].powered_by = one("source.mains");
  site.devices["pdu"].powered_by = one("ups");
  site.disruptions["mains-lost"].about = {"source.mains"};
  model::Disruption outlet;
  outlet.id = "outlet-off";
  outlet.title = "An outlet is off";
  outlet.when = R"(pdu.outlet.3.status == "off")";
  outlet.raise_after = 200ms;
  outlet.clear_after = 1s;
  site.disruptions[outlet.id] = outlet;
  model::Disruption line = outlet;
  line.id = "line-down";
  line.title = "The line is down";
  line.when = R"(router.interface.2.status == "down")";
  site.disruptions[line.id] = line;
  return site;
}

std::size_t open_incidents(const EngineBranch& branch) {
  std::size_t open = 0;
  for (const auto& [number, incident] : branch.state.incidents) open += incident::is_open(incident.state) ? 1 : 0;
  return open;
}

const incident::Incident& number(const EngineBranch& branch, std::uint64_t n) { return branch.state.incidents.at(n); }

model::Value state_of(const char* name) { return model::Value{model::Enumeration{name}}; }

}  // namespace

TEST_GROUP(Grouping){};

// A link has two ways out; one fails, and then what is behind it fails by itself.
TEST(Grouping, what_has_another_way_does_not_follow) {
  for (const bool other_way_works : {true, false}) {
    model::Site site = a_site();
    site.uplinks["fibre"].id = "fibre";
    site.uplinks["lte"].id = "lte";
    site.uplinks["lte"].up_when = R"(router.interface.2.status == "up")";
    site.systems["payment"].id = "payment";
    site.systems["payment"].needs = {model::Needs::Rule::any_of, 0, "", {one("uplink.fibre"), one("uplink.lte")}};
    site.disruptions["mains-lost"].about = {"uplink.fibre"};  // as if this told of it
    site.disruptions["outlet-off"].about = {"system.payment"};
    EngineBranch branch(site);
    branch.pass(1s);
    if (!other_way_works) branch.set("router.interface.2.status", state_of("down"));
    branch.mains(false);
    branch.pass(2s);
    branch.set("pdu.outlet.3.status", state_of("off"));
    branch.pass(1s);
    LONGS_EQUAL(other_way_works ? 0 : 1, branch.count("incident.consequence"));
  }
}

TEST(Grouping, what_follows_from_an_incident_raises_none_of_its_own) {
  EngineBranch branch(a_site());
  branch.pass(1s);
  branch.mains(false);
  branch.pass(2s);
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  LONGS_EQUAL(1, branch.state.incidents.size());
  LONGS_EQUAL(1, branch.count("incident.consequence"));
  CHECK(number(branch, 1).has_consequence("outlet-off"));
  branch.set("pdu.outlet.3.status", state_of("on"));
  branch.pass(2s);
  LONGS_EQUAL(1, branch.count("incident.consequence_cleared"));
  branch.mains(true);
  branch.pass(6s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(Grouping, a_different_cause_is_a_different_incident) {
  EngineBranch branch(a_site());
  branch.pass(1s);
  branch.mains(false);
  branch.set("router.interface.2.status", state_of("down"));
  branch.pass(3s);
  LONGS_EQUAL(2, open_incidents(branch));
  LONGS_EQUAL(0, branch.count("incident.consequence"));
}

TEST(Grouping, what_was_raised_before_its_cause_was_seen_joins_it) {
  EngineBranch branch(a_site());
  branch.pass(1s);
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.mains(false);
  branch.pass(500ms);
  STRCMP_EQUAL("outlet-off", number(branch, 1).disruption.c_str());
  branch.pass(2s);
  LONGS_EQUAL(1, open_incidents(branch));
  STRCMP_EQUAL("mains-lost", number(branch, 2).disruption.c_str());
  CHECK(number(branch, 2).has_consequence("outlet-off"));
  STRCMP_EQUAL("it follows from mains-lost, incident-2", number(branch, 1).history.back().reason.c_str());
  LONGS_EQUAL(1, branch.count("plan.begun"));
}

TEST(Grouping, what_outlasts_its_cause_becomes_an_incident_of_its_own) {
  EngineBranch branch(a_site());
  branch.pass(1s);
  branch.mains(false);
  branch.pass(2s);
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  branch.mains(true);
  branch.pass(6s);
  LONGS_EQUAL(2, branch.state.incidents.size());
  CHECK(number(branch, 1).state == incident::State::closed);
  STRCMP_EQUAL("outlet-off", number(branch, 2).disruption.c_str());
  CHECK(number(branch, 2).state == incident::State::responding);
}

TEST(Grouping, survives_a_restart) {
  EngineBranch branch(a_site());
  branch.pass(1s);
  branch.mains(false);
  branch.pass(2s);
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  branch.restart();
  branch.pass(3s);
  LONGS_EQUAL(1, branch.state.incidents.size());
  CHECK(number(branch, 1).has_consequence("outlet-off"));
}

namespace {

model::Site one_that_asks() {
  model::Site site = a_site();
  site.disruptions["mains-lost"].unverified = model::Unverified::ask;
  site.plans["outlet"].id = "outlet";
  site.plans["outlet"].on = {"outlet-off"};
  site.plans["outlet"].steps = {EngineBranch::write_step("shed-2", "pdu.outlet.2.status", "off")};
  return site;
}

// The UPS says that the mains are lost, the meter that they are not.
void doubtful_loss(EngineBranch& branch) {
  branch.set("ups.output.source", state_of("on_battery"));
  branch.pass(2s);
}

engine::PersonsWord say(engine::PersonsWord::Verb verb, const std::string& incident = "") {
  engine::PersonsWord said;
  said.verb = verb;
  said.incident = incident;
  said.who = "li";
  said.text = "The street is dark";
  said.disruption = "mains-lost";
  said.lasts = 2h;
  said.reason = "seen";
  return said;
}

}  // namespace

using Verb = engine::PersonsWord::Verb;

TEST(Grouping, what_waits_for_a_person_holds_no_other_plan_back) {
  EngineBranch branch(one_that_asks());
  branch.pass(1s);
  doubtful_loss(branch);
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  CHECK(number(branch, 1).has_consequence("outlet-off"));  // it is being verified: the next moment will tell
  LONGS_EQUAL(0, branch.count("plan.begun"));
  branch.pass(3s);
  LONGS_EQUAL(1, branch.count("disruption.asking"));
  STRCMP_EQUAL("outlet-off", number(branch, 2).disruption.c_str());
  CHECK(number(branch, 2).state == incident::State::responding);
  LONGS_EQUAL(1, branch.count("plan.begun"));
  CHECK(number(branch, 1).consequences.front().cleared);
}

TEST(Grouping, what_comes_while_a_cause_waits_for_a_person_is_an_incident_of_its_own) {
  EngineBranch branch(one_that_asks());
  branch.pass(1s);
  doubtful_loss(branch);
  branch.pass(4s);
  branch.restart();
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  LONGS_EQUAL(2, open_incidents(branch));
  STRCMP_EQUAL("verified", branch.step("shed-2").c_str());
}

TEST(Grouping, a_cause_that_a_person_confirms_takes_in_what_follows_from_it) {
  EngineBranch branch(one_that_asks());
  branch.pass(1s);
  doubtful_loss(branch);
  branch.pass(4s);
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  branch.give(say(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("incident-1", number(branch, 2).part_of.c_str());  // its plan is at work and ends in order
}

TEST(Grouping, a_warning_explains_nothing_before_it_has_come_true) {
  EngineBranch branch(one_that_asks());
  branch.pass(1s);
  branch.give(say(Verb::warn));
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  LONGS_EQUAL(2, open_incidents(branch));
  LONGS_EQUAL(1, branch.count("plan.begun"));
  CHECK(number(branch, 1).consequences.empty());
}

TEST(Grouping, a_report_explains_nothing_before_somebody_has_confirmed_it) {
  model::Site site = one_that_asks();
  EngineBranch branch(site);
  branch.pass(1s);
  branch.give(say(Verb::raise));
  branch.set("pdu.outlet.3.status", state_of("off"));
  branch.pass(1s);
  LONGS_EQUAL(2, open_incidents(branch));
  LONGS_EQUAL(1, branch.count("plan.begun"));
  branch.give(say(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("incident-1", number(branch, 2).part_of.c_str());
}
