// Moments as people say them. Pure.
#pragma once

#include <optional>
#include <string_view>

#include "platform/time.hpp"

namespace holdfast::cli {

// RFC 3339 ("2026-03-01T14:05:00+08:00", a blank for the T, fractions of a second), or "14:05" and "14:05:30" of the
// day on which `now` (RFC 3339) lies, in UTC. Nothing for anything else, or without a `now` that is needed.
std::optional<WallTime> parse_moment(std::string_view text, std::string_view now);

}  // namespace holdfast::cli
