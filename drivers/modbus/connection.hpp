// One TCP connection to a Modbus endpoint: Modbus/TCP, or RTU frames through a gateway that only passes bytes on.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>

#include "drivers/modbus/channel.hpp"
#include "drivers/modbus/frame.hpp"
#include "drivers/resolve.hpp"

namespace holdfast::drivers::modbus {

class Connection final : public Channel {
 public:
  Connection(boost::asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
             std::uint16_t port, std::unique_ptr<Framing> framing);

  void renew() override;

 private:
  Awaitable<Result<Reply>> transact(Request request, Manners manners, SteadyTime deadline) override;
  void ended_badly() override { renew(); }
  Awaitable<Result<void>> connect(SteadyTime deadline);
  Awaitable<Result<Reply>> receive(Request request);
  bool is_quiet();

  Resolver& resolver_;
  std::string host_;
  std::uint16_t port_;
  std::unique_ptr<Framing> framing_;
  boost::asio::ip::tcp::socket socket_;
};

}  // namespace holdfast::drivers::modbus
