// Asks an SNMP agent what it is: sysDescr, sysObjectID (RFC 3418), and which of some objects it has.
#pragma once

#include "drivers/recognise.hpp"
#include "drivers/snmp/agent.hpp"

namespace holdfast::drivers::snmp {

// `agent` and `clock` outlive the call; `timeout` is that of one exchange.
Awaitable<Result<Evidence>> gather_evidence(Agent* agent, platform::Clock* clock, std::set<std::string> wanted,
                                            Duration timeout, SteadyTime deadline);

}  // namespace holdfast::drivers::snmp
