// Times, spans and values as people read them. Pure.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "agent/cli/view.hpp"
#include "platform/time.hpp"

namespace holdfast::cli {

// "320 ms", "3.4 s", "58 s", "2 min 10 s", "3 h 58 min", "2 d 4 h". Rounded down; a minus sign before negative ones.
std::string human(Duration span);

// "12:31:07" of "2026-03-01T12:31:07.123Z" (UTC); with the day before it, "03-01 12:31:07", when `today` is another.
std::string clock_time(std::string_view rfc3339, std::string_view today = {});

// A value of a point as the agent sends it: "100", "230.4", "on_battery", "low_battery overload"; "-" for none.
std::string value_text(const View& value);

// "impact 1.00 of 5, 1.85 in 27 min", "impact 1.00 of 5 for 27 min more" of a service that is down; "" without an analysis.
std::string impact_text(const View& service);

std::string incident_name(const std::string& given);  // "7" and "incident-7" both mean incident-7

// "1 device", "7 devices".
std::string counted(std::size_t count, std::string_view one, std::string_view many = {});

}  // namespace holdfast::cli
