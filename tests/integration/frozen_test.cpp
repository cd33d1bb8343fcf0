// An agent that stood still (SIGSTOP, as when a box is suspended or starved) acts on nothing that it knew before.
#include <csignal>
#include <ctime>

#include "tests/integration/outage.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;

namespace {

std::int64_t boot_time_us() {
  timespec now{};
  ::clock_gettime(CLOCK_BOOTTIME, &now);
  return now.tv_sec * 1'000'000 + now.tv_nsec / 1000;
}

LiveOptions options_with_hold(const std::string& hold) {
  LiveOptions options;
  options.settings.push_back({"disruption.mains-lost", "for", hold});
  return options;
}

// Stands still for `span`; `meanwhile` happens in the branch.
void freeze(LiveBranch& branch, std::chrono::seconds span, const std::vector<std::string>& meanwhile) {
  branch.agent().send(SIGSTOP);
  const auto until = boot_time_us() + std::chrono::microseconds(span).count();
  for (const auto& line : meanwhile) branch.command(line);
  await(branch, "time passes", [&] { return boot_time_us() >= until; });
}

bool hold_is_running(LiveBranch& branch) {
  const auto status = branch.ask("/status");
  if (!status) return false;
  for (const auto& disruption : status->at("disruptions").as_array())
    if (disruption.at("id") == "mains-lost") return disruption.at("held_ms").is_number();
  return false;
}

// Every device has been read again since it woke up.
void await_fresh(LiveBranch& branch) {
  await(branch, "fresh samples",
        [&] { return branch.all_devices_answer() && sees(branch, "ups-main", "output.source", "normal"); });
}

}  // namespace

TEST_GROUP(Frozen){};

TEST(Frozen, an_outage_that_it_slept_through_is_no_incident) {
  LiveBranch branch;
  branch.start_watching();
  freeze(branch, 4s, {"generator fail", "mains off", "mains on"});
  branch.agent().send(SIGCONT);
  await_fresh(branch);
  CHECK_FALSE(wait_for(1s, [&] { return !incident_state(branch).empty(); }));
  stop_well(branch);
  check_incidents(branch, 0);
  LONGS_EQUAL(0, branch.log().writes.size());
}

TEST(Frozen, a_hold_that_became_due_while_it_slept_is_decided_by_a_fresh_sample) {
  LiveBranch branch(options_with_hold("\"3s\""));
  branch.start_watching();
  branch.command("generator fail");
  branch.command("mains off");
  await(branch, "the hold runs", [&] { return hold_is_running(branch); });
  freeze(branch, 5s, {"mains on"});
  branch.agent().send(SIGCONT);
  await_fresh(branch);
  await(branch, "the hold is forgotten", [&] { return !hold_is_running(branch); });
  CHECK_FALSE(wait_for(1s, [&] { return !incident_state(branch).empty(); }));
  stop_well(branch);
  check_incidents(branch, 0);
  LONGS_EQUAL(0, branch.log().writes.size());
}

TEST(Frozen, an_outage_that_still_lasts_when_it_wakes_up_is_counted_from_then_on) {
  LiveBranch branch(options_with_hold("\"1s\""));
  branch.start_watching();
  freeze(branch, 4s, {"generator fail", "mains off"});
  const auto woken = boot_time_us();
  branch.agent().send(SIGCONT);
  await(branch, "the response is complete", [&] { return step_state(branch, "watch") == "verified"; });
  for (const auto& event : branch.events())
    if (event.type == "disruption.raised") CHECK(event.steady_us - woken >= 1'000'000);
  return_mains(branch);
  stop_well(branch);
  check_incidents(branch, 1);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}

TEST(Frozen, thirty_seconds_in_mid_incident_end_in_the_same_writes) {
  LiveBranch branch;
  branch.start_watching();
  lose_mains(branch);
  freeze(branch, 30s, {"mains on"});
  const auto woken = boot_time_us();
  branch.agent().send(SIGCONT);
  await(branch, "the incident is closed", [&] { return incident_state(branch) == "closed"; });
  stop_well(branch);
  for (const auto& event : branch.events())
    if (event.type == "disruption.cleared") CHECK(event.steady_us - woken >= 500'000);  // clear_for, by fresh samples
  check_incidents(branch, 1);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}
