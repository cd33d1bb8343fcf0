// The main job, on the pure engine: a mains failure from the first sample to the closed incident.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using test::EngineBranch;

TEST_GROUP(RideThrough){};

TEST(RideThrough, a_mains_failure_goes_from_detected_to_closed) {
  EngineBranch branch;
  branch.pass(2s);
  branch.mains(false);
  branch.pass(2s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
  branch.mains(true);
  branch.pass(5s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  CHECK_EQUAL(4u, branch.writes.size());
  CHECK(branch.state.runs.at("run-1").run.ended);
}

TEST(RideThrough, raise_verification_declaration_and_first_intent_are_one_turn) {
  EngineBranch branch;
  branch.pass(1s);
  branch.obey = false;
  branch.mains(false);
  branch.now.steady += 100ms;
  bool seen = false;
  for (int i = 0; i < 30 && !seen; ++i) {
    const std::size_t before = branch.events.size();
    branch.pass(100ms);
    std::string types;
    for (std::size_t e = before; e < branch.events.size(); ++e) types += branch.events[e].type + " ";
    if (types.empty()) continue;
    STRCMP_EQUAL(
        "disruption.raised incident.detected disruption.verified incident.verified incident.assessed incident.declared "
        "plan.begun "
        "incident.responding step.intent ",
        types.c_str());
    seen = true;
  }
  CHECK(seen);
}

TEST(RideThrough, twenty_dips_shorter_than_for_raise_nothing) {
  EngineBranch branch;
  branch.pass(1s);
  for (int dip = 0; dip < 20; ++dip) {
    branch.mains(false);
    branch.pass(900ms);
    branch.mains(true);
    branch.pass(700ms);
  }
  CHECK_EQUAL(0u, branch.count("disruption.raised"));
  CHECK(branch.writes.empty());
}

TEST(RideThrough, stopped_for_thirty_seconds_it_does_not_act_on_what_it_saw_before) {
  EngineBranch branch;
  branch.pass(1s);
  branch.mains(false);
  branch.pass(500ms);  // the hold is under way
  branch.mains(true);
  branch.now.steady += 30s;  // SIGSTOP
  branch.give(engine::TimerDue{});
  branch.pass(3s);
  CHECK_EQUAL(0u, branch.count("disruption.raised"));
}

TEST(RideThrough, a_wall_clock_that_jumps_changes_no_decision) {
  EngineBranch steady;
  EngineBranch jumping;
  for (auto* branch : {&steady, &jumping}) {
    branch->pass(1s);
    branch->mains(false);
    branch->pass(2s);
    if (branch == &jumping) branch->now.wall -= std::chrono::hours{24 * 365 * 50};
    branch->pass(2s);
    branch->mains(true);
    if (branch == &jumping) branch->now.wall += std::chrono::hours{24 * 365 * 60};
    branch->pass(6s);
  }
  CHECK_EQUAL(steady.events.size(), jumping.events.size());
  for (std::size_t i = 0; i < steady.events.size(); ++i)
    STRCMP_EQUAL(steady.events[i].type.c_str(), jumping.events[i].type.c_str());
  CHECK(steady.writes == jumping.writes);
}

TEST(RideThrough, silent_witnesses_end_in_cause_unsure_and_a_person_is_told) {
  EngineBranch branch;
  branch.pass(1s);
  branch.silent.insert("meter");
  branch.mains(false);
  branch.pass(2500ms);
  STRCMP_EQUAL("detected", branch.incident_state().c_str());
  CHECK(branch.writes.empty());
  branch.pass(1500ms);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  CHECK(branch.incident()->cause_unsure);
  CHECK_EQUAL(1u, branch.count("notice"));
}

TEST(RideThrough, protective_steps_run_before_the_incident_is_verified) {
  model::Site site = EngineBranch::default_site();
  site.plans["ride-through"].steps[1].protect = true;
  EngineBranch branch(site);
  branch.pass(1s);
  branch.silent.insert("meter");
  branch.mains(false);
  branch.pass(2500ms);
  STRCMP_EQUAL("detected", branch.incident_state().c_str());
  STRCMP_EQUAL("verified", branch.step("shed-2").c_str());
  STRCMP_EQUAL("pending", branch.step("shed-1").c_str());
  branch.pass(2s);
  STRCMP_EQUAL("verified", branch.step("shed-1").c_str());
}

TEST(RideThrough, a_dismissed_incident_takes_its_protection_back) {
  model::Site site = EngineBranch::default_site();
  site.plans["ride-through"].steps[1].protect = true;
  site.disruptions["mains-lost"].unverified = model::Unverified::dismiss;
  EngineBranch branch(site);
  branch.pass(1s);
  branch.set("ups.output.source", model::Enumeration{"on_battery", 0});
  branch.pass(5s);
  STRCMP_EQUAL("dismissed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
  CHECK(branch.state.runs.at("run-1").run.ended);
}

TEST(RideThrough, a_relapse_during_the_return_is_the_same_incident) {
  model::Site site = EngineBranch::default_site();
  model::Step pause;
  pause.id = "pause";
  pause.action = model::WaitAction{Duration{5s}, ""};
  site.plans["ride-through"].restore.insert(site.plans["ride-through"].restore.begin() + 1, pause);
  EngineBranch branch(site);
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(4s);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  branch.mains(false);
  branch.pass(6s);  // the pause under way ends first
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  CHECK_EQUAL(1u, branch.state.incidents.size());
  CHECK_EQUAL(1, branch.incident()->relapses);
  STRCMP_EQUAL("off", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  branch.mains(true);
  branch.pass(12s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
}

TEST(RideThrough, flapping_mains_switch_no_load_more_often_than_its_limit) {
  model::Site site = EngineBranch::default_site();
  site.switch_limit = {4, 2min};
  EngineBranch branch(site);
  for (int flap = 0; flap < 12; ++flap) {
    branch.mains(false);
    branch.pass(3s);
    branch.mains(true);
    branch.pass(5s);
  }
  std::map<std::string, int> switched;
  for (const auto& write : branch.writes) ++switched[write.substr(0, write.find('='))];
  for (const auto& [output, times] : switched) CHECK(times <= 4);
  CHECK(branch.count("step.held") > 0);
  STRCMP_EQUAL("restoring", branch.incident_state().c_str());
  branch.pass(130s);  // the limit's span has passed: the loads come back
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
}

TEST(RideThrough, a_person_approves_or_the_step_fails_in_time) {
  for (const bool approved : {true, false}) {
    model::Site site = EngineBranch::default_site();
    model::Step ask;
    ask.id = "ask";
    ask.action = model::ApproveAction{"leadership", "Shut the servers down?"};
    ask.timeout = 20s;
    ask.on_failure = model::OnFailure::go_on;
    auto& steps = site.plans["ride-through"].steps;
    steps.insert(steps.begin(), ask);
    EngineBranch branch(site);
    branch.mains(false);
    branch.pass(5s);
    STRCMP_EQUAL("needs_operator", branch.step("ask").c_str());
    STRCMP_EQUAL("pending", branch.step("shed-1").c_str());
    using Verb = engine::PersonsWord::Verb;
    if (approved) branch.give(engine::PersonsWord{Verb::approve, branch.incident()->id, "ask", "Li Wei", ""});
    branch.pass(approved ? 1s : 20s);
    STRCMP_EQUAL(approved ? "verified" : "failed", branch.step("ask").c_str());
    STRCMP_EQUAL("verified", branch.step("shed-1").c_str());
  }
}

TEST(RideThrough, a_service_clock_starts_at_the_last_good_sample_and_stops_when_it_is_back) {
  EngineBranch branch;
  branch.pass(2s);
  branch.set("router.interface.2.status", model::Enumeration{"down", 0});
  branch.pass(61s);
  CHECK_EQUAL(1u, branch.count("service.down"));
  CHECK_EQUAL(1u, branch.count("service.rto_missed"));
  branch.set("router.interface.2.status", model::Enumeration{"up", 0});
  branch.pass(1s);
  CHECK_EQUAL(1u, branch.count("service.recovered"));
  const auto elapsed = branch.last("service.recovered")->data.at("elapsed_ms").as_int64();
  CHECK(elapsed >= 61000 && elapsed <= 61200);
}
