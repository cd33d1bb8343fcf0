#include "agent/detect/condition.hpp"

#include <cmath>
#include <map>

#include "tests/detect/fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::detect;
using namespace std::chrono_literals;
using model::Enumeration;
using model::Flags;
using model::Quality;
using model::Text;

namespace {

const std::vector<Truth> kTruths = {Truth::no, Truth::yes, Truth::unknown};
constexpr std::int64_t kHuge = (std::int64_t{1} << 53) + 1;

}  // namespace

TEST_GROUP(Condition) {
  SiteNames names;
  Feed feed{names};

  Condition parse(const std::string& text) {
    Condition::Parsed parsed = Condition::parse(text, names);
    if (!parsed.condition) FAIL((text + ": " + parsed.errors.front().message).c_str());
    return *parsed.condition;
  }
  Truth truth(const std::string& text, Duration now = 10s) { return parse(text).evaluate(feed.view, at(now)).truth; }
  void set(const char* name, Truth truth, Duration when = 10s) {
    if (truth == Truth::unknown) {
      feed(name, when, std::nullopt, Quality::bad);
    } else {
      feed(name, when, truth == Truth::yes);
    }
  }
  void check(Truth expected, const std::string& text, Duration now = 10s) {
    STRCMP_EQUAL_TEXT(to_string(expected), to_string(truth(text, now)), text.c_str());
  }
};

TEST(Condition, joins_truths_by_strong_kleene_logic) {
  for (const Truth a : kTruths) {
    for (const Truth b : kTruths) {
      set("x.a", a);
      set("x.b", b);
      const bool any_no = a == Truth::no || b == Truth::no;
      const bool any_yes = a == Truth::yes || b == Truth::yes;
      const bool both_yes = a == Truth::yes && b == Truth::yes;
      const bool both_no = a == Truth::no && b == Truth::no;
      check(any_no ? Truth::no : both_yes ? Truth::yes : Truth::unknown, "x.a and x.b");
      check(any_yes ? Truth::yes : both_no ? Truth::no : Truth::unknown, "x.a or x.b");
      check(a == Truth::yes ? Truth::no : a == Truth::no ? Truth::yes : Truth::unknown, "not x.a");
      check(any_no ? Truth::yes : both_yes ? Truth::no : Truth::unknown, "not (x.a and x.b)");
    }
  }
}

TEST(Condition, at_least_counts_what_could_still_be_true) {
  for (const Truth a : kTruths) {
    for (const Truth b : kTruths) {
      for (const Truth c : kTruths) {
        set("x.a", a);
        set("x.b", b);
        set("x.c", c);
        int yes = 0;
        int unknown = 0;
        for (const Truth one : {a, b, c}) {
          yes += one == Truth::yes ? 1 : 0;
          unknown += one == Truth::unknown ? 1 : 0;
        }
        for (int least = 1; least <= 3; ++least) {
          const Truth expected = yes >= least ? Truth::yes : yes + unknown < least ? Truth::no : Truth::unknown;
          check(expected, "at_least(" + std::to_string(least) + ", x.a, x.b, x.c)");
        }
      }
    }
  }
}

TEST(Condition, and_binds_closer_than_or_and_not_closest) {
  set("x.a", Truth::yes);
  set("x.b", Truth::no);
  set("x.c", Truth::no);
  check(Truth::yes, "x.a or x.b and x.c");
  check(Truth::no, "(x.a or x.b) and x.c");
  check(Truth::yes, "not x.b and x.a");
  check(Truth::no, "not (x.b or x.a)");
  check(Truth::yes, "not not x.a");
  check(Truth::yes, "not x.b == true");
}

