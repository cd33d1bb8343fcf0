#include "agent/incident/grades.hpp"

#include <fmt/format.h>

#include "CppUTest/TestHarness.h"

namespace holdfast::incident {
namespace {

using namespace std::chrono_literals;
using model::GradeRule;
using model::Reach;

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const std::string& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}

std::string doubted(const std::vector<Doubt>& doubts) {
  std::string all;
  for (const Doubt& doubt : doubts) all += (all.empty() ? "" : "; ") + doubt.rule + ": " + doubt.text;
  return all;
}

// Time runs from an instant that is Monday 2026-03-02 08:00 in Shanghai; peak hours are 09:00 to 17:00.
constexpr SteadyTime start{Duration{1'000'000'000}};
const WallTime monday = std::chrono::sys_days{std::chrono::year{2026} / 3 / 2};

std::string minutes_of(std::optional<SteadyTime> at) {
  if (!at) return "never";
  return fmt::format("{}", std::chrono::duration_cast<std::chrono::minutes>(*at - start).count());
}

// A service of class 1 with a part of the revenue, down from so many minutes on.
ServiceDown down(const char* id, int from, std::optional<double> revenue = 0.2, int priority_class = 1) {
  return {id, priority_class, revenue, revenue, start + from * 1min};
}

GradeRule rule(const char* id, const char* grade) {
  GradeRule made;
  made.id = id;
  made.grade = grade;
  return made;
}

TEST_GROUP(Grades) {
  const continuity::Calendar calendar{Zone("Asia/Shanghai", 8h, {}), {}};
  model::RuleSet rules;
  GradeFacts facts;

  void setup() override {
    rules.id = "test";
    rules.grades = {"low", "middle", "high"};
    rules.peak.spans = {{{true, true, true, true, true, false, false}, 9h, 17h, {}}};
    facts.since = start;
    at(0);
  }
  void at(int minute) {
    facts.now = start + minute * 1min;
    facts.wall = monday + minute * 1min;
  }
  Grading look(const GradeState& previous = {}) { return evaluate(rules, calendar, facts, previous); }
};

TEST(Grades, a_rule_holds_when_all_it_asks_for_does) {
  const auto made = [](auto change) {
    GradeRule each = rule("r", "high");
    change(each);
    return each;
  };
  const struct {
    const char* what;
    GradeRule rule;
    std::vector<ServiceDown> down;
    int minute;
    const char* grade;
    const char* doubts;
    const char* next;
  } cases[] = {
      {"the incident lasts", made([](auto& r) { r.lasts = 1h; }), {}, 60, "high", "", "never"},
      {"not long enough", made([](auto& r) { r.lasts = 1h; }), {}, 59, "", "", "60"},
      {"a service is down", made([](auto& r) { r.services_down = 1; }), {down("a", 0)}, 0, "high", "", "never"},
      {"none is", made([](auto& r) { r.services_down = 1; }), {}, 600, "", "", "never"},
      {"two of two",
       made([](auto& r) { r.services_down = 2, r.lasts = 1h; }),
       {down("b", 30), down("a", 0)},
       90,
       "high",
       "",
       "never"},
      {"the second is down not long enough",
       made([](auto& r) { r.services_down = 2, r.lasts = 1h; }),
       {down("b", 30), down("a", 0)},
       89,
       "",
       "",
       "90"},
      {"one of two", made([](auto& r) { r.services_down = 2; }), {down("a", 0)}, 600, "", "", "never"},
      {"only those named count", made([](auto& r) { r.services = {"b"}; }), {down("a", 0)}, 600, "", "", "never"},
      {"the one named",
       made([](auto& r) { r.services = {"b"}, r.lasts = 10min; }),
       {down("a", 0), down("b", 5)},
       15,
       "high",
       "",
       "never"},
      {"a more important class counts",
       made([](auto& r) { r.service_class = 2; }),
       {down("a", 0, 0.1, 1)},
       0,
       "high",
       "",
       "never"},
      {"a less important one does not",
       made([](auto& r) { r.service_class = 2; }),
       {down("a", 0, 0.1, 3)},
       0,
       "",
       "",
       "never"},
      {"nobody knows the class",
       made([](auto& r) { r.service_class = 2, r.lasts = 10min; }),
       {down("a", 0, 0.1, 0)},
       10,
       "",
       "r: the priority class of service a is not known",
       "never"},
      {"nobody knows the class, and it is early",
       made([](auto& r) { r.service_class = 2, r.lasts = 10min; }),
       {down("a", 0, 0.1, 0)},
       9,
       "",
       "",
       "10"},
      {"shares add up",
       made([](auto& r) { r.revenue_share = 0.3; }),
       {down("a", 0, 0.1), down("b", 0, 0.2)},
       0,
       "high",
       "",
       "never"},
      {"shares are too small",
       made([](auto& r) { r.volume_share = 0.31; }),
       {down("a", 0, 0.1), down("b", 0, 0.2)},
       0,
       "",
       "",
       "never"},
      {"a share is not known",
       made([](auto& r) { r.volume_share = 0.31; }),
       {down("a", 0, 0.1), down("b", 0, {})},
       0,
       "",
       "r: the share of volume of service b is not known",
       "never"},
      {"what is known is enough",
       made([](auto& r) { r.volume_share = 0.3; }),
       {down("b", 0, {}), down("a", 0, 0.3)},
       0,
       "high",
       "",
       "never"},
      {"too few, whatever the share",
       made([](auto& r) { r.volume_share = 0.3, r.services_down = 2; }),
       {down("b", 0, {})},
       0,
       "",
       "",
       "never"},
      {"its class of disruption",
       made([](auto& r) {
         r.disruption_classes = {"attack", "utility"};
       }),
       {},
       0,
       "high",
       "",
       "never"},
      {"another class", made([](auto& r) { r.disruption_classes = {"attack"}; }), {}, 0, "", "", "never"},
      {"at peak, before", made([](auto& r) { r.at_peak = true; }), {}, 59, "", "", "60"},
      {"at peak", made([](auto& r) { r.at_peak = true; }), {}, 60, "high", "", "never"},
      {"peak time only counts", made([](auto& r) { r.at_peak = true, r.lasts = 3h; }), {}, 239, "", "", "240"},
      {"peak time has lasted", made([](auto& r) { r.at_peak = true, r.lasts = 3h; }), {}, 240, "high", "", "never"},
      {"over the night", made([](auto& r) { r.at_peak = true, r.lasts = 9h; }), {}, 600, "", "", "1560"},
      {"farther than the branch sees",
       made([](auto& r) { r.reach = Reach::province, r.lasts = 1h; }),
       {},
       60,
       "",
       "r: only the operations centre can tell whether it reaches a whole province",
       "never"},
      {"farther, and too early", made([](auto& r) { r.reach = Reach::province, r.lasts = 1h; }), {}, 30, "", "", "60"},
  };
  facts.disruption_classes = {"utility"};
  for (const auto& each : cases) {
    rules.rules = {each.rule};
    facts.down = each.down;
    at(each.minute);
    const Grading seen = look();
    STRCMP_EQUAL_TEXT(each.grade, seen.state.grade.c_str(), each.what);
    STRCMP_EQUAL_TEXT(each.doubts, doubted(seen.doubts).c_str(), each.what);
    STRCMP_EQUAL_TEXT(each.next, minutes_of(seen.next).c_str(), each.what);
    CHECK_EQUAL_TEXT(*each.grade != 0, seen.raised, each.what);
    if (!seen.next) continue;
    facts.now = *seen.next;  // it says something new exactly when it said it would
    facts.wall = monday + (*seen.next - start);
    const Grading later = look(seen.state);
    CHECK_TEXT(later.raised || !later.doubts.empty(), each.what);
    facts.now -= 1s;
    *facts.wall -= 1s;
    const Grading sooner = look(seen.state);
    CHECK_TEXT(!sooner.raised && sooner.doubts.empty(), each.what);
  }
}

TEST(Grades, peak_hours_are_in_doubt_while_the_time_of_day_is) {
  rules.rules = {rule("r", "high")};
  rules.rules[0].at_peak = true;
  rules.rules[0].lasts = 1h;
  at(180);
  facts.wall.reset();
  const Grading seen = look();
  STRCMP_EQUAL("", seen.state.grade.c_str());
  STRCMP_EQUAL("r: the time of day is not certain, so neither are peak hours", doubted(seen.doubts).c_str());
}

TEST(Grades, what_the_centre_says_of_its_reach_counts) {
  rules.rules = {rule("r", "high")};
  rules.rules[0].reach = Reach::province;
  facts.reach = Reach::provinces;
  STRCMP_EQUAL("high", look().state.grade.c_str());
}

TEST(Grades, a_grade_rises_and_never_falls_by_itself) {
  rules.rules = {rule("one", "low"), rule("two", "middle")};
  rules.rules[0].services_down = 1;
  rules.rules[1].services_down = 1;
  rules.rules[1].lasts = 30min;
  facts.down = {down("a", 0)};
  Grading seen = look();
  STRCMP_EQUAL("low", seen.state.grade.c_str());
  STRCMP_EQUAL("test", seen.state.rules.c_str());
  at(30);
  seen = look(seen.state);
  STRCMP_EQUAL("middle", seen.state.grade.c_str());
  CHECK(seen.raised);
  STRCMP_EQUAL("one two", joined(seen.holding).c_str());
  facts.down.clear();
  at(31);
  seen = look(seen.state);
  STRCMP_EQUAL("middle", seen.state.grade.c_str());
  CHECK(!seen.raised);
  STRCMP_EQUAL("", joined(seen.holding).c_str());
  CHECK_EQUAL(2, seen.state.held.size());
}

TEST(Grades, what_a_person_has_set_stands_until_another_rule_holds) {
  rules.rules = {rule("now", "middle"), rule("later", "high")};
  rules.rules[0].services_down = 1;
  rules.rules[1].services_down = 1;
  rules.rules[1].lasts = 1h;
  facts.down = {down("a", 0)};
  const GradeState raised = look().state;
  const Result<GradeState> lowered = set_grade(rules, raised, "low", "li", "only one teller", start + 5min);
  CHECK(lowered.has_value());
  STRCMP_EQUAL("middle", lowered->set.at(0).from.c_str());
  STRCMP_EQUAL("low", lowered->set.at(0).to.c_str());
  at(59);
  Grading seen = look(*lowered);
  STRCMP_EQUAL("low", seen.state.grade.c_str());
  CHECK(!seen.raised);
  at(60);
  seen = look(seen.state);
  STRCMP_EQUAL("high", seen.state.grade.c_str());
  CHECK(seen.raised);
}

TEST(Grades, are_set_by_somebody_for_a_reason) {
  GradeState state;
  state.grade = "low";
  const struct {
    const char* grade;
    const char* who;
    const char* reason;
    bool right;
  } cases[] = {
      {"middle", "li", "half the town", true}, {"", "li", "a false alarm", true},  {"low", "li", "the same", false},
      {"grave", "li", "unknown", false},       {"high", "", "nobody said", false}, {"high", "li", "", false},
  };
  for (const auto& each : cases) {
    CHECK_EQUAL_TEXT(each.right, set_grade(rules, state, each.grade, each.who, each.reason, start).has_value(),
                     each.reason);
  }
}

TEST(Grades, obligations_run_from_when_their_grade_was_reached) {
  rules.rules = {rule("now", "low"), rule("later", "high")};
  rules.rules[0].services_down = 1;
  rules.rules[1].services_down = 1;
  rules.rules[1].lasts = 1h;
  rules.obligations = {{"report", "", "middle", "", 2h, "", false},
                       {"brief", "", "middle", "", 30min, "", false},
                       {"note", "", "low", "", 24h, "", false}};
  facts.down = {down("a", 0)};
  const auto due = [](const Grading& seen) {
    std::string all;
    for (const auto& each : seen.obligations) all += each.id + "@" + minutes_of(each.due) + " ";
    return all;
  };
  Grading seen = look();
  STRCMP_EQUAL("note@1440 ", due(seen).c_str());
  at(60);
  seen = look(seen.state);
  STRCMP_EQUAL("brief@90 report@180 note@1440 ", due(seen).c_str());
  at(300);
  seen = look(seen.state);
  STRCMP_EQUAL("brief@90 report@180 note@1440 ", due(seen).c_str());  // passed ones stay
  seen = look(*set_grade(rules, seen.state, "low", "li", "not that grave", facts.now));
  STRCMP_EQUAL("note@1440 ", due(seen).c_str());
  seen = look(*set_grade(rules, seen.state, "middle", "li", "it is", facts.now));
  STRCMP_EQUAL("brief@330 report@420 note@1440 ", due(seen).c_str());
}

TEST(Grades, rules_that_were_replaced_while_it_lasts_grade_it_anew_and_it_does_not_fall) {
  rules.rules = {rule("r", "middle")};
  rules.rules[0].services_down = 1;
  facts.down = {down("a", 0)};
  const GradeState before = look().state;
  rules.in_force = std::chrono::year{2027} / 1 / 1;
  rules.rules = {rule("r", "low"), rule("s", "high")};
  rules.rules[1].services_down = 2;
  rules.rules[0].services_down = 1;
  const Grading seen = look(before);
  STRCMP_EQUAL("test of 2027-01-01", seen.state.rules.c_str());
  STRCMP_EQUAL("middle", seen.state.grade.c_str());
  rules.grades = {"a", "b"};
  rules.in_force = std::chrono::year{2028} / 1 / 1;
  rules.rules = {rule("r", "a")};
  STRCMP_EQUAL("a", look(seen.state).state.grade.c_str());
}

}  // namespace
}  // namespace holdfast::incident
