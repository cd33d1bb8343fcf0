// What the poller knows, as the outside sees it: JSON for the local socket, `probe` and the operations centre's
// snapshots.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "agent/poll/poller.hpp"

namespace holdfast::poll {

// A value as JSON has it: numbers and booleans as such, states and texts as strings, flags as an array of names.
boost::json::value plain_json(const model::Value& value);

// {"value":100,"unit":"%","quality":"good","reason":"none","age_ms":120}; value null if there never was one.
boost::json::object describe_sample(const model::PointInfo& info, const model::Sample* sample, SteadyTime now);

// {"battery.charge":{...},...} in the order of the profile.
boost::json::object describe_points(const Poller& poller, const model::Points& points, const std::string& device,
                                    SteadyTime now);

// {"id","title","class","profile","address","contact","error","last_answer_ms","latency_ms","rounds","failed","skipped"};
// the profile is "auto" until the device is recognised.
boost::json::object describe_device(const Poller& poller, const model::Site& site, const std::string& device,
                                    SteadyTime now);

const char* to_string(Contact contact);  // "never", "ok", "lost"

}  // namespace holdfast::poll
