// Between our plain messages and net-snmp's structures. Calls the library, but does no input or output.
#pragma once

#include "drivers/snmp/message.hpp"

struct snmp_pdu;

namespace holdfast::drivers::snmp {

// The caller owns it until the library has sent it; null when memory or a value's form is wrong.
snmp_pdu* make_pdu(const Request& request);

Response response_of(const snmp_pdu& pdu);

}  // namespace holdfast::drivers::snmp
