// What a device says and its profile does not name, for `probe --all`; and the small change of its command line. Pure.
#pragma once

#include <string>
#include <vector>

#include "drivers/driver.hpp"

namespace holdfast::cli {

// The rows of a walk that no point of the profile is read from.
std::vector<drivers::WalkRow> unnamed_rows(const std::vector<drivers::WalkRow>& rows, const model::Profile& profile);

// Known by nothing but what every agent has (docs/profiles.md: priorities up to 10).
bool is_general(const model::Profile& profile);

// A Modbus address with its unit. invalid_argument when it names one already, or is of another protocol.
Result<std::string> with_unit(const std::string& address, int unit);

}  // namespace holdfast::cli
