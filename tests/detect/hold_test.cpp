#include "agent/detect/hold.hpp"

#include "tests/detect/fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;
using namespace std::chrono_literals;

namespace {

constexpr Hold::Times kTimes{2s, 60s, 4s};

}  // namespace

TEST_GROUP(Hold) {
  Hold hold{kTimes};

  // Good samples twice a second that say `truth` from `from` to `to`, both included; stops at the first edge.
  Edge feed(Truth truth, Duration from, Duration to) {
    for (Duration when = from; when <= to; when += 500ms) {
      const Edge edge = hold.update(truth, at(when));
      if (edge != Edge::none) return edge;
    }
    return Edge::none;
  }
};

TEST(Hold, raises_when_the_truth_has_held_for_its_time) {
  CHECK(feed(Truth::yes, 10s, 11500ms) == Edge::none);
  CHECK(hold.since() == at(10s));
  CHECK(hold.due() == at(12s));
  CHECK(hold.update(Truth::yes, at(12s)) == Edge::raised);
  CHECK_TRUE(hold.raised());
  CHECK(hold.edge_since() == at(10s));
  CHECK_FALSE(hold.due().has_value());
}

TEST(Hold, raises_at_once_on_the_first_good_yes_without_a_raise_time) {
  Hold at_once({0s, 0s, 1s});
  CHECK(at_once.update(Truth::unknown, at(10s)) == Edge::none);
  CHECK(at_once.update(Truth::yes, at(11s)) == Edge::raised);
  CHECK(at_once.update(Truth::yes, at(12s)) == Edge::cleared);  // here: the clear condition's yes
}

TEST(Hold, ignores_twenty_dips_shorter_than_its_raise_time) {
  for (int dip = 0; dip < 20; ++dip) {
    const Duration from = 10s + dip * 3s;
    CHECK(feed(Truth::yes, from, from + 1500ms) == Edge::none);
    CHECK(hold.update(Truth::no, at(from + 2s)) == Edge::none);
    CHECK_FALSE(hold.since().has_value());
  }
  CHECK_FALSE(hold.raised());
}

TEST(Hold, unknown_neither_advances_nor_resets_within_blind_after) {
  hold.update(Truth::yes, at(10s));
  for (Duration when = 10500ms; when < 13s; when += 500ms) {
    CHECK(hold.update(Truth::unknown, at(when)) == Edge::none);
  }
  CHECK(hold.since() == at(10s));
  CHECK(hold.update(Truth::yes, at(13s)) == Edge::raised);
}

TEST(Hold, unknown_for_ever_never_raises_and_never_clears) {
  hold.update(Truth::yes, at(10s));
  CHECK(feed(Truth::unknown, 10500ms, 3600s) == Edge::none);
  Hold raised(kTimes, true);
  raised.update(Truth::yes, at(10s));
  for (Duration when = 11s; when < 3600s; when += 1s) CHECK(raised.update(Truth::unknown, at(when)) == Edge::none);
}

TEST(Hold, a_gap_longer_than_blind_after_starts_it_afresh) {
  struct Row {
    Duration gap;
    Edge edge;
  };
  const Row rows[] = {{3s, Edge::raised}, {4s, Edge::raised}, {4s + 1us, Edge::none}, {30s, Edge::none}};
  for (const Row& row : rows) {
    Hold fresh(kTimes);
    fresh.update(Truth::yes, at(10s));
    CHECK(fresh.update(Truth::yes, at(10s + row.gap)) == row.edge);
    if (row.edge == Edge::none) CHECK(fresh.since() == at(10s + row.gap));
  }
}

TEST(Hold, clears_only_after_its_clear_time_and_flapping_begins_it_anew) {
  Hold raised(kTimes, true);
  for (int flap = 0; flap < 10; ++flap) {
    const Duration from = 100s + flap * 30s;
    for (Duration when = from; when < from + 29s; when += 1s) CHECK(raised.update(Truth::yes, at(when)) == Edge::none);
    CHECK(raised.update(Truth::no, at(from + 29s)) == Edge::none);
  }
  Edge edge = Edge::none;
  Duration when = 400s;
  for (; edge == Edge::none && when < 600s; when += 1s) edge = raised.update(Truth::yes, at(when));
  CHECK(edge == Edge::cleared);
  CHECK(when - 1s == 460s);
}

TEST(Hold, an_older_sample_does_not_turn_it_back) {
  hold.update(Truth::yes, at(10s));
  hold.update(Truth::yes, at(11s));
  CHECK(hold.update(Truth::yes, at(9s)) == Edge::none);
  CHECK(hold.since() == at(10s));
  CHECK(hold.blind_at() == at(15s));
  CHECK(hold.update(Truth::yes, at(12s)) == Edge::raised);
}

TEST(Hold, is_blind_when_no_good_sample_came_for_longer_than_blind_after) {
  CHECK_FALSE(hold.blind(at(1000s)));
  CHECK_FALSE(hold.blind_at().has_value());
  hold.started(at(10s));
  CHECK(hold.blind_at() == at(14s));
  CHECK_FALSE(hold.blind(at(14s)));
  CHECK_TRUE(hold.blind(at(14s + 1us)));
  hold.update(Truth::no, at(20s));
  CHECK_FALSE(hold.blind(at(24s)));
  hold.update(Truth::unknown, at(24s));
  CHECK_TRUE(hold.blind(at(24s + 1us)));
}

TEST(Hold, asks_for_a_sample_when_due_and_again_after_blind_after) {
  hold.update(Truth::yes, at(10s));
  CHECK_FALSE(hold.ask(at(11s)));
  CHECK_TRUE(hold.ask(at(12s)));
  CHECK_FALSE(hold.ask(at(12s)));
  CHECK_FALSE(hold.ask(at(15s)));
  CHECK_TRUE(hold.ask(at(16s)));
  hold.update(Truth::no, at(17s));
  CHECK_FALSE(hold.ask(at(30s)));
  hold.update(Truth::yes, at(17500ms));
  CHECK_TRUE(hold.ask(at(19500ms)));
}

TEST(Hold, does_not_take_its_own_absence_for_blindness) {
  hold.update(Truth::no, at(10s));
  hold.expect(hold.blind_at());
  CHECK_FALSE(hold.back_from_away(at(14s + 100ms)));
  CHECK_TRUE(hold.back_from_away(at(40s)));
  CHECK_FALSE(hold.blind(at(44s)));
  CHECK_FALSE(hold.settled(at(43s)));
  CHECK_TRUE(hold.settled(at(44s)));
  CHECK_TRUE(hold.blind(at(45s)));
}
