// What a trap or inform says, made fit for the journal. Pure. It is for people: nothing acts on it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/snmp/message.hpp"

namespace holdfast::drivers::snmp {

struct TrapContent {
  std::string oid;                     // empty: it names none
  std::vector<std::string> variables;  // "1.3.6.1.2.1.33.1.6.3.3 = 5", at most 8, each shortened
};

// Of v2c and v3: the binding of snmpTrapOID.0 names the trap (RFC 3416, 4.2.6).
TrapContent content_of(const std::vector<Binding>& bindings);

// The name that v2 gives to a v1 trap (RFC 3584, 3.1).
Oid trap_oid(const Oid& enterprise, long generic, long specific);

}  // namespace holdfast::drivers::snmp
