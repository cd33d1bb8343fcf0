// The outside of an SNMP message: enough to know whom it claims to be from, before anything is believed or decrypted.
// Pure.
#pragma once

#include <optional>
#include <string>

#include "agent/model/snmp_access.hpp"
#include "drivers/snmp/ber.hpp"

namespace holdfast::drivers::snmp {

struct Envelope {
  model::SnmpVersion version = model::SnmpVersion::v2c;
  std::uint8_t pdu = 0;         // its tag; v3: unknown
  std::uint32_t agent = 0;      // v1 trap: the IPv4 address that it names; 0: none
  std::int32_t message_id = 0;  // this and what follows: v3
  std::string engine;           // the authoritative one; empty while the sender asks for ours
  std::uint32_t boots = 0;
  std::uint32_t time = 0;
  std::string user;
  bool is_authenticated = false;

  bool is_unasked() const;  // a trap or inform; of v3 it may be
};

// Nothing unless the whole datagram is one message of v1, v2c or v3 (user-based security).
std::optional<Envelope> envelope_of(ber::View datagram);

}  // namespace holdfast::drivers::snmp
