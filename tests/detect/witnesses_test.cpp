#include "tests/detect/detector_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;

TEST_GROUP_BASE(Witnesses, DetectorBench){};

TEST(Witnesses, witnesses_verify_and_the_policy_decides_when_they_do_not) {
  const Truth truths[] = {Truth::no, Truth::yes, Truth::unknown};
  struct Policy {
    Unverified unverified;
    const char* finding;
    Phase phase;
    bool unsure;
  };
  const Policy policies[] = {{Unverified::proceed, "unsure", Phase::verified, true},
                             {Unverified::ask, "asking", Phase::asking, false},
                             {Unverified::dismiss, "dismissed", Phase::dismissed, false}};
  const auto say = [&](const char* name, Truth truth, Duration when) {
    if (truth == Truth::unknown) return feed(name, when, std::nullopt, Quality::bad);
    return feed(name, when, truth == Truth::yes ? 0.0 : 230.0);
  };
  for (const Truth meter : truths) {
    for (const Truth ats : truths) {
      for (const int quorum : {1, 2}) {
        for (const Policy& policy : policies) {
          model::Disruption disruption = mains_lost();
          disruption.witnesses = {"meter.input.L1-N.voltage < 90", "ats.input.1.voltage < 90"};
          disruption.quorum = quorum;
          disruption.unverified = policy.unverified;
          compile(disruption);
          feed.view = {};
          source("on_battery", 10s, 11500ms);
          check("raised", source("on_battery", 12s));
          check_phase(Phase::raised);
          CHECK_TRUE(reads(kMeter));
          CHECK_TRUE(reads(kAts));
          CHECK(state.verify_due == at(17s));

          std::string words = update({say(kMeter, meter, 12100ms), say(kAts, ats, 12100ms)}, 12100ms);
          const int yes = (meter == Truth::yes ? 1 : 0) + (ats == Truth::yes ? 1 : 0);
          if (yes >= quorum) {
            check("verified", words);
            LONGS_EQUAL(yes, state.confirmed_by.size());
            LONGS_EQUAL(yes, last.findings[0].witnesses.size());
            check_phase(Phase::verified);
            CHECK_FALSE(state.cause_unsure);
            continue;
          }
          check("", words);
          for (Duration when = 12500ms; when < 17s; when += 500ms) check("", source("on_battery", when));
          CHECK(*last.wake <= at(17s));
          check(policy.finding, timer(17s));
          LONGS_EQUAL(2, last.findings[0].evidence.size());
          check_phase(policy.phase);
          CHECK_TRUE(state.cause_unsure == policy.unsure);
          CHECK_FALSE(state.verify_due.has_value());
        }
      }
    }
  }
}

TEST(Witnesses, verifies_in_the_same_update_when_witnesses_speak_already) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  source("on_battery", 10s, 11500ms);
  feed(kMeter, 11800ms, 0.0);
  check("raised verified", source("on_battery", 12s));
  LONGS_EQUAL(1, last.findings[1].witnesses.size());
  STRCMP_EQUAL("meter.input.L1-N.voltage < 90", last.findings[1].witnesses[0].c_str());
}

TEST(Witnesses, takes_no_stale_witness) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  feed(kMeter, 5s, 0.0);
  source("on_battery", 10s, 11500ms);
  check("raised", source("on_battery", 12s));
}

TEST(Witnesses, a_late_witness_settles_what_a_person_was_asked) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  disruption.unverified = Unverified::ask;
  compile(disruption);
  source("on_battery", 10s, 12s);
  check("asking", source("on_battery", 12500ms, 17s));
  check("verified", update({feed(kMeter, 18s, 0.0)}, 18s));
}

TEST(Witnesses, a_person_may_confirm_or_dismiss_while_there_is_something_to_decide) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  disruption.unverified = Unverified::ask;
  compile(disruption);
  CHECK_FALSE(detector->confirm(state, "ann"));
  CHECK_FALSE(detector->dismiss(state));
  source("on_battery", 10s, 17s);
  check_phase(Phase::asking);
  DisruptionState other = state;
  CHECK_TRUE(detector->confirm(state, "ann"));
  check_phase(Phase::verified);
  STRCMP_EQUAL("ann", state.confirmed_by.back().c_str());
  CHECK_FALSE(detector->dismiss(state));

  CHECK_TRUE(detector->dismiss(other));
  CHECK(other.phase == Phase::dismissed);
  CHECK_FALSE(detector->confirm(other, "ann"));
}

TEST(Witnesses, a_dismissal_lapses_when_the_condition_clears) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  disruption.unverified = Unverified::dismiss;
  compile(disruption);
  source("on_battery", 10s, 12s);
  check("", source("on_battery", 12500ms, 16500ms));
  check("dismissed", source("on_battery", 17s));
  check("", source("on_battery", 17500ms, 60s));
  check("", source("normal", 60500ms, 70s));
  check("cleared", source("normal", 70500ms));
  check("", source("on_battery", 71s, 72500ms));
  check("raised", source("on_battery", 73s));
}
