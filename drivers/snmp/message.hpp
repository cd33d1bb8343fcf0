// SNMP requests and responses as plain values, free of net-snmp's types.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "drivers/codec.hpp"
#include "drivers/snmp/oid.hpp"

namespace holdfast::drivers::snmp {

enum class Syntax {
  integer,  // INTEGER
  gauge,    // Gauge32, Unsigned32
  counter,  // Counter32
  ticks,    // TimeTicks
  counter64,
  octets,      // OCTET STRING, Opaque
  object_id,   // as dotted text
  ip_address,  // as dotted text
  real,        // Opaque float and double
  null,
  no_such_object,
  no_such_instance,
  end_of_view,
  other,
};

const char* to_string(Syntax syntax);
bool is_value(Syntax syntax);  // neither null nor one of the exceptions of RFC 3416, 4.2

struct Binding {
  Oid oid;
  Syntax syntax = Syntax::null;
  Raw raw;  // meaningless unless is_value(syntax)
};

enum class Command { get, get_next, get_bulk, set };

struct Request {
  Command command = Command::get;
  std::vector<Binding> bindings;  // values only for set
  int repetitions = 0;            // of get_bulk, for every binding
};

struct Response {
  long error_status = 0;  // RFC 3416, 3
  long error_index = 0;   // 1 is the first binding
  std::vector<Binding> bindings;
};

constexpr long too_big = 1;
constexpr long no_such_name = 2;
constexpr long general_error = 5;

std::string error_status_name(long status);  // "not writable (17)"

}  // namespace holdfast::drivers::snmp
