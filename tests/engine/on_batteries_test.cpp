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

std::unique_ptr<EngineBranch> a_branch() {
  auto branch = std::make_unique<EngineBranch>(a_site());
  for (const char* device : {"ups", "meter", "pdu", "router"}) branch->give(engine::ContactNews{device, true, ""});
  branch->pass(40s);
  return branch;
}

std::optional<Duration> on_batteries(const EngineBranch& branch, const char* service) {
  const auto object = engine::describe_service(*branch.engine, branch.state, service, branch.now);
  const auto& value = object.at("on_batteries_ms");
  if (value.is_null()) return std::nullopt;
  return std::chrono::milliseconds{value.to_number<std::int64_t>()};
}

void falls_silent(EngineBranch& branch, const char* device) {
  branch.silent.insert(device);
  branch.give(engine::ContactNews{device, false, "no answer"});
}

}  // namespace

TEST_GROUP(OnBatteries){};

TEST(OnBatteries, counts_from_when_the_last_other_way_has_gone_until_there_is_input_again) {
  const auto branch = a_branch();
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
  const auto branch = a_branch();
  branch->mains(false);
  branch->pass(20s);
  branch->restart();
  branch->pass(20s);
  CHECK(on_batteries(*branch, "cash") > 39s);
}

TEST(OnBatteries, goes_by_the_word_of_the_ups_where_it_has_one) {
  const auto branch = a_branch();
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
  const auto branch = a_branch();
  falls_silent(*branch, "ups");
  branch->pass(5s);
  branch->mains(false);
  branch->pass(20s);
  CHECK(on_batteries(*branch, "cash") > 19s);
}

TEST(OnBatteries, is_neither_begun_nor_ended_by_what_cannot_be_told) {
  const auto branch = a_branch();
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
