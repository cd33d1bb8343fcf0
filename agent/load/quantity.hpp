// Amounts as people write them in files: a number with its unit ("1200Wh", "1.2kWh", "180W", "10%"), or where the unit
// is plain the number alone.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"

namespace holdfast::load {

// At least 0, in `unit` ("W", "Wh"); also with k before the unit. A number alone is in `unit`. Nothing (reported) if it
// is none.
std::optional<double> quantity_of(Report& report, const std::string& key, const Node& node, std::string_view unit);

// "10%" gives 0.1; allowed are 0% to 100%. Nothing (reported) if it is none.
std::optional<double> percentage_of(Report& report, const std::string& key, const Node& node);

}  // namespace holdfast::load
