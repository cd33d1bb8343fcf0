// What the profiles make of a capture, as `holdfast probe` does it: recognition, merging, reading, over the capture's
// own agent.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "agent/model/profile.hpp"

namespace holdfast::testing {

// Every shipped profile, loaded once.
const std::vector<model::Profile>& shipped_profiles();

// {"device": {"class", "profile", "completed_by"}, "points": {name: {"value", "quality"}}}, good values only; with an
// "error" when nothing was recognised or read.
boost::json::object probe_capture(const std::string& path);

}  // namespace holdfast::testing
