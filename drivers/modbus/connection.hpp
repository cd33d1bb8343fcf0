// One TCP connection to a Modbus endpoint, shared by the devices (units) behind it; one exchange at a time.
// Connects by itself at the next exchange. A timeout, a close, or a reply that does not match its request drops the
// connection, so that no late reply is ever taken for the answer to a later request.
// The owner (the registry) outlives the drivers that exchange over it.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "drivers/modbus/pdu.hpp"
#include "drivers/resolve.hpp"
#include "platform/clock.hpp"

namespace holdfast::drivers::modbus {

using platform::Awaitable;

class Connection {
 public:
  Connection(boost::asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
             std::uint16_t port);

  // The deadline holds for everything together, connecting included, however slowly the bytes drip.
  //   no_contact          nobody there, no whole answer in time, or closed in between
  //   protocol_violation  an answer to something else
  //   conflict            another exchange is under way
  Awaitable<Result<Reply>> exchange(Request request, SteadyTime deadline);

  // Drops the connection.
  void renew();

 private:
  class Use;
  Awaitable<Result<Reply>> transact(Request request, SteadyTime deadline);
  Awaitable<Result<void>> connect(SteadyTime deadline);
  Awaitable<Result<Reply>> receive(Request request, std::uint16_t transaction);
  bool is_quiet();

  platform::Clock& clock_;
  Resolver& resolver_;
  std::string host_;
  std::uint16_t port_;
  boost::asio::ip::tcp::socket socket_;
  std::uint16_t transaction_ = 0;
  bool busy_ = false;
};

}  // namespace holdfast::drivers::modbus
