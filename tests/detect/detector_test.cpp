#include "agent/detect/detector.hpp"

#include "tests/detect/fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;
using namespace std::chrono_literals;
using model::Enumeration;
using model::Quality;
using model::Unverified;

namespace {

constexpr const char* kSource = "ups-main.output.source";
constexpr const char* kMeter = "meter.input.L1-N.voltage";
constexpr const char* kAts = "ats.input.1.voltage";

model::Disruption mains_lost() {
  model::Disruption disruption;
  disruption.id = "mains-lost";
  disruption.when = "ups-main.output.source == 'on_battery'";
  disruption.clear_when = "ups-main.output.source == 'normal'";
  disruption.raise_after = 2s;
  disruption.clear_after = 10s;
  disruption.verify_within = 5s;
  return disruption;
}

std::string in_words(const std::vector<Finding>& findings) {
  std::string words;
  for (const Finding& finding : findings) words += (words.empty() ? "" : " ") + std::string(to_string(finding.change));
  return words;
}

}  // namespace

TEST_GROUP(Detector) {
  SiteNames names;
  Feed feed{names};
  DisruptionState state;
  std::optional<Detector> detector;
  Advice last;

  void compile(const model::Disruption& disruption, Duration slowest_poll = 500ms) {
    Result<Detector> compiled = Detector::compile(disruption, names, slowest_poll);
    if (!compiled) FAIL(compiled.error().message.c_str());
    detector = *compiled;
    state = {};
  }
  std::string update(std::set<model::PointId> arrived, Duration now) {
    last = detector->update(state, feed.view, arrived, at(now));
    return in_words(last.findings);
  }
  std::string timer(Duration now) { return update({}, now); }
  std::string source(const char* name, Duration now) { return update({feed(kSource, now, Enumeration{name, 0})}, now); }
  std::string lost_contact(Duration now) { return update({feed(kSource, now, std::nullopt, Quality::bad)}, now); }
  // Twice a second from `from` to `to`, both included; the findings of all.
  std::string source(const char* name, Duration from, Duration to) {
    std::string words;
    for (Duration when = from; when <= to; when += 500ms) words += source(name, when);
    return words;
  }
  bool reads(const char* name) { return last.read_now.contains(names.find(name).value()); }
  void check(const char* expected, const std::string& words) { STRCMP_EQUAL(expected, words.c_str()); }
  void check_phase(Phase phase) { STRCMP_EQUAL(to_string(phase), to_string(state.phase)); }
};

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

// Every combination of two witnesses, quorum and policy.
TEST(Detector, witnesses_verify_and_the_policy_decides_when_they_do_not) {
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

TEST(Detector, verifies_in_the_same_update_when_witnesses_speak_already) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  source("on_battery", 10s, 11500ms);
  feed(kMeter, 11800ms, 0.0);
  check("raised verified", source("on_battery", 12s));
  LONGS_EQUAL(1, last.findings[1].witnesses.size());
  STRCMP_EQUAL("meter.input.L1-N.voltage < 90", last.findings[1].witnesses[0].c_str());
}

TEST(Detector, takes_no_stale_witness) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  feed(kMeter, 5s, 0.0);
  source("on_battery", 10s, 11500ms);
  check("raised", source("on_battery", 12s));
}

TEST(Detector, a_late_witness_settles_what_a_person_was_asked) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  disruption.unverified = Unverified::ask;
  compile(disruption);
  source("on_battery", 10s, 12s);
  check("asking", source("on_battery", 12500ms, 17s));
  check("verified", update({feed(kMeter, 18s, 0.0)}, 18s));
}

