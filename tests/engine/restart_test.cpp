// What the engine does with what a crash left open: the device is read before anything is done, and nothing is done
// twice.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using model::OnInterruption;
using test::EngineBranch;

TEST_GROUP(Restart){};

namespace {

// What the output reads after the restart, by whose hand.
enum class World { written, untouched, other };

struct Case {
  const char* name;
  World world;
  OnInterruption policy;
  bool protect;
  bool late;            // found past the step's deadline
  const char* ends_as;  // of the interrupted step
  std::size_t writes;   // by the agent after the restart, to the interrupted output
};

const Case cases[] = {
    {"done before the crash", World::written, OnInterruption::verify, false, false, "verified", 0},
    {"done, policy ask", World::written, OnInterruption::ask, false, false, "verified", 0},
    {"done, found late", World::written, OnInterruption::verify, false, true, "verified", 0},
    {"not done", World::untouched, OnInterruption::verify, false, false, "verified", 1},
    {"not done, policy rerun", World::untouched, OnInterruption::rerun, false, false, "verified", 1},
    {"not done, policy ask", World::untouched, OnInterruption::ask, false, false, "needs_operator", 0},
    {"not done, found late", World::untouched, OnInterruption::verify, false, true, "failed", 0},
    {"not done, protective, late", World::untouched, OnInterruption::verify, true, true, "verified", 1},
    {"somebody else's value", World::other, OnInterruption::verify, false, false, "needs_operator", 0},
    {"somebody else's value, rerun", World::other, OnInterruption::rerun, false, false, "verified", 1},
};

model::Site site_for(const Case& c) {
  model::Site site = EngineBranch::default_site();
  auto& step = site.plans["ride-through"].steps[0];
  step.on_interruption = c.policy;
  step.protect = c.protect;
  step.on_failure = model::OnFailure::go_on;
  step.timeout = 5s;
  return site;
}

}  // namespace

TEST(Restart, an_interrupted_step_is_read_first_and_then_decided_by_its_policy) {
  for (const Case& c : cases) {
    EngineBranch branch(site_for(c));
    branch.pass(1s);
    branch.obey = false;  // the intent is committed; what becomes of it is up to the case
    branch.mains(false);
    branch.pass(1500ms);
    STRCMP_EQUAL_TEXT("intent", branch.step("shed-1").c_str(), c.name);
    if (c.world == World::written) branch.set("pdu.outlet.1.status", model::Enumeration{"off", 2});
    if (c.world == World::other) branch.set("pdu.outlet.1.status", model::Enumeration{"rebooting", 3});
    branch.now.steady += c.late ? 60s : 1s;
    branch.restart();
    STRCMP_EQUAL_TEXT("unknown", branch.step("shed-1").c_str(), c.name);
    branch.pass(2s);
    STRCMP_EQUAL_TEXT(c.ends_as, branch.step("shed-1").c_str(), c.name);
    std::size_t writes = 0;
    for (const auto& write : branch.writes) writes += write.starts_with("pdu.outlet.1") ? 1 : 0;
    CHECK_EQUAL_TEXT(c.writes, writes, c.name);
  }
}

TEST(Restart, a_step_of_the_return_is_decided_anew_however_late_it_is_found) {
  EngineBranch branch;
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(2s);
  branch.obey = false;  // the return begins in this second; its first intent is committed and nothing comes of it
  branch.pass(2s);
  STRCMP_EQUAL("intent", branch.step("restore-1").c_str());
  branch.now.steady += 60s;
  branch.restart();
  branch.pass(5s);
  STRCMP_EQUAL("closed", branch.incident_state().c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
  STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
}

TEST(Restart, an_output_that_cannot_be_read_is_left_alone_and_a_person_is_asked) {
  EngineBranch branch;
  branch.pass(1s);
  branch.obey = false;
  branch.mains(false);
  branch.pass(1500ms);
  branch.silent.insert("pdu");
  branch.restart();
  branch.pass(29s);
  STRCMP_EQUAL("unknown", branch.step("shed-1").c_str());
  branch.pass(2s);
  STRCMP_EQUAL("needs_operator", branch.step("shed-1").c_str());
  CHECK(branch.writes.empty());
}

TEST(Restart, a_result_from_an_earlier_life_counts_for_nothing) {
  EngineBranch branch;
  branch.pass(1s);
  branch.obey = false;
  branch.mains(false);
  branch.pass(1500ms);
  const plan::Operate asked = branch.operations.at(0);
  branch.silent.insert("pdu");
  branch.restart();
  branch.give(plan::OperateResult{asked.run, asked.step, asked.attempt, asked.fence,
                                  plan::OperateResult::Outcome::confirmed, asked.wanted, ""});
  STRCMP_EQUAL("unknown", branch.step("shed-1").c_str());
}

TEST(Restart, an_unreachable_ups_neither_clears_nor_repeats_the_incident) {
  EngineBranch branch;
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.restart();
  branch.silent.insert("ups");
  const std::size_t writes = branch.writes.size();
  branch.pass(60s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  CHECK_EQUAL(1u, branch.count("incident.detected"));
  CHECK_EQUAL(1u, branch.count("disruption.went_blind"));
  CHECK_EQUAL(writes, branch.writes.size());
}

TEST(Restart, at_every_moment_of_the_incident_it_ends_the_same_way) {
  for (int moment = 0; moment < 70; moment += 3) {
    EngineBranch branch;
    branch.pass(500ms);
    for (int i = 0; i < 160; ++i) {
      if (i == 2) branch.mains(false);
      if (i == 50) branch.mains(true);
      if (i == moment) branch.answer_late = true;  // from here on results are lost
      if (i == moment + 1) branch.restart();
      branch.pass(100ms);
    }
    STRCMP_EQUAL("closed", branch.incident_state().c_str());
    CHECK_EQUAL(1u, branch.state.incidents.size());
    CHECK_EQUAL(4u, branch.writes.size());
    STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.1.status")).c_str());
    STRCMP_EQUAL("on", model::to_string(branch.get("pdu.outlet.2.status")).c_str());
  }
}

TEST(Restart, with_its_journal_lost_it_watches_and_switches_nothing_until_a_person_acknowledges) {
  EngineBranch branch;
  branch.pass(1s);
  branch.give(engine::Started{"test", "boot-1", "journal.db was damaged"});
  branch.mains(false);
  branch.pass(30s);
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
  CHECK(branch.writes.empty());
  CHECK_EQUAL(1u, branch.count("step.held"));
  branch.restart();  // it does not forget that either
  branch.pass(5s);
  CHECK(branch.writes.empty());
  branch.give(engine::PersonsWord{engine::PersonsWord::Verb::acknowledge, "", "", "Li Wei", ""});
  branch.pass(2s);
  CHECK_EQUAL(2u, branch.writes.size());
}
