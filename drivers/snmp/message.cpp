#include "drivers/snmp/message.hpp"

#include <array>

namespace holdfast::drivers::snmp {

const char* to_string(Syntax syntax) {
  switch (syntax) {
    case Syntax::integer: return "INTEGER";
    case Syntax::gauge: return "Gauge32";
    case Syntax::counter: return "Counter32";
    case Syntax::ticks: return "TimeTicks";
    case Syntax::counter64: return "Counter64";
    case Syntax::octets: return "OCTET STRING";
    case Syntax::object_id: return "OBJECT IDENTIFIER";
    case Syntax::ip_address: return "IpAddress";
    case Syntax::real: return "Float";
    case Syntax::null: return "NULL";
    case Syntax::no_such_object: return "noSuchObject";
    case Syntax::no_such_instance: return "noSuchInstance";
    case Syntax::end_of_view: return "endOfMibView";
    case Syntax::other: return "unknown";
  }
  return "unknown";
}

bool is_value(Syntax syntax) { return syntax < Syntax::null; }

std::string error_status_name(long status) {
  static constexpr std::array<const char*, 19> names{"no error",
                                                     "too big",
                                                     "no such name",
                                                     "bad value",
                                                     "read only",
                                                     "general error",
                                                     "no access",
                                                     "wrong type",
                                                     "wrong length",
                                                     "wrong encoding",
                                                     "wrong value",
                                                     "no creation",
                                                     "inconsistent value",
                                                     "resource unavailable",
                                                     "commit failed",
                                                     "undo failed",
                                                     "authorization error",
                                                     "not writable",
                                                     "inconsistent name"};
  const bool known = status >= 0 && status < static_cast<long>(names.size());
  return fmt::format("{} ({})", known ? names[static_cast<std::size_t>(status)] : "unknown error", status);
}

}  // namespace holdfast::drivers::snmp
