// Days as people write them in files: 2026-03-31, in quotes or as a date of TOML.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"
#include "agent/model/business.hpp"

namespace holdfast::load {

// Nothing if the text is no day of the calendar: years 1970 to 2999, always ten characters.
std::optional<model::Day> parse_day(std::string_view text);

// The day that `node` says; nothing (reported) if it is none.
std::optional<model::Day> day_of(Report& report, const std::string& key, const Node& node);

}  // namespace holdfast::load
