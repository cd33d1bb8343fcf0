// An incident closes when its services are back and their data are accounted for, and not before.
#include "agent/engine/closing.hpp"

#include "tests/engine/closing_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test::closing;
using test::EngineBranch;

TEST_GROUP(Closing){};

TEST(Closing, waits_for_a_service_that_is_not_back) {
  EngineBranch branch(a_site());
  mains_dip(branch);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  LONGS_EQUAL(1, branch.count("incident.over"));
  STRCMP_EQUAL("cash", branch.last("incident.over")->data.at("awaits_services").at(0).as_string().c_str());
  STRCMP_EQUAL("cash", described(branch).at("awaits_services").at(0).as_string().c_str());
  STRCMP_EQUAL("", wanted_answers(branch).c_str());
  branch.restart();
  branch.pass(1s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  branch.pass(5s);  // its time to come back is over
  STRCMP_EQUAL("service cash", wanted_answers(branch).c_str());
  STRCMP_CONTAINS("cash should be back by now", branch.last("notice")->data.at("text").as_string().c_str());
  cash(branch, true);
  branch.pass(200ms);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  LONGS_EQUAL(1, branch.count("incident.over"));
}

TEST(Closing, asks_for_a_service_that_is_late_by_itself_when_nothing_else_happens) {
  EngineBranch branch(a_site());
  mains_dip(branch);
  const auto turn = branch.give(engine::TimerDue{});
  CHECK(turn.wake && *turn.wake <= branch.now.steady + 5s);
}

TEST(Closing, is_at_once_when_nothing_is_awaited) {
  EngineBranch branch(a_site());
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(5s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  LONGS_EQUAL(0, branch.count("incident.over"));
  STRCMP_EQUAL("the return is complete", branch.incident()->history.back().reason.c_str());
}

TEST(Closing, does_not_wait_for_a_service_outside_its_hours) {
  model::Site site = a_site();
  model::WeekHours::Span mondays{{}, 9h, 17h};  // and it is a Thursday
  mondays.days[0] = true;
  site.services["cash"].hours.spans = {mondays};
  EngineBranch branch(site);
  mains_dip(branch);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(Closing, a_person_ends_the_wait) {
  EngineBranch branch(a_site());
  mains_dip(branch);
  branch.give(word(Verb::stand_down));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(Closing, of_what_nobody_declared_wants_to_know_of_its_data_too) {
  EngineBranch branch(declared_by_people());
  mains_dip(branch);
  STRCMP_EQUAL("verified", branch.incident_state().c_str());
  CHECK(branch.incident()->over.has_value());
  STRCMP_EQUAL("", wanted_answers(branch).c_str());  // not whether to declare it
  branch.give(word(Verb::declare));
  STRCMP_EQUAL("verified", branch.incident_state().c_str());
  cash(branch, true);
  branch.pass(200ms);
  STRCMP_EQUAL("data cash", wanted_answers(branch).c_str());
  STRCMP_EQUAL("cash", described(branch).at("awaits_data").at(0).as_string().c_str());
  branch.give(word(Verb::reconcile, "cash"));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  LONGS_EQUAL(0, branch.count("incident.declared"));
}

TEST(Closing, of_what_nobody_declared_is_off_when_it_comes_back) {
  model::Site site = declared_by_people();
  site.plans["ride-through"].steps[0].protect = true;
  EngineBranch branch(site);
  mains_dip(branch);
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  branch.mains(false);
  branch.pass(3s);
  LONGS_EQUAL(1, branch.state.incidents.size());
  CHECK_FALSE(branch.incident()->over.has_value());
  LONGS_EQUAL(1, branch.count("incident.relapsed"));
  STRCMP_EQUAL("declare", wanted_answers(branch).c_str());
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.1.status")).c_str());  // protected again
  branch.give(word(Verb::declare));
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
}

// What had been done to protect is still being taken back when it returns: that ends in order, then it begins anew.
TEST(Closing, protects_again_after_the_return_that_was_under_way) {
  model::Site site = declared_by_people();
  site.plans["ride-through"].steps[0].protect = true;
  model::Step pause;
  pause.id = "pause";
  pause.action = model::WaitAction{8s, ""};
  site.plans["ride-through"].restore.push_back(pause);
  EngineBranch branch(site);
  mains_dip(branch);
  branch.mains(false);
  branch.pass(3s);
  LONGS_EQUAL(1, branch.count("plan.begun"));
  branch.pass(8s);
  LONGS_EQUAL(2, branch.count("plan.begun"));
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
}

TEST(Closing, a_dismissal_answers_for_the_data) {
  EngineBranch branch(declared_by_people());
  mains_dip(branch);
  branch.give(word(Verb::dismiss));
  STRCMP_EQUAL("dismissed", branch.incident_state().c_str());
  STRCMP_EQUAL("seen", branch.incident()->data.at("cash").waiver.c_str());
}

TEST(Closing, is_not_while_its_cause_seems_to_be_back) {
  model::Site site = a_site();
  site.disruptions["mains-lost"].unverified = model::Unverified::ask;
  EngineBranch branch(site);
  mains_dip(branch);
  branch.set("ups.output.source", model::Value{model::Enumeration{"on_battery"}});  // and no witness says so
  branch.pass(4s);
  cash(branch, true);
  branch.pass(1s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  STRCMP_EQUAL("confirm", wanted_answers(branch).c_str());
  branch.give(word(Verb::confirm));
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  CHECK_FALSE(branch.incident()->over.has_value());
}

TEST(Closing, leaves_a_service_to_another_incident_that_is_not_over) {
  EngineBranch branch(a_site());
  mains_dip(branch);
  auto& first = branch.state.incidents.at(1);
  CHECK_FALSE(engine::still_down(*branch.engine, branch.state, first, branch.now).empty());
  incident::Incident other = first;
  other.id = "incident-2";
  other.over.reset();
  branch.state.incidents.emplace(2, other);
  CHECK(engine::still_down(*branch.engine, branch.state, first, branch.now).empty());
}

TEST(Closing, a_return_waits_for_the_end_of_a_response_past_its_point_of_no_return) {
  EngineBranch branch(with_no_return());
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(4s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  LONGS_EQUAL(1, branch.count("incident.return_waits"));
  branch.restart();
  branch.pass(3s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  branch.pass(4s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  LONGS_EQUAL(1, branch.count("incident.return_waits"));
}

TEST(Closing, a_return_that_waits_is_off_when_the_disruption_is_back) {
  EngineBranch branch(with_no_return());
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(4s);
  branch.mains(false);
  branch.pass(20s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
}

TEST(Closing, before_its_point_of_no_return_a_response_turns_back_at_once) {
  model::Site site = with_no_return();
  auto& steps = site.plans["ride-through"].steps;
  std::swap(steps[1], steps[2]);
  EngineBranch branch(site);
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(12s);  // what has begun ends first
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  LONGS_EQUAL(0, branch.count("incident.return_waits"));
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
}
