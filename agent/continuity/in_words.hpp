// Durations and figures in the sentences that people read.
#pragma once

#include <string>

#include "agent/model/business.hpp"
#include "platform/time.hpp"

namespace holdfast::continuity {

std::string in_words(Duration span);    // "0 s", "45 s", "1 h 30 min", "2 d"; down to a second
std::string in_words(model::Day day);   // "2026-03-31"
std::string score_text(double impact);  // "4.05"

}  // namespace holdfast::continuity
