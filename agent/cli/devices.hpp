// The devices of a site as the poller wants them: each with its driver, or with what recognises it on first contact.
#pragma once

#include <string>
#include <vector>

#include "agent/poll/poller.hpp"

namespace holdfast::cli {

// Every profile that a device of the site could turn out to be; empty when none is to be recognised. Reading them all
// takes its time: before anything is polled. What is wrong with one is logged, and it is left out.
std::vector<model::Profile> profiles_to_recognise(const model::Site& site, const std::string& config);

// All that are polled. `registry` and `profiles` outlive what is returned.
Result<std::vector<poll::PolledDevice>> polled_devices(const model::Site& site, const std::string& config,
                                                       drivers::Registry& registry,
                                                       const std::vector<model::Profile>& profiles);

}  // namespace holdfast::cli
