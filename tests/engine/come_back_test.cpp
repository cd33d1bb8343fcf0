// What comes back before its incident has closed is the same incident, and is answered like the first time.
#include "tests/engine/closing_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test::closing;
using test::EngineBranch;

namespace {

const char* outlet(const EngineBranch& branch) {
  static std::string state;
  state = model::to_string(branch.get("pdu.outlet.1.status"));
  return state.c_str();
}

void on_battery(EngineBranch& branch, bool is) {
  branch.set("ups.output.source", model::Value{model::Enumeration{is ? "on_battery" : "normal"}});
}

model::Site that_dismisses() {
  model::Site site = declared_by_people();
  site.disruptions["mains-lost"].unverified = model::Unverified::dismiss;
  return site;
}

void add_line_down(model::Site& site) {
  model::Disruption line;
  line.id = "line-down";
  line.title = "The line is down";
  line.when = R"(router.interface.2.status == "down")";
  line.about = {"device.pdu"};  // as if this told of the PDU, which stands on the UPS
  line.raise_after = 200ms;
  line.clear_after = 1s;
  site.disruptions[line.id] = line;
  site.devices["ups"].device_class = "ups";
  site.devices["pdu"].powered_by = {model::Needs::Rule::one, 0, "ups", {}};
}

}  // namespace

TEST_GROUP(ComeBack){};

TEST(ComeBack, of_what_was_declared_is_answered_by_the_plan_again_and_returned_from_again) {
  EngineBranch branch(a_site());
  mains_dip(branch);
  CHECK(branch.incident()->over.has_value());
  STRCMP_EQUAL("on", outlet(branch));
  branch.mains(false);
  branch.pass(3s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("off", outlet(branch));
  branch.mains(true);
  cash(branch, true);
  branch.pass(6s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", outlet(branch));
  LONGS_EQUAL(1, branch.state.incidents.size());
}

TEST(ComeBack, may_be_declared_while_what_was_done_to_protect_is_being_taken_back) {
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
  branch.give(word(Verb::declare));
  branch.pass(10s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("off", outlet(branch));
  branch.mains(true);
  cash(branch, true);
  branch.pass(15s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  branch.give(word(Verb::reconcile, "cash"));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", outlet(branch));
}

TEST(ComeBack, that_nobody_verifies_makes_what_had_been_real_no_less_real) {
  EngineBranch branch(that_dismisses());
  mains_dip(branch);
  on_battery(branch, true);
  branch.pass(1500ms);
  CHECK_FALSE(branch.incident()->over.has_value());
  STRCMP_EQUAL("", wanted_answers(branch).c_str());  // its witnesses come first
  branch.pass(2s);
  STRCMP_EQUAL("verified", branch.incident_state().c_str());
  CHECK(branch.incident()->over.has_value());
  cash(branch, true);
  branch.pass(500ms);
  STRCMP_EQUAL("data cash", wanted_answers(branch).c_str());
}

TEST(ComeBack, that_no_witness_confirms_is_a_question) {
  model::Site site = declared_by_people();
  site.disruptions["mains-lost"].unverified = model::Unverified::ask;
  EngineBranch branch(site);
  mains_dip(branch);
  on_battery(branch, true);
  branch.pass(4s);
  STRCMP_EQUAL("confirm", wanted_answers(branch).c_str());
  branch.give(word(Verb::confirm));
  STRCMP_EQUAL("declare", wanted_answers(branch).c_str());
}

TEST(ComeBack, of_a_warning_that_was_taken_back_too_early_is_no_longer_over) {
  model::Site site = a_site();
  EngineBranch branch(site);
  branch.pass(1s);
  PersonsWord warning = word(Verb::warn);
  warning.text = "The street is cut off";
  warning.disruption = "mains-lost";
  branch.give(warning);
  cash(branch, false);
  branch.pass(1s);
  branch.give(word(Verb::resolve));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());  // a warning waits for no service
}

TEST(ComeBack, does_not_repeat_a_return_that_is_under_way) {
  model::Site site = declared_by_people();
  site.plans["ride-through"].steps[0].protect = true;
  model::Step tell;
  tell.id = "tell";
  tell.action = model::NotifyAction{"operator", "The mains are back"};
  model::Step pause;
  pause.id = "pause";
  pause.action = model::WaitAction{30s, ""};
  site.plans["ride-through"].restore.push_back(tell);
  site.plans["ride-through"].restore.push_back(pause);
  EngineBranch branch(site);
  mains_dip(branch);
  branch.give(word(Verb::dismiss));
  branch.pass(2s);
  std::size_t told = 0;
  for (const auto& event : branch.events) told += event.type == "notice" && event.subject == "tell" ? 1 : 0;
  LONGS_EQUAL(1, told);
}

TEST(ComeBack, that_is_not_verified_leaves_a_return_waiting_for_the_end_of_the_response) {
  model::Site site = with_no_return();
  site.disruptions["mains-lost"].unverified = model::Unverified::dismiss;
  EngineBranch branch(site);
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(4s);
  on_battery(branch, true);  // and no witness says so
  branch.pass(12s);
  STRCMP_EQUAL("on", outlet(branch));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(ComeBack, a_response_that_stops_past_its_point_of_no_return_is_left_to_people) {
  model::Site site = with_no_return();
  auto& last = site.plans["ride-through"].steps[2];
  last.action = model::WaitAction{std::nullopt, R"(router.interface.2.status == "down")"};
  last.timeout = 5s;
  EngineBranch branch(site);
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(10s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("off", outlet(branch));
  STRCMP_EQUAL("finish", wanted_answers(branch).c_str());
  branch.give(word(Verb::stand_down));
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  CHECK_FALSE(branch.incident()->return_waits);
}

// The PDU fails because of the mains, and is out still when they are back.
TEST(ComeBack, what_followed_stands_alone_once_the_cause_is_over_and_not_when_it_has_closed) {
  model::Site site = a_site();
  add_line_down(site);
  EngineBranch branch(site);
  mains_dip(branch);
  LONGS_EQUAL(1, branch.count("incident.consequence"));
  CHECK(branch.state.incidents.at(1).over.has_value());
  LONGS_EQUAL(2, branch.state.incidents.size());
  STRCMP_EQUAL("line-down", branch.incident()->disruption.c_str());
}

TEST(ComeBack, what_is_over_explains_nothing_new) {
  model::Site site = declared_by_people();
  add_line_down(site);
  site.disruptions["line-down"].when = R"(pdu.outlet.3.status == "off")";
  EngineBranch branch(site);
  mains_dip(branch);
  CHECK(branch.incident()->over.has_value());
  branch.set("pdu.outlet.3.status", model::Value{model::Enumeration{"off"}});
  branch.pass(1s);
  LONGS_EQUAL(0, branch.count("incident.consequence"));
  STRCMP_EQUAL("line-down", branch.incident()->disruption.c_str());
}

TEST(ComeBack, a_state_stored_before_it_could_be_over_waits_for_its_data) {
  EngineBranch branch(declared_by_people());
  mains_dip(branch);
  std::string bytes = branch.engine->encode(branch.state, "boot-1", branch.now);
  const std::size_t at = bytes.find("\"over\":");
  const std::size_t end = bytes.find(',', at);
  bytes.replace(at, end - at, "\"awaits_data\":true");
  const auto restored =
      branch.engine->decode(bytes, engine::Engine::state_version, branch.points, "boot-1", branch.now);
  CHECK(restored.has_value());
  CHECK(restored->incidents.at(1).over.has_value());
}
