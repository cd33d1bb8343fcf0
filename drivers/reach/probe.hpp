// One probe of a target: what is asked, and what came of it. A target that is silent or refuses is an outcome; an error
// is what this box cannot do: an interface that is gone, an address it does not have, a right it lacks.
// Each probe opens a socket of its own, so that it is bound afresh and no late answer of an earlier one can reach it.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <optional>
#include <string>

#include "drivers/reach/route.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::reach {

using platform::Awaitable;

struct Outcome {
  bool ok = false;
  std::optional<Duration> rtt;          // of an answer, also of one that is not ok
  std::optional<int> status;            // http
  std::optional<int> certificate_days;  // https: until it expires; negative: since it did
  std::string failure;                  // why it is not ok
};

Outcome failed(const Error& error);

// What every probe is given.
struct Setting {
  boost::asio::any_io_executor loop;
  platform::Clock* clock = nullptr;  // outlives the probe
  Route route;
  SteadyTime deadline;
};

// Echo (RFC 792, RFC 4443) from an unprivileged ping socket where the kernel allows it, else from a raw one.
Awaitable<Result<Outcome>> probe_icmp(Setting setting, boost::asio::ip::address target, std::uint16_t sequence);

// A connection is made and dropped.
Awaitable<Result<Outcome>> probe_tcp(Setting setting, boost::asio::ip::tcp::endpoint target);

// The name has an address of the wanted type, by a recursive query over UDP (RFC 1035).
Awaitable<Result<Outcome>> probe_dns(Setting setting, boost::asio::ip::udp::endpoint target, std::string name,
                                     RecordType record);

struct HttpRequest {
  std::string host;  // as in the address, for the Host header, SNI and the certificate
  std::uint16_t port = 80;
  std::string path = "/";
  std::optional<int> status;                 // the one that is right; otherwise 200 to 399
  boost::asio::ssl::context* tls = nullptr;  // nothing: in clear. Outlives the probe
  Verify verify = Verify::on;
};

// GET, until the head of the response is there. Redirects are not followed.
Awaitable<Result<Outcome>> probe_http(Setting setting, boost::asio::ip::tcp::endpoint target, HttpRequest request);

}  // namespace holdfast::drivers::reach
