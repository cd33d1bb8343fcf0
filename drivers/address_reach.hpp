// Addresses of reachability probes and of NUT's upsd, as parse_address() takes them:
//
//     icmp://HOST   tcp://HOST:PORT   dns://SERVER[:PORT]/NAME   http://HOST[:PORT]/PATH   https://...
//     with ?interface=eth1&source=10.0.0.2&window=10 and, of their scheme, status=200, verify=off, type=aaaa
//     nut://HOST[:PORT]/UPS
#pragma once

#include <optional>
#include <string_view>

#include "drivers/driver.hpp"

namespace holdfast::drivers {

// The host and the port, if there is one, as they stand in every address.
Result<void> take_authority(std::string_view text, Address& address);

// Nothing when the scheme is none of these. `rest` is what follows "://".
std::optional<Result<Address>> parse_reach_or_nut(std::string_view scheme, std::string_view rest);

// The shipped profile for what the address says by itself: "nut/ups", "reach/icmp". Null where the device must be
// asked.
const char* usual_profile(const Address& address);

// upsd's UPSs share one connection; a probe shares with nobody.
std::string reach_line_key(const Address& address);

}  // namespace holdfast::drivers
