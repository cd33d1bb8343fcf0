// What the address of a reachability probe says beside its target: how it is probed and on which way.
#pragma once

#include <boost/asio/ip/address.hpp>
#include <optional>
#include <string>

namespace holdfast::drivers {

enum class ProbeKind { icmp, tcp, dns, http, https };
enum class Verify { on, off };      // of the certificate
enum class RecordType { a, aaaa };  // of the name to look up

// The way out of this box. Empty: as the routing table says.
struct Route {
  std::string interface;                           // bound by SO_BINDTODEVICE
  std::optional<boost::asio::ip::address> source;  // the probe leaves with this address
};

struct ReachOptions {
  ProbeKind kind = ProbeKind::icmp;
  Route route;
  int window = 10;            // probes that the loss is counted over
  std::optional<int> status;  // http: the one status that is right; otherwise 200 to 399
  Verify verify = Verify::on;
  RecordType record = RecordType::a;
};

}  // namespace holdfast::drivers
