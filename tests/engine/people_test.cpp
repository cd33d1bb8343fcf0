// What people raise, warn of, assess and account for.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using engine::PersonsWord;
using test::EngineBranch;
using Verb = PersonsWord::Verb;

namespace {

PersonsWord word(Verb verb, const std::string& incident = "") {
  PersonsWord said;
  said.verb = verb;
  said.incident = incident;
  said.who = "li";
  said.reason = "seen with my own eyes";
  return said;
}

PersonsWord about(Verb verb, const std::string& incident, const std::string& service) {
  PersonsWord said = word(verb, incident);
  said.services = {service};
  return said;
}

model::Value state_of(const char* name) { return model::Value{model::Enumeration{name}}; }

model::Site with_rpo() {
  model::Site site = EngineBranch::default_site();
  site.services["cash"].impact.rpo = 0s;
  site.services["cash"].needs = {model::Needs::Rule::one, 0, "ups", {}};
  return site;
}

void outage_of_cash(EngineBranch& branch) {
  branch.pass(1s);
  branch.mains(false);
  branch.pass(2s);
  branch.set("router.interface.2.status", state_of("down"));
  branch.pass(2s);
  branch.set("router.interface.2.status", state_of("up"));
  branch.mains(true);
  branch.pass(8s);
}

}  // namespace

TEST_GROUP(People){};

TEST(People, are_not_heard_with_a_grade_that_the_rules_do_not_know) {
  model::Site site = EngineBranch::default_site();
  site.rules.grades = {"minor", "severe"};
  EngineBranch branch(site);
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.give(word(Verb::confirm, "incident-1"));
  PersonsWord assessed = about(Verb::assess, "incident-1", "cash");
  assessed.lasts = 2h;
  for (const char* grade : {"huge", "severe"}) {
    assessed.grade = grade;
    branch.give(assessed);
    const bool known = std::string(grade) == "severe";
    LONGS_EQUAL(known ? 1 : 0, branch.count("incident.graded"));
    LONGS_EQUAL(known ? 1 : 0, branch.count("incident.assessed"));
  }
  STRCMP_EQUAL("severe", branch.incident()->grading.grade.c_str());
}

TEST(People, who_assess_again_keep_what_they_do_not_say_anew) {
  EngineBranch branch;
  branch.pass(1s);
  branch.give(word(Verb::raise));
  PersonsWord first = about(Verb::assess, "incident-1", "cash");
  first.lasts = 2h;
  first.grade = "serious";
  branch.give(first);
  PersonsWord second = word(Verb::assess, "incident-1");
  second.lasts = 4h;
  branch.give(second);
  const auto& stands = *branch.incident()->assessment;
  LONGS_EQUAL(1, stands.services.size());
  CHECK(stands.lasts == Duration{4h});
  STRCMP_EQUAL("serious", stands.grade.c_str());
}

TEST(People, who_name_no_service_are_given_those_that_no_other_incident_explains) {
  for (const bool explained : {false, true}) {
    EngineBranch branch(with_rpo());  // cash needs the UPS, which mains-lost is about
    branch.pass(1s);
    branch.give(word(Verb::raise));
    if (explained) branch.mains(false);
    branch.pass(2s);
    branch.set("router.interface.2.status", state_of("down"));
    branch.pass(2s);
    LONGS_EQUAL(1, branch.count("service.down"));
    LONGS_EQUAL(explained ? 0 : 1, branch.state.incidents.at(1).affected.count("cash"));
  }
}

TEST(People, who_name_no_service_give_it_over_to_the_incident_that_explains_it) {
  EngineBranch branch(with_rpo());
  branch.pass(1s);
  branch.give(word(Verb::raise));
  branch.set("router.interface.2.status", state_of("down"));
  branch.pass(1s);
  LONGS_EQUAL(1, branch.state.incidents.at(1).affected.count("cash"));
  branch.mains(false);
  branch.pass(3s);
  LONGS_EQUAL(0, branch.state.incidents.at(1).affected.count("cash"));
  LONGS_EQUAL(1, branch.state.incidents.at(2).affected.count("cash"));
}

TEST(People, who_name_a_service_that_is_down_already_are_given_it) {
  EngineBranch branch;
  branch.pass(1s);
  branch.set("router.interface.2.status", state_of("down"));
  branch.pass(2s);
  branch.give(word(Verb::raise));
  branch.give(about(Verb::assess, "incident-1", "cash"));
  LONGS_EQUAL(1, branch.incident()->affected.count("cash"));
}

