// Which profiles a device is: pure, from what it says of itself. docs/profiles.md has the rules.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "agent/model/profile.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers {

struct Evidence {
  model::Protocol protocol = model::Protocol::snmp;
  std::string object_id;          // SNMP: sysObjectID
  std::string description;        // SNMP: sysDescr
  std::set<std::string> present;  // SNMP: those of objects_wanted() that the device has
  std::string vendor, product;    // Modbus: device identification
  std::vector<int> sunspec;       // Modbus: models of the chain
};

// The OIDs whose presence decides between these profiles.
std::set<std::string> objects_wanted(const std::vector<model::Profile>& profiles);

// Those that apply, best first: by priority, then by id. Empty if none does.
std::vector<const model::Profile*> recognise(const std::vector<model::Profile>& profiles, const Evidence& evidence);

// Those, merged. not_found says what the device has said.
Result<model::Profile> choose(const std::vector<model::Profile>& profiles, const Evidence& evidence);

}  // namespace holdfast::drivers
