// Values of points that a person assumes, from a JSON or TOML file, for questions that are asked without an agent:
//   {"ups-main.battery.runtime": 1800, "ups-main.output.source": "normal"}
// Tables within are names with dots. Numbers are in base units (s, W, V), percentages as 0 to 100.
#pragma once

#include <map>
#include <string>
#include <variant>

#include "platform/result.hpp"

namespace holdfast::load {

using Assumed = std::variant<bool, double, std::string>;
using Assumptions = std::map<std::string, Assumed>;  // by full name of the point

// not_found: there is no such file. invalid_argument: what is wrong in it, with the line where that is known.
Result<Assumptions> read_assumptions(const std::string& path);

}  // namespace holdfast::load
