// How the engine takes silence: a device that does not answer is not yet one that has failed.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using continuity::Health;
using test::EngineBranch;

namespace {

model::Needs one(std::string name) { return {model::Needs::Rule::one, 0, std::move(name), {}}; }

model::Site a_site() {
  model::Site site = EngineBranch::default_site();
  site.devices["router"].device_class = "gateway";
  site.devices["ups"].device_class = "ups";
  site.devices["pdu"].device_class = "pdu";
  site.devices["pdu"].powered_by = one("ups");
  site.services["cash"].up_when.clear();
  site.services["cash"].needs = {model::Needs::Rule::all_of, 0, "", {one("router"), one("pdu")}};
  return site;
}

// All answer, for so long that nothing is news any more.
void settle(EngineBranch& branch) {
  for (const char* device : {"ups", "meter", "pdu", "router"}) branch.give(engine::ContactNews{device, true, ""});
  branch.pass(40s);
}

void falls_silent(EngineBranch& branch, const char* device) {
  branch.silent.insert(device);
  branch.give(engine::ContactNews{device, false, "no answer"});
}

void answers_again(EngineBranch& branch, const char* device) {
  branch.silent.erase(device);
  branch.give(engine::ContactNews{device, true, ""});
}

Health health(const EngineBranch& branch, const char* name) {
  return branch.state.seen.healths.of(*branch.engine->graph().find(name));
}

}  // namespace

TEST_GROUP(Silence){};

TEST(Silence, for_a_moment_is_unknown_and_no_news) {
  EngineBranch branch(a_site());
  settle(branch);
  const std::size_t before = branch.count("health.changed");
  for (int i = 0; i < 20; ++i) {
    falls_silent(branch, "router");
    CHECK(health(branch, "device.router") == Health::unknown);
    CHECK(health(branch, "service.cash") == Health::unknown);
    branch.pass(9s);
    answers_again(branch, "router");
    CHECK(health(branch, "service.cash") == Health::normal);
    branch.pass(1s);
  }
  LONGS_EQUAL(before, branch.count("health.changed"));
  LONGS_EQUAL(0, branch.count("service.down"));
}

TEST(Silence, that_lasts_is_told_as_unknown_and_then_as_down) {
  EngineBranch branch(a_site());
  settle(branch);
  falls_silent(branch, "router");
  branch.pass(11s);
  STRCMP_EQUAL("unknown", std::string(branch.last("health.changed")->data.at("to").as_string()).c_str());
  LONGS_EQUAL(0, branch.count("service.down"));
  branch.pass(18s);
  LONGS_EQUAL(0, branch.count("service.down"));
  branch.pass(2s);
  CHECK(health(branch, "device.router") == Health::down);
  LONGS_EQUAL(1, branch.count("service.down"));
}

TEST(Silence, of_what_passes_power_on_is_never_taken_for_its_failure) {
  for (const char* device : {"pdu", "ups"}) {
    EngineBranch branch(a_site());
    settle(branch);
    falls_silent(branch, device);
    branch.pass(10min);
    CHECK(health(branch, (std::string("device.") + device).c_str()) == Health::unknown);
    LONGS_EQUAL(0, branch.count("service.down"));
  }
}

TEST(Silence, of_a_ups_does_not_make_unknown_what_it_feeds_and_is_seen_to_answer) {
  EngineBranch branch(a_site());
  settle(branch);
  falls_silent(branch, "ups");
  branch.pass(1min);
  CHECK(health(branch, "device.pdu") == Health::at_risk);
  CHECK(continuity::is_up(health(branch, "service.cash")));
}

TEST(Silence, since_before_a_restart_counts_from_the_restart) {
  EngineBranch branch(a_site());
  settle(branch);
  falls_silent(branch, "router");
  branch.pass(25s);
  branch.restart();
  falls_silent(branch, "router");
  branch.pass(29s);
  LONGS_EQUAL(0, branch.count("service.down"));
  branch.pass(2s);
  LONGS_EQUAL(1, branch.count("service.down"));
}