TEST(People, raise_an_incident_that_no_sensor_told_and_take_it_through) {
  EngineBranch branch;
  branch.pass(1s);
  PersonsWord raised = word(Verb::raise);
  raised.text = "Water in the cellar";
  raised.origin = "customer";
  branch.give(raised);
  STRCMP_EQUAL("detected", branch.incident_state().c_str());
  CHECK(branch.incident()->origin == incident::Origin::customer);
  branch.give(word(Verb::declare, "incident-1"));
  STRCMP_EQUAL("detected", branch.incident_state().c_str());  // not before somebody has looked
  branch.give(word(Verb::confirm, "incident-1"));
  STRCMP_EQUAL("verified", branch.incident_state().c_str());
  PersonsWord assessed = about(Verb::assess, "incident-1", "cash");
  assessed.lasts = 2h;
  assessed.grade = "larger";
  branch.give(assessed);
  branch.give(word(Verb::declare, "incident-1"));
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("larger", branch.incident()->assessment->grade.c_str());  // a person's word is not overwritten
  branch.restart();
  branch.give(word(Verb::resolve, "incident-1"));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  for (const auto& step : branch.incident()->history) CHECK(!step.who.empty() && step.at.steady > SteadyTime{});
}

TEST(People, warn_of_what_is_to_come_and_the_protective_steps_prepare_for_it) {
  model::Site site = EngineBranch::default_site();
  site.plans["ride-through"].steps[1].protect = true;
  EngineBranch branch(site);
  branch.pass(1s);
  PersonsWord warning = word(Verb::warn);
  warning.text = "The utility cuts the street at noon";
  warning.disruption = "mains-lost";
  warning.lasts = 2h;
  branch.give(warning);
  branch.pass(1s);
  STRCMP_EQUAL("verified", branch.step("shed-2").c_str());
  STRCMP_EQUAL("pending", branch.step("shed-1").c_str());
  branch.mains(false);
  branch.pass(2s);
  LONGS_EQUAL(1, branch.state.incidents.size());
  LONGS_EQUAL(1, branch.count("incident.warning_came_true"));
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("verified", branch.step("shed-1").c_str());
  branch.mains(true);
  branch.pass(6s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(People, take_a_warning_back_and_the_preparations_with_it) {
  model::Site site = EngineBranch::default_site();
  site.plans["ride-through"].steps[1].protect = true;
  EngineBranch branch(site);
  branch.pass(1s);
  PersonsWord warning = word(Verb::warn);
  warning.text = "Typhoon";
  warning.plan = "ride-through";
  branch.give(warning);
  branch.pass(1s);
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
  branch.give(word(Verb::dismiss, "incident-1"));
  branch.pass(2s);
  STRCMP_EQUAL("dismissed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
}

TEST(People, account_for_data_before_an_incident_closes) {
  EngineBranch branch(with_rpo());
  outage_of_cash(branch);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  LONGS_EQUAL(1, branch.count("incident.over"));
  branch.restart();
  branch.pass(1s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  PersonsWord said = about(Verb::reconcile, "incident-1", "cash");
  said.lost_from = "2026-03-01T12:00:00Z";
  said.lost_to = "2026-03-01T12:00:40Z";
  said.made_up = "three receipts typed in again";
  branch.give(said);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("li", branch.incident()->data.at("cash").who.c_str());
}

TEST(People, may_waive_the_statement_with_a_reason_only) {
  EngineBranch branch(with_rpo());
  outage_of_cash(branch);
  PersonsWord waiver = about(Verb::waive, "incident-1", "cash");
  waiver.reason.clear();
  branch.give(waiver);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  waiver.reason = "no transaction was open";
  branch.give(waiver);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(People, words_that_mean_nothing_now_change_nothing) {
  EngineBranch branch;
  branch.pass(1s);
  for (const Verb verb : {Verb::confirm, Verb::dismiss, Verb::declare, Verb::stand_down, Verb::resolve, Verb::assess,
                          Verb::reconcile, Verb::waive, Verb::approve}) {
    const std::size_t before = branch.events.size();
    branch.give(word(verb, "incident-9"));
    LONGS_EQUAL(before, branch.events.size());
  }
}
