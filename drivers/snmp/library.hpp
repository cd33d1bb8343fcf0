// net-snmp as a quiet guest: numeric OIDs only, no files read or written, nothing printed.
#pragma once

namespace holdfast::drivers::snmp {

// Before the first session, and before any other thread: it sets variables of the environment, and other libraries read
// theirs without a lock whenever they begin. Further calls do nothing. Loop thread only, like all of net-snmp.
void start_library();

}  // namespace holdfast::drivers::snmp
