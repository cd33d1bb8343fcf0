// Sockets that leave this box on a chosen way.
#pragma once

#include "drivers/reach/route.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::reach {

// A non-blocking socket bound to the route, the caller's to close. A datagram socket tells of ICMP errors at once.
//   no_contact        the interface or the source address is not there
//   not_permitted     this process may not open such a socket or bind it so
//   invalid_argument  the source is of another family
Result<int> open_socket(int family, int type, int protocol, const Route& route);

// connect(), which must not block for datagram sockets: no_contact when there is no way to the target.
Result<void> connect_datagrams(int descriptor, const boost::asio::ip::address& target, std::uint16_t port);

}  // namespace holdfast::drivers::reach
