// What an SNMP agent said, written down: lines "OID|type|value", sorted or not. A line "@ 12.5" begins what it said
// from 12.5 s on; rows behind it replace those of before. Lines that begin with # are comments.
//
//     1.3.6.1.2.1.1.1.0|4|Acme UPS
//     1.3.6.1.2.1.33.1.4.1.0|2|3
//     @ 5
//     1.3.6.1.2.1.33.1.4.1.0|2|5
//
// Types, as net-snmp and its simulators number them: 2 INTEGER, 4 OCTET STRING, 4x the same in hex, 5 NULL, 6 OBJECT
// IDENTIFIER, 64 IpAddress, 65 Counter32, 66 Gauge32, 67 TimeTicks, 68 Opaque, 70 Counter64.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/snmp/message.hpp"
#include "platform/time.hpp"

namespace holdfast::drivers::replay {

using Rows = std::map<snmp::Oid, snmp::Binding>;

struct Moment {
  Duration at{};
  Rows rows;  // that differ from the moment before
};

struct Capture {
  std::vector<Moment> moments;       // never empty, by rising time
  std::vector<std::string> skipped;  // lines that could not be read, with their numbers

  Rows at(Duration time) const;  // everything that holds then
};

// invalid_argument when not one row can be read.
Result<Capture> parse_capture(std::string_view text);
Result<Capture> read_capture(const std::string& path);

// One row as a line, without its end.
std::string to_line(const snmp::Binding& binding);

}  // namespace holdfast::drivers::replay