TEST(Detector, a_person_may_confirm_or_dismiss_while_there_is_something_to_decide) {
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

TEST(Detector, a_dismissal_lapses_when_the_condition_clears) {
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

TEST(Detector, never_raises_on_an_old_off_state_after_a_restart) {
  compile(mains_lost());
  source("on_battery", 10s, 11500ms);
  detector->restarted(state, at(40s));
  check("", timer(40s));
  check("", timer(41s));
  check("", source("normal", 42s));
  check("", source("normal", 42500ms, 60s));
}

TEST(Detector, holds_begin_anew_after_a_restart_and_what_was_raised_stays_raised) {
  compile(mains_lost());
  source("on_battery", 10s, 11500ms);
  detector->restarted(state, at(12s));
  check("", source("on_battery", 12s, 13500ms));
  check("raised verified", source("on_battery", 14s));
  CHECK(state.first_bad == at(12s));
  source("normal", 15s, 24s);
  detector->restarted(state, at(24500ms));
  check_phase(Phase::verified);
  CHECK(state.first_bad == at(12s));
  check("", source("normal", 25s, 34500ms));
  check("cleared", source("normal", 35s));
}

TEST(Detector, asks_its_witnesses_again_after_a_restart) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  source("on_battery", 10s, 12s);
  state.hold.reset();
  detector->restarted(state, at(100s));
  CHECK(state.verify_due == at(105s));
  check("", timer(100s));
  CHECK(state.phase == Phase::raised);
  check("verified", update({feed(kMeter, 101s, 0.0)}, 101s));
}

TEST(Detector, a_lan_glitch_while_on_battery_is_blindness_and_nothing_else) {
  model::Disruption disruption = mains_lost();
  disruption.id = "battery-low";
  disruption.when = "ups-main.status has 'low_battery'";
  disruption.clear_when = "";
  disruption.raise_after = 1s;
  compile(disruption);
  std::string words;
  const auto status = [&](std::optional<model::Value> value, Duration now) {
    const Quality quality = value ? Quality::good : Quality::bad;
    words += update({feed("ups-main.status", now, std::move(value), quality)}, now);
  };
  for (Duration now = 10s; now < 20s; now += 500ms) status(model::Flags{}, now);
  for (Duration now = 20s; now < 24s; now += 500ms) status(std::nullopt, now);
  for (Duration now = 24s; now < 30s; now += 500ms) status(model::Flags{}, now);
  check("went_blindsees_again", words);
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

TEST(Detector, takes_no_sample_that_is_past_its_freshness) {
  compile(mains_lost());
  feed.fresh = 1s;
  const model::PointId point = feed(kSource, 10s, Enumeration{"on_battery", 0});
  check("", update({point}, 10s));
  check("", update({point}, 12s));
  check("", update({point}, 100s));
  check_phase(Phase::quiet);
}

TEST(Detector, a_sample_of_another_point_does_not_make_an_old_one_news) {
  model::Disruption disruption = mains_lost();
  disruption.when = "ups-main.output.source == 'on_battery' or ats.on";
  compile(disruption, 5s);
  feed.fresh = 10s;
  check("", source("on_battery", 10s));
  for (Duration now = 10500ms; now < 13s; now += 500ms) check("", update({feed("ats.on", now, false)}, now));
  check("raised verified", source("on_battery", 13s));
}

TEST(Detector, says_when_it_goes_blind_and_when_it_sees_again) {
  compile(mains_lost());
  source("normal", 10s);
  CHECK(last.wake == at(12s + 1us));
  check("", lost_contact(11s));
  check("", timer(12s));
  check("went_blind", timer(12s + 1us));
  CHECK_TRUE(state.blind);
  check("", lost_contact(13s));
  check("", timer(20s));
  check("sees_again", source("normal", 21s));
  CHECK_FALSE(state.blind);
}

TEST(Detector, goes_blind_also_while_raised_and_stays_raised) {
  compile(mains_lost());
  source("on_battery", 10s, 12s);
  check("", lost_contact(13s));
  check("went_blind", lost_contact(14500ms));
  check("", lost_contact(600s));
  check_phase(Phase::verified);
  check("sees_again", source("normal", 601s));
  check_phase(Phase::verified);
}

TEST(Detector, goes_blind_when_nothing_was_ever_heard) {
  compile(mains_lost());
  check("", timer(10s));
  CHECK(last.wake == at(12s + 1us));
  check("went_blind", timer(12s + 1us));
  CHECK(last.findings[0].evidence[0].reason == model::Reason::never_read);
  check("sees_again", source("normal", 13s));
}

TEST(Detector, blind_after_is_for_or_two_polls_or_a_second_unless_it_is_given) {
  struct Row {
    Duration raise_after;
    Duration slowest_poll;
    std::optional<Duration> given;
    Duration blind_after;
  };
  const Row rows[] = {{0s, 200ms, std::nullopt, 1s},
                      {0s, 1s, std::nullopt, 2s},
                      {60s, 1s, std::nullopt, 60s},
                      {60s, 1s, Duration{5s}, 5s},
                      {0s, 1s, Duration{300ms}, 300ms}};
  for (const Row& row : rows) {
    model::Disruption disruption = mains_lost();
    disruption.raise_after = row.raise_after;
    disruption.blind_after = row.given;
    compile(disruption, row.slowest_poll);
    timer(10s);
    CHECK(last.wake == at(10s + row.blind_after + 1us));
  }
}

TEST(Detector, a_stop_of_30_seconds_changes_no_decision) {
  struct Row {
    const char* what;
    const char* before;
    const char* after;
  };
  const Row rows[] = {{"quiet", "normal", "normal"},
                      {"mains lost in the meantime", "normal", "on_battery"},
                      {"a hold under way", "on_battery", "on_battery"}};
  for (const Row& row : rows) {
    compile(mains_lost());
    feed.view = {};
    check("", source(row.before, 10s, 11s));
    check("", timer(41s));  // first the timer that was due in the meantime
    CHECK_TRUE(reads(kSource));
    check("", source(row.after, 41100ms, 42600ms));
    STRCMP_EQUAL_TEXT(std::string(row.after) == "normal" ? "" : "raised verified", source(row.after, 43100ms).c_str(),
                      row.what);
  }
}

TEST(Detector, a_stop_while_verifying_leaves_the_witnesses_their_time) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  check("raised", source("on_battery", 10s, 12s));
  check("", timer(43s));
  CHECK_TRUE(reads(kMeter));
  CHECK(state.verify_due == at(48s));
  check("verified", update({feed(kMeter, 43500ms, 0.0)}, 43500ms));
}

TEST(Detector, an_age_raises_by_time_alone) {
  model::Disruption disruption = mains_lost();
  disruption.when = "age(ups-main.output.source) > 10s";
  disruption.clear_when = "";
  compile(disruption);
  source("normal", 9s, 10s);
  std::optional<Duration> raised_at;
  Duration now = 10s;
  while (now < 29s) {
    CHECK_TRUE(last.wake.has_value());
    now = last.wake->time_since_epoch() + 1ms;  // as late as a real timer
    const std::string words = timer(now);
    if (!words.empty()) {
      check("raised verified", words);
      CHECK_FALSE(raised_at.has_value());
      raised_at = now;
    }
  }
  CHECK_TRUE(raised_at && *raised_at >= 22s && *raised_at < 22100ms);
  check("", source("normal", 30s, 39500ms));
  check("cleared", source("normal", 40s));
}

TEST(Detector, an_age_that_grew_while_the_agent_stood_still_does_not_count) {
  model::Disruption disruption = mains_lost();
  disruption.when = "age(ups-main.output.source) > 10s";
  disruption.clear_when = "";
  disruption.raise_after = 0s;
  compile(disruption);
  source("normal", 9s, 10s);
  check("", timer(40s));
  CHECK_TRUE(reads(kSource));
  check("", lost_contact(40100ms));
  check("", source("normal", 40500ms));
  check("", source("normal", 41s, 60s));
  check_phase(Phase::quiet);
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
