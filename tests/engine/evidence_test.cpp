// Evidence as people give it.
#include "agent/engine/given.hpp"
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using engine::EvidenceGiven;
using test::EngineBranch;

namespace {

constexpr std::chrono::year_month_day filed{2026y, std::chrono::February, 10d};
constexpr std::chrono::year_month_day today{2026y, std::chrono::March, 1d};

model::Site with_resources() {
  model::Site site = EngineBranch::default_site();
  model::Resource diesel;
  diesel.id = "diesel";
  diesel.title = "Fuel of the generator";
  diesel.unit = "l";
  diesel.least = 60;
  diesel.checked = filed;
  diesel.value = 90;
  diesel.valid_for = 24h * 7;
  site.resources["diesel"] = diesel;
  model::Resource spare;
  spare.id = "spare";
  site.resources["spare"] = spare;
  return site;
}

}  // namespace

TEST_GROUP(EvidenceGiven) {
  EngineBranch branch{with_resources()};
  void setup() override {
    branch.pass(1s);
    branch.now.wall = std::chrono::sys_days{today} + 9h;
  }
  void give(const std::string& resource, model::Day on, std::optional<double> value) {
    branch.give(EvidenceGiven{resource, on, value, "dipstick", "li (as root)"});
  }
  std::string shown(const std::string& resource) {
    const auto all = engine::describe_evidence(branch.engine->site(), branch.state, today);
    for (const auto& each : all.at("resources").as_array())
      if (each.at("id") == boost::json::value(resource)) return std::string(each.at("shown").as_string());
    return "none";
  }
};

TEST(EvidenceGiven, counts_from_the_turn_on_and_through_a_restart) {
  STRCMP_EQUAL("lapsed", shown("diesel").c_str());
  STRCMP_EQUAL("missing", shown("spare").c_str());
  give("diesel", today, 85.5);
  give("spare", today, {});
  LONGS_EQUAL(2, branch.count("evidence.given"));
  branch.restart();
  STRCMP_EQUAL("counts", shown("diesel").c_str());
  STRCMP_EQUAL("counts", shown("spare").c_str());
  DOUBLES_EQUAL(85.5, branch.state.evidence.at("diesel").value.value(), 0);
  give("diesel", today, 42);  // of the same day: a correction
  STRCMP_EQUAL("too-low", shown("diesel").c_str());
}

TEST(EvidenceGiven, is_journalled_with_who_and_what) {
  give("diesel", today, 85.5);
  STRCMP_EQUAL("diesel", branch.last("evidence.given")->subject.c_str());
  const std::string data = branch.last("evidence.given")->bytes();
  for (const char* part : {R"("on":"2026-03-01")", R"("value":8.55E1)", R"("unit":"l")", R"("text":"dipstick")",
                           R"-("who":"li (as root)")-", R"("title":"Fuel of the generator")"})
    STRCMP_CONTAINS(part, data.c_str());
}

TEST(EvidenceGiven, is_refused_when_it_cannot_be) {
  const struct {
    const char* resource;
    model::Day on;
    std::optional<double> value;
    const char* why;
  } cases[] = {
      {"deisel", today, 85, "did you mean `diesel`?"},
      {"diesel", model::Day{2026y, std::chrono::March, 2d}, 85,
       "lies in the future: by the agent's clock it is 2026-03-01"},
      {"diesel", model::Day{2026y, std::chrono::February, 30d}, 85, "none of the calendar"},
      {"diesel", model::Day{2026y, std::chrono::February, 9d}, 85, "newer already, of 2026-02-10"},
      {"diesel", today, std::numeric_limits<double>::infinity(), "no number"},
      {"diesel", today, std::nullopt, "wants a value in l: at least 60"},
  };
  for (const auto& each : cases) {
    const EvidenceGiven given{each.resource, each.on, each.value, "", "li"};
    STRCMP_CONTAINS(each.why, engine::refusal(branch.engine->site(), branch.state, given, today).c_str());
    branch.give(given);
    LONGS_EQUAL_TEXT(0, branch.count("evidence.given"), each.why);
    CHECK_TEXT(branch.state.evidence.empty(), each.why);
  }
}
