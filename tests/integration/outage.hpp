// What the tests of whole incidents share: an outage of the simulated branch, and waiting for what the agent makes of
// it.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "tests/support/live/live_branch.hpp"

namespace holdfast::testing {

// For what takes a second or few on a machine with nothing else to do.
constexpr std::chrono::seconds long_enough{40};

// Fails the test, with the journal and the agent's log, when `fact` does not come true.
void await(LiveBranch& branch, const std::string& what, const std::function<bool()>& fact);
void await_event(LiveBranch& branch, const std::string& type, const std::string& subject = "", std::size_t times = 1);

// Facts for await().
bool sees(LiveBranch& branch, const std::string& device, const std::string& point, const std::string& value);
std::string incident_state(LiveBranch& branch);                       // of mains-lost; empty: none
std::string step_state(LiveBranch& branch, const std::string& step);  // of its run, response or return

// The generator does not start, the mains fail, the response runs to its end, the mains return, the incident is closed.
void ride_through_outage(LiveBranch& branch);
void lose_mains(LiveBranch& branch);    // until the response is complete
void return_mains(LiveBranch& branch);  // until the incident is closed

// The writes of one outage on an undisturbed branch, as BranchLog::accepted() gives them.
const std::vector<std::string>& writes_of_the_plan();
std::string lines(const std::vector<std::string>& list);  // to compare, and to read when they differ

void check_incidents(LiveBranch& branch, std::size_t detected);  // so many and no more, by the journal
void stop_well(LiveBranch& branch);                              // SIGTERM, code 0 within 5 s

}  // namespace holdfast::testing
