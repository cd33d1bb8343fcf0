// Mains that come and go: too short to matter, or again and again while the plan brings things back.
#include <fmt/format.h>

#include <map>

#include "tests/integration/outage.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::testing;

namespace {

LiveOptions with(const std::vector<Setting>& settings) {
  LiveOptions options;
  options.settings.insert(options.settings.end(), settings.begin(), settings.end());
  return options;
}

// No hold is running for mains-lost: what has been seen so far leads to nothing.
bool holds_nothing(LiveBranch& branch) {
  const auto status = branch.ask("/status");
  if (!status) return false;
  for (const auto& disruption : status->at("disruptions").as_array())
    if (disruption.at("id") == "mains-lost")
      return disruption.at("phase") == "quiet" && disruption.at("held_ms").is_null();
  return false;
}

std::map<std::string, int> switchings(const BranchLog& log) {
  std::map<std::string, int> counted;
  for (const auto& write : log.writes) ++counted[write.point()];
  return counted;
}

}  // namespace

TEST_GROUP(Flicker){};

TEST(Flicker, twenty_dips_shorter_than_for_are_no_incident) {
  LiveBranch branch(with({{"disruption.mains-lost", "for", "\"3s\""}}));
  branch.start_watching();
  for (int dip = 0; dip < 20; ++dip) {
    branch.command("mains off");
    await(branch, "the dip is seen", [&] { return sees(branch, "ups-main", "output.source", "on_battery"); });
    branch.command("mains on");
    await(branch, "its end is seen", [&] { return sees(branch, "ups-main", "output.source", "normal"); });
  }
  await(branch, "the last dip is forgotten", [&] { return holds_nothing(branch); });
  stop_well(branch);
  check_incidents(branch, 0);
  LONGS_EQUAL(0, branch.log().writes.size());
}

TEST(Flicker, mains_that_fail_again_during_the_return_switch_no_load_more_often_than_its_limit) {
  LiveBranch branch(with({{"limits", "switches", "4"}}));
  branch.start_watching();
  lose_mains(branch);
  for (std::size_t relapse = 1; relapse <= 5; ++relapse) {
    branch.command("mains on");
    // Fails again once something has been brought back, or is held back by its limit.
    await(branch, "the return begins", [&] {
      const std::string line = step_state(branch, "fibre-up");
      return incident_state(branch) == "restoring" &&
             (line == "verified" || step_state(branch, "printers-on") == "verified" ||
              count(branch.events(), "step.held") > 0);
    });
    branch.command("mains off");
    await_event(branch, "incident.relapsed", "incident-1", relapse);
    await(branch, "the response is complete again", [&] { return step_state(branch, "watch") == "verified"; });
  }
  branch.command("mains on");
  await(branch, "the last return waits for a limit",
        [&] { return incident_state(branch) == "restoring" && count(branch.events(), "step.held") > 0; });
  stop_well(branch);

  check_incidents(branch, 1);
  int most = 0;
  for (const auto& [output, times] : switchings(branch.log())) {
    most = std::max(most, times);
    if (times > 4) FAIL(fmt::format("{} was switched {} times", output, times).c_str());
  }
  CHECK(most >= 3);  // the limit was what held it back
}
