#include "tests/integration/outage.hpp"

#include <fmt/format.h>

#include "tests/support/wait_for.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::testing {

namespace json = boost::json;

void await(LiveBranch& branch, const std::string& what, const std::function<bool()>& fact) {
  if (wait_for(long_enough, fact)) return;
  FAIL(fmt::format("{}: not in time\n{}\n{}", what, listing(branch.events()), branch.agent_log()).c_str());
}

void await_event(LiveBranch& branch, const std::string& type, const std::string& subject, std::size_t times) {
  await(branch, fmt::format("{} times {} {}", times, type, subject),
        [&] { return count(branch.events(), type, subject) >= times; });
}

bool sees(LiveBranch& branch, const std::string& device, const std::string& point, const std::string& value) {
  const auto points = branch.ask("/points");
  if (!points) return false;
  const json::value* const sample = points->at("devices").at(device).at("points").as_object().if_contains(point);
  return sample != nullptr && sample->at("quality") == "good" && sample->at("value") == json::value(value);
}

std::string incident_state(LiveBranch& branch) {
  const auto status = branch.ask("/status");
  const auto incident = status ? incident_in(*status, "mains-lost") : std::nullopt;
  return incident ? std::string(incident->at("state").as_string()) : "";
}

std::string step_state(LiveBranch& branch, const std::string& step) {
  const auto status = branch.ask("/status");
  const auto incident = status ? incident_in(*status, "mains-lost") : std::nullopt;
  if (!incident || !incident->at("run").is_object()) return "";
  for (const char* part : {"steps", "restore"})
    for (const auto& each : incident->at("run").at(part).as_array())
      if (each.at("id") == json::value(step)) return std::string(each.at("state").as_string());
  return "";
}

void lose_mains(LiveBranch& branch) {
  branch.command("generator fail");
  branch.command("mains off");
  await(branch, "the response is complete", [&] { return step_state(branch, "watch") == "verified"; });
}

void return_mains(LiveBranch& branch) {
  branch.command("mains on");
  await(branch, "the incident is closed", [&] { return incident_state(branch) == "closed"; });
}

void ride_through_outage(LiveBranch& branch) {
  lose_mains(branch);
  return_mains(branch);
}

const std::vector<std::string>& writes_of_the_plan() {
  static const std::vector<std::string> writes = {"pdu-a outlet.7.command 2",   "pdu-a outlet.6.command 2",
                                                  "router interface.3.admin 1", "router interface.2.admin 2",
                                                  "router interface.2.admin 1", "router interface.3.admin 2",
                                                  "pdu-a outlet.6.command 1",   "pdu-a outlet.7.command 1"};
  return writes;
}

std::string lines(const std::vector<std::string>& list) {
  std::string text;
  for (const auto& line : list) text += line + "\n";
  return text;
}

void check_incidents(LiveBranch& branch, std::size_t detected) {
  const auto events = branch.events();
  if (count(events, "incident.detected") == detected) return;
  FAIL(fmt::format("{} incidents were wanted:\n{}", detected, listing(events)).c_str());
}

void stop_well(LiveBranch& branch) { STRCMP_EQUAL("", branch.stop_agent().c_str()); }

}  // namespace holdfast::testing
