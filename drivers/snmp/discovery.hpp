// Asking an SNMP v3 agent for its engine id, boots and time (RFC 3414, 4): the datagram, and what the answer must look
// like. Pure. Nothing in the answer is authenticated: whatever it says is proven by the first authenticated exchange.
#pragma once

#include <cstdint>
#include <string>

#include "drivers/snmp/ber.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::snmp {

struct DiscoveredEngine {
  std::string id;           // 5 to 32 octets (RFC 3411, SnmpEngineID)
  std::uint32_t boots = 0;  // both below 2^31
  std::uint32_t time = 0;   // seconds
};

ber::Bytes discovery_message(std::int32_t message_id);

// protocol_violation unless every part of the Report is as RFC 3412 and RFC 3414 want it.
Result<DiscoveredEngine> discovered_engine(ber::View datagram, std::int32_t message_id);

}  // namespace holdfast::drivers::snmp
