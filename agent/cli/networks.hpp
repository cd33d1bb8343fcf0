// Networks as people write them, and the addresses in them. IPv4 only: an IPv6 network is too large to be asked address
// by address. Pure.
#pragma once

#include <boost/asio/ip/address_v4.hpp>
#include <string>
#include <vector>

#include "platform/result.hpp"

namespace holdfast::cli {

struct Network {
  boost::asio::ip::address_v4 first;  // the network's own address
  int prefix = 32;                    // 16 to 32
};

// "10.42.0.0/24", "10.42.0.7". invalid_argument says in a sentence what cannot be.
Result<Network> parse_network(const std::string& text);

// Those that devices can have, rising, each once: without the network's own and the broadcast address up to /30.
std::vector<boost::asio::ip::address_v4> addresses_in(const std::vector<Network>& networks);

}  // namespace holdfast::cli
