// Variables by name, as upsd and the reachability probes give them, to readings of a profile's points. Pure.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "drivers/codec.hpp"
#include "drivers/driver.hpp"

namespace holdfast::drivers {

using Variables = std::map<std::string, Raw>;

// invalid_argument: a point that is found, or written, otherwise than by a variable.
Result<void> check_variables(const model::Profile& profile);

// A variable that is not there costs its point: not_available. Of a table every row that is there.
std::vector<Reading> readings_of(const std::vector<model::PointSpec>& points, const std::vector<Target>& targets,
                                 const Variables& variables);

// The same bad reading for every target.
std::vector<Reading> bad_readings(const std::vector<Target>& targets, model::Reason reason);

}  // namespace holdfast::drivers
