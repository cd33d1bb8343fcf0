// The day at a site by the clock of this box, or the one that a person gave.
#pragma once

#include <string>

#include "agent/model/site.hpp"
#include "platform/result.hpp"

namespace holdfast::cli {

model::Day today_at(const model::Site& site);
// "2026-03-31"; empty: today. invalid_argument: it is no day.
Result<model::Day> day_to_judge(const std::string& given, const model::Site& site);

}  // namespace holdfast::cli
