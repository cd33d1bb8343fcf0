// Durations as people write them in files: a whole number and a unit, largest unit first. "200ms", "15s", "1h30m",
// "2d".
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/time.hpp"

namespace holdfast::load {

std::optional<Duration> parse_duration(std::string_view text);

// A duration as people write it, by its smallest unit: "200ms", "90s", "30m", "1d".
std::string shown(Duration duration);

// What was probably meant by text that is no duration: "5s" for "5 sec"; "" if there is no telling.
std::string probable_duration(std::string_view text);

}  // namespace holdfast::load
