// Devices that answer wrongly, late or not at all: it costs their own points the quality, and nobody else's.
#include <fmt/format.h>

#include <set>

#include "tests/integration/outage.hpp"
#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;

namespace {

struct Fault {
  const char* device;
  const char* fault;
  const char* point;  // a fast one, which must lose its quality
};

// The meter shares the transfer switch's endpoint, and so its line.
const Fault faults[] = {
    {"ats", "garbage", "input.1.voltage"},      {"ats", "late 3000", "input.1.voltage"},
    {"ats", "close", "input.1.voltage"},        {"ats", "drip", "input.1.voltage"},
    {"ats", "wrong-unit", "input.1.voltage"},   {"ats", "wrong-id", "input.1.voltage"},
    {"ats", "silent", "input.1.voltage"},       {"ups-main", "garbage", "output.source"},
    {"ups-main", "late 3000", "output.source"}, {"ups-main", "wrong-id", "output.source"},
    {"ups-main", "silent", "output.source"},
};

using Names = std::set<std::string>;

// Full names of the points that are good.
Names good_points(LiveBranch& branch) {
  Names good;
  const auto points = branch.ask("/points");
  if (!points) return good;
  for (const auto& [device, about] : points->at("devices").as_object())
    for (const auto& [point, sample] : about.at("points").as_object())
      if (sample.at("quality") == "good") good.insert(fmt::format("{}.{}", std::string(device), std::string(point)));
  return good;
}

Names lost(const Names& before, const Names& now, const std::string& but_of) {
  Names names;
  for (const auto& name : before)
    if (!now.contains(name) && !name.starts_with(but_of + ".")) names.insert(name);
  return names;
}

}  // namespace

TEST_GROUP(BadDevices){};

TEST(BadDevices, lose_the_quality_of_their_own_points_and_of_no_others) {
  LiveBranch branch;
  branch.start_watching();
  await(branch, "every fast point is read", [&] {
    const Names good = good_points(branch);
    return good.contains("ats.input.1.voltage") && good.contains("meter.input.L1-N.voltage") &&
           good.contains("ups-main.output.source") && good.contains("pdu-a.outlet.7.status") &&
           good.contains("router.interface.3.status") && good.contains("genset.genset.status");
  });
  const Names before = good_points(branch);
  for (const auto& [device, fault, point] : faults) {
    const std::string name = fmt::format("{}.{}", device, point);
    branch.command(fmt::format("device {} {}", device, fault));
    await(branch, fmt::format("{} {}: {} is not good any more", device, fault, name),
          [&] { return branch.ask("/status") && !good_points(branch).contains(name); });
    Names others;
    const bool spread = wait_for(1s, [&, &device = device] {
      others = lost(before, good_points(branch), device);
      return !others.empty();
    });
    // On an overloaded machine a poll may be late; it is made up for while the fault lasts, or the fault has spread.
    const bool mended =
        spread && wait_for(5s, [&, &device = device] { return lost(before, good_points(branch), device).empty(); });
    if (spread && !mended) FAIL(fmt::format("{} {}: {} lost its quality, too", device, fault, *others.begin()).c_str());
    branch.command(fmt::format("device {} answer", device));
    await(branch, fmt::format("{} recovers after {}", device, fault),
          [&] { return lost(before, good_points(branch), "nothing").empty(); });
  }
  stop_well(branch);
  check_incidents(branch, 0);
  LONGS_EQUAL(0, branch.log().writes.size());
}

TEST(BadDevices, an_incident_without_any_witness_is_declared_with_the_cause_unsure) {
  LiveBranch branch;
  branch.start_watching();
  branch.command("device ats silent");
  branch.command("device meter silent");
  await_event(branch, "device.no_contact", "ats");
  await_event(branch, "device.no_contact", "meter");
  ride_through_outage(branch);
  stop_well(branch);

  const auto events = branch.events();
  check_incidents(branch, 1);
  LONGS_EQUAL(1, count(events, "disruption.unsure", "mains-lost"));
  LONGS_EQUAL(1, count(events, "incident.declared"));
  std::int64_t detected = 0;
  std::int64_t verified = 0;
  for (const auto& event : events) {
    if (event.type == "incident.detected") detected = event.steady_us;
    if (event.type == "incident.verified") {
      verified = event.steady_us;
      STRCMP_EQUAL("no witness confirms it: cause unsure", event.text("reason").c_str());
    }
  }
  CHECK(verified - detected >= 2'000'000);  // verify_within
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}

TEST(BadDevices, a_ups_that_is_silent_after_a_restart_in_mid_incident_changes_nothing_until_it_answers) {
  LiveBranch branch;
  branch.start_watching();
  lose_mains(branch);
  const std::size_t written = branch.log().writes.size();
  branch.agent().kill();
  branch.command("device ups-main silent");
  branch.start_agent();
  await_event(branch, "disruption.went_blind", "mains-lost");
  STRCMP_EQUAL("responding", incident_state(branch).c_str());
  branch.command("mains on");
  // Longer than `for` and `clear_for` together: what the UPS said before counts for nothing.
  CHECK_FALSE(wait_for(2s, [&] { return incident_state(branch) != "responding"; }));
  LONGS_EQUAL(written, branch.log().writes.size());

  branch.command("device ups-main answer");
  await(branch, "the incident is closed", [&] { return incident_state(branch) == "closed"; });
  stop_well(branch);
  check_incidents(branch, 1);
  // A starved machine may blind the agent once more; whenever it was blind it came to see again.
  const std::size_t blind = count(branch.events(), "disruption.went_blind", "mains-lost");
  CHECK(blind >= 1);
  LONGS_EQUAL(blind, count(branch.events(), "disruption.sees_again", "mains-lost"));
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}
