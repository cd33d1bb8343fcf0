#include "tests/detect/detector_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;

TEST_GROUP_BASE(Detector, DetectorBench){};

TEST(Detector, raises_and_verifies_at_once_without_witnesses) {
  compile(mains_lost());
  check("", source("normal", 8s, 9500ms));
  check("", source("on_battery", 10s, 11500ms));
  CHECK(last.wake == at(12s));
  check("raised verified", source("on_battery", 12s));
  check_phase(Phase::verified);
  CHECK_FALSE(state.cause_unsure);
  CHECK(state.last_good == at(9500ms));
  CHECK(state.first_bad == at(10s));
  const std::vector<Evidence>& evidence = last.findings[0].evidence;
  LONGS_EQUAL(1, evidence.size());
  STRCMP_EQUAL("on_battery", evidence[0].value.c_str());
  CHECK(evidence[0].stamp.steady == at(12s));
}

TEST(Detector, asks_for_a_reading_when_a_hold_is_due_and_raises_only_on_its_answer) {
  compile(mains_lost());
  source("on_battery", 10s, 11500ms);
  CHECK(last.wake == at(12s));
  check("", timer(12s));
  CHECK_TRUE(reads(kSource));
  CHECK(*last.wake > at(12s));
  check("", timer(12100ms));
  CHECK_FALSE(reads(kSource));
  check("raised verified", source("on_battery", 12200ms));
}

TEST(Detector, clears_after_its_time_and_forgets_all) {
  compile(mains_lost());
  source("on_battery", 10s, 12s);
  check("", source("normal", 13s, 20s));
  check("", source("on_battery", 20500ms));  // flaps: the clearing begins anew
  check("", source("normal", 21s, 30500ms));
  check("cleared", source("normal", 31s));
  check_phase(Phase::quiet);
  CHECK_FALSE(state.first_bad.has_value());
  CHECK_FALSE(state.verify_due.has_value());
  CHECK_TRUE(state.confirmed_by.empty());
  check("", source("on_battery", 31500ms, 33s));
  check("raised verified", source("on_battery", 33500ms));
}

TEST(Detector, neither_raises_nor_clears_on_a_state_that_is_neither) {
  compile(mains_lost());
  check("", source("bypass", 1s, 60s));
  source("on_battery", 61s, 63s);
  check("", source("bypass", 64s, 200s));
  check_phase(Phase::verified);
}

TEST(Detector, clears_by_the_opposite_of_when_if_nothing_else_is_said) {
  model::Disruption disruption = mains_lost();
  disruption.clear_when = "";
  compile(disruption);
  source("on_battery", 10s, 12s);
  check("", source("bypass", 13s, 22500ms));
  check("cleared", source("bypass", 23s));
}

TEST(Detector, ignores_twenty_dips_shorter_than_its_raise_time) {
  compile(mains_lost());
  for (int dip = 0; dip < 20; ++dip) {
    const Duration from = 10s + dip * 4s;
    check("", source("on_battery", from, from + 1500ms));
    check("", source("normal", from + 2s, from + 3500ms));
  }
  check_phase(Phase::quiet);
}

TEST(Detector, a_stage_that_was_raised_has_a_way_back) {
  model::Disruption disruption = mains_lost();
  disruption.when = "ups-main.battery.charge < 20%";
  disruption.clear_when = "ups-main.battery.charge > 30%";
  disruption.raise_after = 0s;
  disruption.clear_after = 0s;
  compile(disruption);
  const auto charge = [&](std::int64_t percent, Duration now) {
    return update({feed("ups-main.battery.charge", now, percent)}, now);
  };
  check("", charge(25, 1s));
  check("raised verified", charge(19, 2s));
  check("", charge(25, 3s));
  check("cleared", charge(31, 4s));
  check("raised verified", charge(19, 5s));
}

TEST(Detector, refuses_what_it_cannot_watch) {
  struct Row {
    const char* when;
    const char* clear_when;
    std::vector<std::string> witnesses;
    int quorum;
    std::optional<Duration> blind_after;
    const char* message;
  };
  const Row rows[] = {
      {"x.q",
       "",
       {},
       1,
       std::nullopt,
       "disruption mains-lost: when: character 1: there is no point 'x.q', did you mean 'x.a'?"},
      {"true", "", {}, 1, std::nullopt, "disruption mains-lost: when: the condition watches no point"},
      {"x.a",
       "x.i",
       {},
       1,
       std::nullopt,
       "disruption mains-lost: clear_when: character 1: x.i is not a condition by itself, compare it with something"},
      {"x.a",
       "",
       {"x.b", "x.c and"},
       1,
       std::nullopt,
       "disruption mains-lost: witness 2: character 8: something is missing at the end, expected a condition"},
      {"x.a",
       "",
       {"x.b"},
       2,
       std::nullopt,
       "disruption mains-lost: quorum is 2, allowed is 1 to 1, the number of witnesses"},
      {"x.a", "", {}, 1, Duration{0}, "disruption mains-lost: blind_after must be longer than 0"},
  };
  for (const Row& row : rows) {
    model::Disruption disruption = mains_lost();
    disruption.when = row.when;
    disruption.clear_when = row.clear_when;
    disruption.witnesses = row.witnesses;
    disruption.quorum = row.quorum;
    disruption.blind_after = row.blind_after;
    const Result<Detector> compiled = Detector::compile(disruption, names, 1s);
    CHECK_TRUE(compiled.has_error());
    STRCMP_EQUAL(row.message, compiled.error().message.c_str());
  }
}

TEST(Detector, names_every_point_and_window_of_all_its_conditions) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90", "rate(meter.input.energy, 10s) < 1"};
  compile(disruption);
  LONGS_EQUAL(3, detector->points().size());
  LONGS_EQUAL(1, detector->windows().size());
  CHECK(detector->windows()[0].second == 10s);
}

TEST(Detector, phases_have_names_that_lead_back) {
  for (const Phase phase : {Phase::quiet, Phase::raised, Phase::asking, Phase::verified, Phase::dismissed}) {
    CHECK(phase_from(to_string(phase)) == phase);
  }
  CHECK_FALSE(phase_from("loud").has_value());
}
