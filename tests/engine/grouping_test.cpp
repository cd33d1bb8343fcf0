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
