// A dismissal stands until the disruption clears or becomes worse.
#include "tests/engine/closing_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test::closing;
using test::EngineBranch;

namespace {

// On battery, and the only witness says that the mains are there: a person says that it is not real.
void dismissed_by_a_person(EngineBranch& branch) {
  branch.pass(1s);
  branch.set("ups.output.source", model::Value{model::Enumeration{"on_battery"}});
  branch.pass(4s);
  branch.give(word(Verb::dismiss));
  branch.pass(1s);
  STRCMP_EQUAL("dismissed", branch.incident_state().c_str());
}

model::Site that_asks() {
  model::Site site = a_site();
  site.disruptions["mains-lost"].unverified = model::Unverified::ask;
  return site;
}

}  // namespace

TEST_GROUP(Dismissal){};

TEST(Dismissal, stands_while_nothing_changes) {
  EngineBranch branch(that_asks());
  dismissed_by_a_person(branch);
  branch.pass(60s);
  LONGS_EQUAL(1, branch.state.incidents.size());
  LONGS_EQUAL(0, branch.count("disruption.reopened"));
}

TEST(Dismissal, lapses_when_a_witness_speaks_up_after_all) {
  EngineBranch branch(that_asks());
  dismissed_by_a_person(branch);
  branch.mains(false);
  branch.pass(1s);
  LONGS_EQUAL(2, branch.state.incidents.size());
  LONGS_EQUAL(1, branch.count("disruption.reopened"));
  STRCMP_EQUAL("responding", branch.incident_state().c_str());
}

TEST(Dismissal, lapses_when_a_service_goes_down_that_stands_on_it) {
  EngineBranch branch(that_asks());
  dismissed_by_a_person(branch);
  branch.give(engine::TimerDue{});
  cash(branch, false);
  branch.pass(500ms);
  LONGS_EQUAL(2, branch.state.incidents.size());
  STRCMP_EQUAL("detected", branch.incident_state().c_str());
  CHECK(branch.incident()->affected.contains("cash"));
  branch.pass(2s);  // no witness confirms it, and a person is asked again
  STRCMP_EQUAL("confirm", wanted_answers(branch).c_str());
  LONGS_EQUAL(1, branch.count("disruption.reopened"));
}

TEST(Dismissal, of_what_was_verified_lapses_with_a_service_too) {
  model::Site site = that_asks();
  site.disruptions["mains-lost"].declare = model::Declaration::ask;
  EngineBranch branch(site);
  branch.pass(1s);
  branch.mains(false);
  branch.pass(4s);
  branch.give(word(Verb::dismiss));
  branch.pass(1s);
  cash(branch, false);
  branch.pass(500ms);
  STRCMP_EQUAL("verified", branch.incident_state().c_str());
  STRCMP_EQUAL("incident-2", branch.incident()->id.c_str());
}

TEST(Dismissal, does_not_lapse_with_a_service_that_stands_elsewhere) {
  model::Site site = that_asks();
  site.services["cash"].needs = {};
  EngineBranch branch(site);
  dismissed_by_a_person(branch);
  cash(branch, false);
  branch.pass(1s);
  LONGS_EQUAL(1, branch.state.incidents.size());
}

TEST(Dismissal, is_archived_like_every_end_when_the_agent_forgets_it) {
  EngineBranch branch;
  branch.pass(1s);
  PersonsWord raised = word(Verb::raise);
  raised.text = "Water in the cellar";
  for (std::uint64_t number = 1; number <= 22; ++number) {
    branch.give(raised);
    PersonsWord end = word(Verb::dismiss);
    end.incident = branch.incident()->id;
    branch.give(end);
  }
  branch.give(raised);
  LONGS_EQUAL(21, branch.state.incidents.size());
  LONGS_EQUAL(2, branch.count("incident.archived"));
  const auto& record = branch.last("incident.archived")->data.at("record");
  STRCMP_EQUAL("incident-2", record.at("id").as_string().c_str());
  STRCMP_EQUAL("seen", record.at("history").at(1).at("reason").as_string().c_str());
}
