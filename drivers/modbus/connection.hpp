// One TCP connection to a Modbus endpoint: Modbus/TCP, or RTU frames through a gateway that only passes bytes on.
#pragma once

#include <memory>
#include <string>

#include "drivers/modbus/channel.hpp"
#include "drivers/modbus/frame.hpp"
#include "drivers/tcp_stream.hpp"

namespace holdfast::drivers::modbus {

class Connection final : public Channel {
 public:
  Connection(boost::asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
             std::uint16_t port, std::unique_ptr<Framing> framing);

  void renew() override { stream_.close(); }

 private:
  Awaitable<Result<Reply>> transact(Request request, Manners manners, SteadyTime deadline) override;
  void ended_badly() override { renew(); }
  Awaitable<Result<Reply>> receive(Request request);

  std::unique_ptr<Framing> framing_;
  TcpStream stream_;
};

}  // namespace holdfast::drivers::modbus
