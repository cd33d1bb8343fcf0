// Between net-snmp's variable bindings and the objects of a simulated device. No sockets, no state.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>

#include <boost/json.hpp>
#include <optional>

#include "tests/branch/snmp_objects.hpp"

namespace holdfast::branch {

Oid oid_of(const netsnmp_variable_list& binding);
SnmpValue value_of(const netsnmp_variable_list& binding);  // of a type that object_type knows
std::optional<SnmpType> object_type(const netsnmp_variable_list& binding);
boost::json::value json_of(const netsnmp_variable_list& binding);

// Fills the reply's bindings for GET, GETNEXT and GETBULK. False: it became larger than `largest` octets (GETBULK stops
// before).
bool fill_reply(const SnmpObjects& objects, const netsnmp_pdu* request, netsnmp_pdu* reply, std::size_t largest);

}  // namespace holdfast::branch
