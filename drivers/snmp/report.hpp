// What an SNMP v3 agent means by a Report (RFC 3414, 5; RFC 3412, 5; RFC 3413, 4.1.2): one sentence for people each.
#pragma once

#include <string>

#include "agent/model/snmp_access.hpp"
#include "drivers/snmp/message.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::snmp {

enum class Report {
  unsupported_level,
  not_in_time_window,
  unknown_user,
  unknown_engine,
  wrong_digest,
  decryption_error,
  unknown_security_model,
  invalid_message,
  unknown_pdu_handler,
  unavailable_context,
  unknown_context,
  other,
};

Report report_of(const Oid& name);

// device_refused, with what the engineer has to look at.
Error error_of(Report report, const model::SnmpAccess& access);

}  // namespace holdfast::drivers::snmp
