#include "tests/detect/detector_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;

TEST_GROUP_BASE(Blindness, DetectorBench){};

TEST(Blindness, never_raises_on_an_old_off_state_after_a_restart) {
  compile(mains_lost());
  source("on_battery", 10s, 11500ms);
  detector->restarted(state, at(40s));
  check("", timer(40s));
  check("", timer(41s));
  check("", source("normal", 42s));
  check("", source("normal", 42500ms, 60s));
}

TEST(Blindness, holds_begin_anew_after_a_restart_and_what_was_raised_stays_raised) {
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

TEST(Blindness, asks_its_witnesses_again_after_a_restart) {
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

TEST(Blindness, a_lan_glitch_while_on_battery_is_blindness_and_nothing_else) {
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

TEST(Blindness, takes_no_sample_that_is_past_its_freshness) {
  compile(mains_lost());
  feed.fresh = 1s;
  const model::PointId point = feed(kSource, 10s, Enumeration{"on_battery", 0});
  check("", update({point}, 10s));
  check("", update({point}, 12s));
  check("", update({point}, 100s));
  check_phase(Phase::quiet);
}

TEST(Blindness, a_sample_of_another_point_does_not_make_an_old_one_news) {
  model::Disruption disruption = mains_lost();
  disruption.when = "ups-main.output.source == 'on_battery' or ats.on";
  compile(disruption, 5s);
  feed.fresh = 10s;
  check("", source("on_battery", 10s));
  for (Duration now = 10500ms; now < 13s; now += 500ms) check("", update({feed("ats.on", now, false)}, now));
  check("raised verified", source("on_battery", 13s));
}

TEST(Blindness, says_when_it_goes_blind_and_when_it_sees_again) {
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

TEST(Blindness, goes_blind_also_while_raised_and_stays_raised) {
  compile(mains_lost());
  source("on_battery", 10s, 12s);
  check("", lost_contact(13s));
  check("went_blind", lost_contact(14500ms));
  check("", lost_contact(600s));
  check_phase(Phase::verified);
  check("sees_again", source("normal", 601s));
  check_phase(Phase::verified);
}

TEST(Blindness, says_that_it_sees_again_also_when_the_first_sight_clears) {
  model::Disruption disruption = mains_lost();
  disruption.clear_after = 0s;
  compile(disruption);
  source("on_battery", 10s, 12s);
  check("went_blind", lost_contact(14500ms));
  check("cleared sees_again", source("normal", 15s));
  CHECK_FALSE(state.blind);
}

TEST(Blindness, goes_blind_when_nothing_was_ever_heard) {
  compile(mains_lost());
  check("", timer(10s));
  CHECK(last.wake == at(12s + 1us));
  check("went_blind", timer(12s + 1us));
  CHECK(last.findings[0].evidence[0].reason == model::Reason::never_read);
  check("sees_again", source("normal", 13s));
}

TEST(Blindness, blind_after_is_for_or_two_polls_or_a_second_unless_it_is_given) {
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

TEST(Blindness, a_stop_of_30_seconds_changes_no_decision) {
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

TEST(Blindness, a_stop_while_verifying_leaves_the_witnesses_their_time) {
  model::Disruption disruption = mains_lost();
  disruption.witnesses = {"meter.input.L1-N.voltage < 90"};
  compile(disruption);
  check("raised", source("on_battery", 10s, 12s));
  check("", timer(43s));
  CHECK_TRUE(reads(kMeter));
  CHECK(state.verify_due == at(48s));
  check("verified", update({feed(kMeter, 43500ms, 0.0)}, 43500ms));
}

TEST(Blindness, an_age_raises_by_time_alone) {
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

TEST(Blindness, an_age_that_grew_while_the_agent_stood_still_does_not_count) {
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
