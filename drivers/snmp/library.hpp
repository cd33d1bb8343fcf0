// net-snmp as a quiet guest: numeric OIDs only, no files read or written, nothing printed.
#pragma once

namespace holdfast::drivers::snmp {

// Before the first session; further calls do nothing. Loop thread only, like all of net-snmp.
void start_library();

}  // namespace holdfast::drivers::snmp
