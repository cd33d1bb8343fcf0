// The tz database of the machine (package tzdata). Reads files and remembers them: used when a configuration is loaded,
// never in a turn.
#pragma once

#include <string>
#include <vector>

#include "platform/result.hpp"
#include "platform/zone.hpp"

namespace holdfast::platform {

// The zone of this name ("Asia/Shanghai"), for instants from 1970 to 2099. Errors: not_found when the database does not
// have the name, damaged when it cannot be read. Debian's files list changes of the clock up to 2037; after that the
// last offset stays.
Result<Zone> find_zone(const std::string& name);

// Every name of the database, sorted; empty if there is none.
std::vector<std::string> zone_names();

}  // namespace holdfast::platform
