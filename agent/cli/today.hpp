// The day by the clock of this box, in UTC.
#pragma once

#include "agent/model/business.hpp"

namespace holdfast::cli {

model::Day this_day();

}  // namespace holdfast::cli
