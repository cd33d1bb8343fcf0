// Since when a service has hung on batteries alone: its hold is counted from then.
#include "agent/engine/describe.hpp"
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using test::EngineBranch;

namespace {

model::Needs one(std::string name) { return {model::Needs::Rule::one, 0, std::move(name), {}}; }

// mains -> meter -> ups -> pdu -> cash; the meter answers without the mains, too. The card service has another way.
model::Site a_site() {
  model::Site site = EngineBranch::default_site();
  site.disruptions.clear();
  site.sources["mains"].id = "mains";
  site.sources["mains"].up_when = "meter.input.voltage > 90";
  site.devices["ups"].device_class = "ups";
  site.devices["meter"].device_class = "meter";
  site.devices["meter"].powered_by = one("source.mains");
  site.devices["ups"].powered_by = one("meter");
  site.devices["pdu"].device_class = "pdu";
  site.devices["pdu"].powered_by = one("ups");
  site.services["cash"].up_when.clear();
  site.services["cash"].needs = one("pdu");
  site.services["card"].id = "card";
  site.services["card"].needs = {model::Needs::Rule::any_of, 0, "", {one("pdu"), one("router")}};
  return site;
}

std::optional<Duration> span(const EngineBranch& branch, const char* service, const char* field) {
  const auto object = engine::describe_service(*branch.engine, branch.state, service, branch.now);
  const auto& value = object.at(field);
  if (value.is_null()) return std::nullopt;
  return std::chrono::milliseconds{value.to_number<std::int64_t>()};
}

std::optional<Duration> on_batteries(const EngineBranch& branch, const char* service) {
  return span(branch, service, "on_batteries_ms");
}

// The cash desk draws 100 W of a battery that says an hour at 100 W: 90 Wh to plan with. It is to be held three
// minutes.
model::Site with_a_load() {
  model::Site site = a_site();
  site.devices["desk"].id = "desk";
  site.devices["desk"].powered_by = one("pdu.outlet.1");
  site.services["cash"].needs = one("desk");
  site.services["cash"].hold = 3min;
  site.loads["desk"].id = "desk";
  site.loads["desk"].outlet = "pdu.outlet.1";
  site.loads["desk"].watts = 100;
  return site;
}

void survey(EngineBranch& branch) {
  engine::Survey found;
  for (const std::string& point : branch.engine->readings())
    found.readings.push_back(point == "ups.battery.runtime"    ? std::optional{3600.0}
                             : point == "ups.output.realpower" ? std::optional{100.0}
                                                               : std::nullopt);
  branch.give(std::move(found));
}

std::unique_ptr<EngineBranch> settled(model::Site site) {
  auto branch = std::make_unique<EngineBranch>(std::move(site));
  for (const char* device : {"ups", "meter", "pdu", "router"}) branch->give(engine::ContactNews{device, true, ""});
  branch->pass(40s);
  return branch;
}

void falls_silent(EngineBranch& branch, const char* device) {
  branch.silent.insert(device);
  branch.give(engine::ContactNews{device, false, "no answer"});
}

}  // namespace

TEST_GROUP(OnBatteries){};

TEST(OnBatteries, counts_from_when_the_last_other_way_has_gone_until_there_is_input_again) {
  const auto branch = settled(a_site());
  CHECK_FALSE(on_batteries(*branch, "cash").has_value());
  branch->mains(false);
  branch->pass(20s);
  CHECK(on_batteries(*branch, "cash") > 19s);
  CHECK_FALSE(on_batteries(*branch, "card").has_value());  // the router hangs on no battery
  branch->mains(true);
  branch->pass(1s);
  CHECK_FALSE(on_batteries(*branch, "cash").has_value());
}

TEST(OnBatteries, is_not_forgotten_in_a_restart) {
  const auto branch = settled(a_site());
  branch->mains(false);
  branch->pass(20s);
  branch->restart();
  branch->pass(20s);
  CHECK(on_batteries(*branch, "cash") > 39s);
}

TEST(OnBatteries, goes_by_the_word_of_the_ups_where_it_has_one) {
  const auto branch = settled(a_site());
  branch->set("ups.output.source", model::Value{model::Enumeration{"on_battery"}});  // its breaker: the mains are there
  branch->pass(20s);
  CHECK(on_batteries(*branch, "cash") > 19s);
  branch->mains(true);
  branch->pass(1s);
  CHECK_FALSE(on_batteries(*branch, "cash").has_value());
  branch->set("meter.input.voltage", 0.0);  // says the meter; the UPS has input
  branch->pass(20s);
  CHECK_FALSE(on_batteries(*branch, "cash").has_value());
}

TEST(OnBatteries, goes_by_what_feeds_a_ups_that_does_not_answer) {
  const auto branch = settled(a_site());
  falls_silent(*branch, "ups");
  branch->pass(5s);
  branch->mains(false);
  branch->pass(20s);
  CHECK(on_batteries(*branch, "cash") > 19s);
}

TEST(OnBatteries, is_neither_begun_nor_ended_by_what_cannot_be_told) {
  const auto branch = settled(a_site());
  falls_silent(*branch, "ups");
  falls_silent(*branch, "meter");
  branch->pass(60s);
  CHECK_FALSE(on_batteries(*branch, "cash").has_value());
  branch->silent.clear();
  for (const char* device : {"ups", "meter"}) branch->give(engine::ContactNews{device, true, ""});
  branch->mains(false);
  branch->pass(20s);
  falls_silent(*branch, "ups");
  falls_silent(*branch, "meter");
  branch->pass(60s);
  CHECK(on_batteries(*branch, "cash") > 79s);
}

TEST(OnBatteries, leave_what_is_left_of_the_hold) {
  const auto branch = settled(with_a_load());
  survey(*branch);
  branch->mains(false);
  branch->pass(1s);
  CHECK(on_batteries(*branch, "cash").has_value());
  CHECK_FALSE(span(*branch, "cash", "batteries_left_ms").has_value());  // worked out before the loss
  branch->pass(59s);
  survey(*branch);
  const auto left = span(*branch, "cash", "batteries_left_ms");
  CHECK(left > 2min - 1s);
  CHECK(left < 2min + 1s);
  CHECK(span(*branch, "cash", "batteries_left_without_shedding_ms") == Duration{54min});
  branch->pass(10s);  // no survey meanwhile
  const auto object = engine::describe_service(*branch->engine, branch->state, "cash", branch->now);
  CHECK(span(*branch, "cash", "batteries_left_ms") < 2min - 9s);
  STRCMP_EQUAL(engine::rfc3339(branch->now.wall + *left - 10s).c_str(), object.at("held_until").as_string().c_str());
}

TEST(OnBatteries, are_not_claimed_outside_the_hours) {
  model::Site site = with_a_load();
  model::WeekHours::Span day;  // it is midnight now
  day.days.fill(true);
  day.from = 2min;
  site.services["cash"].hours.spans = {day};
  const auto branch = settled(std::move(site));
  branch->mains(false);
  branch->pass(60s);
  survey(*branch);
  CHECK(on_batteries(*branch, "cash") > 59s);
  CHECK_FALSE(span(*branch, "cash", "batteries_left_ms").has_value());
  branch->pass(60s);  // open since 40 s
  survey(*branch);
  CHECK(span(*branch, "cash", "batteries_left_ms") > 2min);
  CHECK(span(*branch, "cash", "batteries_left_ms") < 2min + 30s);
}
