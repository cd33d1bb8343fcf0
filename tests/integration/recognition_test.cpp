// Devices whose profile is "auto", from the files to what is switched: the real agent and the simulated branch.
#include "tests/integration/outage.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::testing;

namespace {

LiveOptions recognised(const std::vector<std::string>& devices) {
  LiveOptions options;
  for (const std::string& device : devices) options.settings.push_back({"device." + device, "profile", "\"auto\""});
  return options;
}

std::string profile_of(LiveBranch& branch, const std::string& device) {
  const auto status = branch.ask("/status");
  if (!status) return "";
  for (const auto& each : status->at("devices").as_array())
    if (each.at("id") == boost::json::value(device)) return std::string(each.at("profile").as_string());
  return "";
}

}  // namespace

TEST_GROUP(RecognisedBranch){};

TEST(RecognisedBranch, rides_through_an_outage_with_devices_that_say_themselves_what_they_are) {
  LiveBranch branch(recognised({"ups-main", "pdu-a", "core-switch", "router"}));
  branch.start_watching();
  await(branch, "the UPS is recognised", [&] { return profile_of(branch, "ups-main") == "ietf/ups"; });
  await(branch, "the PDU is recognised", [&] { return profile_of(branch, "pdu-a") == "apc/rack-pdu"; });
  ride_through_outage(branch);
  stop_well(branch);
  check_incidents(branch, 1);
  STRCMP_EQUAL(lines(writes_of_the_plan()).c_str(), lines(branch.log().accepted()).c_str());
}

TEST(RecognisedBranch, starts_with_a_silent_device_and_knows_it_when_it_comes) {
  LiveBranch branch(recognised({"ups-main"}));
  branch.command("device ups-main silent");
  branch.start_agent();
  await(branch, "the others answer", [&] { return sees(branch, "pdu-a", "outlet.1.status", "on"); });
  STRCMP_EQUAL("auto", profile_of(branch, "ups-main").c_str());
  branch.command("device ups-main answer");
  await(branch, "its values", [&] { return sees(branch, "ups-main", "output.source", "normal"); });
  lose_mains(branch);
  stop_well(branch);
}
