// Takes out of a capture what tells whose device it is: serial numbers, names, places and people, MAC addresses behind
// the vendor's part, public IP addresses, e-mail addresses, pass phrases, communities. Numbers, states and models stay,
// and the same text becomes the same replacement everywhere, so that the capture is read as the device is. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/model/profile.hpp"
#include "drivers/replay/capture.hpp"
#include "drivers/snmp/oid_pattern.hpp"

namespace holdfast::drivers::replay {

enum class Identity { serial, name, location, contact };

struct IdentityObject {
  snmp::OidPattern oid;
  Identity identity = Identity::serial;
};

// The objects behind those points of a profile that are serial numbers, names, places or people, and the same of
// SNMPv2-MIB and ENTITY-MIB.
std::vector<IdentityObject> identity_objects(const model::Profile& profile);

class Mask {
 public:
  // `communities`: words that must not appear anywhere.
  Mask(std::vector<IdentityObject> objects, std::vector<std::string> communities);

  // Remembers what must not appear in any other row either. First for all rows, then masked().
  void learn(const Rows& rows);

  // Nothing: the row is left out, because its OID holds addresses of others.
  std::optional<snmp::Binding> masked(const snmp::Binding& binding);
  Rows masked(const Rows& rows);
  // Everything as it is, but for the communities.
  Rows without_communities(const Rows& rows) const;

 private:
  std::optional<Identity> identity_of(const snmp::Oid& oid) const;
  std::string without_communities(std::string text) const;
  bool holds_community(const snmp::Oid& oid) const;
  std::string masked_text(const std::string& octets);
  std::string masked_addresses(const std::string& text);
  std::string masked_address(const std::string& dotted);
  std::optional<snmp::Oid> masked_oid(snmp::Oid oid);

  std::vector<IdentityObject> objects_;
  std::vector<std::string> given_;                // communities that may be part of a text ...
  std::vector<std::string> communities_;          // ... and all, with the usual ones, as texts of their own
  std::map<std::string, std::string> known_;      // text to its replacement
  std::map<std::string, std::string> addresses_;  // likewise, of public IP addresses
};

}  // namespace holdfast::drivers::replay