TEST(Condition, compares_values_of_every_kind) {
  feed("ups-main.output.source", 10s, Enumeration{"on_battery", 5});
  feed("ups-main.status", 10s, Flags{{"low_battery"}});
  feed("ups-main.battery.charge", 10s, std::int64_t{40});
  feed("ups-main.battery.runtime", 10s, std::int64_t{900});
  feed("ups-main.device.model", 10s, Text{"Smart-UPS 3000"});
  feed("meter.input.L1-N.voltage", 10s, 89.5);
  feed("ats.input.1.voltage", 10s, 89.5);
  feed("ats.on", 10s, true);
  const std::map<std::string, Truth> rows = {
      {"ups-main.output.source == \"on_battery\"", Truth::yes},
      {"ups-main.output.source == 'on_battery'", Truth::yes},
      {"\"on_battery\" == ups-main.output.source", Truth::yes},
      {"ups-main.output.source != \"normal\"", Truth::yes},
      {"ups-main.output.source in [\"normal\", \"bypass\"]", Truth::no},
      {"ups-main.output.source in ['on_battery']", Truth::yes},
      {"not ups-main.output.source in ['on_battery']", Truth::no},
      {"ups-main.status has \"low_battery\"", Truth::yes},
      {"ups-main.status has \"overload\"", Truth::no},
      {"ups-main.battery.charge == 40%", Truth::yes},
      {"ups-main.battery.charge < 40%", Truth::no},
      {"ups-main.battery.charge <= 40", Truth::yes},
      {"40.5 > ups-main.battery.charge", Truth::yes},
      {"ups-main.battery.charge in [20%, 40%]", Truth::yes},
      {"ups-main.battery.runtime <= 15m", Truth::yes},
      {"ups-main.battery.runtime < 15m", Truth::no},
      {"ups-main.battery.runtime > 899500ms", Truth::yes},
      {"ups-main.device.model == 'Smart-UPS 3000'", Truth::yes},
      {"meter.input.L1-N.voltage<90", Truth::yes},
      {"meter.input.L1-N.voltage > -90", Truth::yes},
      {"meter.input.L1-N.voltage == ats.input.1.voltage", Truth::yes},
      {"ats.on", Truth::yes},
      {"ats.on == false", Truth::no},
      {"ats.on != 0", Truth::yes},
      {"true", Truth::yes},
      {"false or ats.on", Truth::yes},
  };
  for (const auto& [text, expected] : rows) check(expected, text);
}

TEST(Condition, compares_integers_and_numbers_exactly) {
  feed("x.i", 10s, kHuge);
  feed("x.j", 10s, kHuge - 1);
  feed("x.d", 10s, static_cast<double>(kHuge - 1));
  check(Truth::no, "x.i == x.j");
  check(Truth::yes, "x.i > x.j");
  check(Truth::yes, "x.i > 9007199254740992");
  check(Truth::yes, "x.i == 9007199254740993");
  check(Truth::yes, "x.i > x.d");
  check(Truth::yes, "x.d < x.i");
  check(Truth::yes, "x.j == x.d");
  check(Truth::yes, "x.i < 1e300");
  check(Truth::no, "x.i < -1e300");
  feed("x.i", 10s, std::int64_t{-3});
  check(Truth::yes, "x.i > -3.5");
  check(Truth::yes, "x.i < -2.5");
}

TEST(Condition, is_unknown_where_a_value_is_missing_bad_stale_or_of_another_sort) {
  check(Truth::unknown, "x.i > 1");
  feed("x.i", 10s, std::int64_t{5}, Quality::bad);
  check(Truth::unknown, "x.i > 1");
  feed("x.i", 11s, std::int64_t{5});
  check(Truth::yes, "x.i > 1", 14s);
  check(Truth::unknown, "x.i > 1", 14s + 1us);
  feed("x.i", 20s, Text{"five"});
  check(Truth::unknown, "x.i > 1", 20s);
  feed("x.d", 20s, std::nan(""));
  check(Truth::unknown, "x.d > 1", 20s);
  check(Truth::unknown, "x.d != 1", 20s);
  feed("ups-main.status", 20s, std::int64_t{1});
  check(Truth::unknown, "ups-main.status has \"overload\"", 20s);
}

TEST(Condition, notes_that_an_uncertain_value_took_part) {
  const Condition condition = parse("x.a and x.i > 1");
  feed("x.a", 10s, true);
  feed("x.i", 10s, std::int64_t{5}, Quality::uncertain);
  const Evaluation evaluation = condition.evaluate(feed.view, at(10s));
  CHECK(evaluation.truth == Truth::yes);
  CHECK_TRUE(evaluation.uncertain);
  feed("x.i", 11s, std::int64_t{5});
  CHECK_FALSE(condition.evaluate(feed.view, at(11s)).uncertain);
}

TEST(Condition, age_is_known_from_the_first_good_sample_and_grows_when_stale) {
  check(Truth::unknown, "age(x.i) > 10s");
  feed("x.i", 9s, std::int64_t{1}, Quality::bad);
  check(Truth::unknown, "age(x.i) > 10s");
  feed("x.i", 10s, std::int64_t{1});
  feed("x.i", 11s, std::int64_t{1}, Quality::bad);
  check(Truth::no, "age(x.i) > 10s", 20s);
  check(Truth::yes, "age(x.i) >= 10s", 20s);
  check(Truth::yes, "age(x.i) > 10s", 20s + 1us);
  check(Truth::yes, "1h < age(x.i)", 2h);
  check(Truth::yes, "age(x.i) > 10s", 5h);
}

