// Requests to one SNMP agent (v2c) over a UDP socket of its own, on net-snmp, driven by the loop. One exchange at a
// time. The socket is connected, so that only the asked address is heard. After a missed deadline the session is closed
// and the next exchange begins with a fresh socket: a late response finds nobody, and nothing piles up inside the
// library.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <optional>
#include <string>

#include "drivers/resolve.hpp"
#include "drivers/snmp/agent.hpp"
#include "platform/clock.hpp"

struct snmp_session;
struct snmp_pdu;

namespace holdfast::drivers::snmp {

class Session final : public Agent {
 public:
  // `clock` and `resolver` outlive the session.
  Session(boost::asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
          std::uint16_t port, std::string community);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  Awaitable<Result<Response>> exchange(Request request, SteadyTime deadline) override;
  void renew() override;  // closes

 private:
  class Use;
  Awaitable<Result<Response>> transact(Request request, SteadyTime deadline);
  Result<void> open(const boost::asio::ip::address& address);
  Result<void> send(const Request& request);
  bool read_datagram();  // false: the socket says that nobody is there
  static int on_response(int operation, snmp_session*, int id, snmp_pdu* pdu, void* self);

  boost::asio::any_io_executor loop_;
  platform::Clock& clock_;
  Resolver& resolver_;
  std::string host_;
  std::uint16_t port_;
  std::string community_;
  void* handle_ = nullptr;                                       // net-snmp's; owns the socket
  std::optional<boost::asio::posix::stream_descriptor> socket_;  // only watches it
  int awaited_ = 0;                                              // id of the request under way, 0 if none
  std::optional<Response> answer_;
  int odd_datagrams_ = 0;
  bool busy_ = false;
};

}  // namespace holdfast::drivers::snmp
