// The agent ends when it is told to, whatever the network does.
#include <csignal>

#include <filesystem>

#include "tests/integration/outage.hpp"
#include "tests/support/free_port.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast::testing;

TEST_GROUP(Stopping){};

TEST(Stopping, a_name_server_that_hangs_delays_neither_the_plan_nor_the_end) {
  LiveOptions options;
  options.settings.push_back({"mqtt", "broker", "\"mqtt://centre.invalid:1883\""});
  LiveBranch branch(options);
  const std::string mark = branch.file("somebody-waits-for-a-name");
  branch.start_watching(with_shims({"slow_names"}, {"SLOW_NAMES_MARK=" + mark}));
  await(branch, "the look-up hangs", [&] { return std::filesystem::exists(mark); });
  ride_through_outage(branch);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
  stop_well(branch);
}

TEST(Stopping, an_agent_that_is_told_to_stop_in_mid_incident_goes_on_with_it_afterwards) {
  LiveBranch branch;
  branch.start_watching();
  lose_mains(branch);
  stop_well(branch);
  branch.start_watching();
  return_mains(branch);
  stop_well(branch);
  check_incidents(branch, 1);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}