TEST(Condition, rate_is_unknown_until_its_window_is_covered) {
  const Condition condition = parse("rate(x.i, \"5s\") > 1 or rate(x.i, 2s) > 100");
  LONGS_EQUAL(1, condition.windows().size());
  CHECK(condition.windows()[0].second == 5s);
  LONGS_EQUAL(1, condition.points().size());
  feed.view.keep_history(names.find("x.i").value(), 5s);
  for (int i = 0; i <= 4; ++i) {
    feed("x.i", std::chrono::seconds{i}, std::int64_t{2} * i);
    CHECK(condition.evaluate(feed.view, at(std::chrono::seconds{i})).truth == Truth::unknown);
  }
  feed("x.i", 5s, std::int64_t{10});
  CHECK(condition.evaluate(feed.view, at(5s)).truth == Truth::yes);
}

TEST(Condition, says_until_when_samples_bear_it_out) {
  set("x.a", Truth::yes, 5s);
  set("x.b", Truth::yes, 6s);
  set("x.c", Truth::no, 7s);
  const std::map<std::string, Duration> rows = {
      {"x.a", 5s},
      {"x.a and x.b", 5s},  // both are needed: the older
      {"x.a or x.b", 6s},   // one suffices: the newer
      {"x.a and x.c", 7s},  // its no decides
      {"not x.c", 7s},
      {"at_least(2, x.a, x.b, x.c)", 5s},
      {"at_least(3, x.a, x.b, x.c)", 7s},
      {"x.a or age(x.a) > 1s", 8s},  // an age is of this very moment
      {"x.a and age(x.a) > 1s", 5s},
  };
  for (const auto& [text, expected] : rows) {
    CHECK_TEXT(parse(text).evaluate(feed.view, at(8s)).as_of == at(expected), text.c_str());
  }
}

TEST(Condition, tells_when_time_alone_may_change_it) {
  const Condition by_age = parse("age(x.i) > 10s");
  CHECK_TRUE(by_age.uses_age());
  CHECK_FALSE(by_age.next_change(feed.view, at(1s)).has_value());
  feed("x.i", 10s, std::int64_t{1});
  CHECK(by_age.next_change(feed.view, at(12s)) == at(20s));
  CHECK(by_age.next_change(feed.view, at(20s)) == at(20s + 1us));
  CHECK_FALSE(by_age.next_change(feed.view, at(21s)).has_value());

  const Condition by_value = parse("x.i > 1 and x.a");
  CHECK_FALSE(by_value.uses_age());
  feed("x.a", 11s, true);
  CHECK(by_value.next_change(feed.view, at(12s)) == at(13s + 1us));
  CHECK(by_value.next_change(feed.view, at(13s + 1us)) == at(14s + 1us));
  CHECK_FALSE(by_value.next_change(feed.view, at(15s)).has_value());
}

TEST(Condition, evidence_names_every_point_once_as_it_was_seen) {
  const Condition condition = parse("x.i > 1 and ups-main.output.source == 'on_battery' or x.i == 0 or x.a");
  feed("x.i", 10s, std::int64_t{5}, Quality::uncertain);
  feed("ups-main.output.source", 5s, Enumeration{"on_battery", 5});
  const std::vector<Evidence> evidence = condition.evidence(feed.view, at(10s));
  LONGS_EQUAL(3, evidence.size());
  STRCMP_EQUAL("5", evidence[0].value.c_str());
  CHECK(evidence[0].quality == Quality::uncertain);
  CHECK(evidence[0].stamp.steady == at(10s));
  STRCMP_EQUAL("on_battery", evidence[1].value.c_str());
  CHECK(evidence[1].quality == Quality::bad);
  CHECK(evidence[1].reason == model::Reason::stale);
  STRCMP_EQUAL("", evidence[2].value.c_str());
  CHECK(evidence[2].reason == model::Reason::never_read);
}

TEST(Condition, without_a_text_is_unknown) {
  const Condition none;
  CHECK(none.evaluate(feed.view, at(1s)).truth == Truth::unknown);
  CHECK_TRUE(none.evidence(feed.view, at(1s)).empty());
  CHECK_FALSE(none.next_change(feed.view, at(1s)).has_value());
}
