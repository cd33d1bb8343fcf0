// The wall clock is written down for people and decides nothing.
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <ctime>

#include "tests/integration/outage.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::testing;

namespace {

constexpr std::int64_t day = 86400;
constexpr std::int64_t year_us = 365 * day * 1'000'000;

// In place: the agent has the file mapped.
void set_offset(const LiveBranch& branch, std::int64_t seconds) {
  const int descriptor = ::open(branch.file("offset").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  const ssize_t written = ::pwrite(descriptor, &seconds, sizeof seconds, 0);
  ::close(descriptor);
  LONGS_EQUAL(sizeof seconds, written);
}

std::vector<std::string> other_wall_clock(const LiveBranch& branch) {
  return with_shims({"other_wall_clock", "slow_names"}, {"WALL_OFFSET=" + branch.file("offset")});
}

LiveOptions without_centre() {
  LiveOptions options;
  options.settings.push_back({"mqtt", "broker", "\"mqtt://centre.invalid:1883\""});
  return options;
}

}  // namespace

TEST_GROUP(WallClock){};

TEST(WallClock, a_box_in_1970_without_broker_and_names_does_the_same_and_says_that_it_does_not_know_the_time) {
  LiveBranch branch(without_centre());
  set_offset(branch, -::time(nullptr));
  branch.start_watching(other_wall_clock(branch));
  ride_through_outage(branch);
  stop_well(branch);
  for (const auto& event : branch.events())
    if (event.wall_certain || event.wall_us > year_us)
      FAIL(fmt::format("event {} is dated {} us, certain: {}", event.seq, event.wall_us, event.wall_certain).c_str());
  check_incidents(branch, 1);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}

TEST(WallClock, a_clock_that_jumps_during_an_incident_changes_no_decision) {
  LiveBranch branch(without_centre());
  set_offset(branch, -::time(nullptr));
  branch.start_watching(other_wall_clock(branch));
  branch.command("generator fail");
  branch.command("mains off");
  await_event(branch, "incident.detected");
  set_offset(branch, 0);  // a time server was heard
  await(branch, "the response is complete", [&] { return step_state(branch, "watch") == "verified"; });
  await_event(branch, "clock.learned");
  set_offset(branch, -3600);  // somebody set it
  await_event(branch, "clock.learned", "", 2);
  branch.command("mains on");
  await_event(branch, "incident.restoring");
  set_offset(branch, 2 * day);
  await(branch, "the incident is closed", [&] { return incident_state(branch) == "closed"; });
  await_event(branch, "clock.learned", "", 3);
  stop_well(branch);
  check_incidents(branch, 1);
  STRCMP_EQUAL("", complaint_of_verifier(branch.journal()).c_str());
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}
