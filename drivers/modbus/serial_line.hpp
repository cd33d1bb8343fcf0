// A serial line with Modbus RTU on it, shared by its units. What blocks runs on a worker of its own; a line that hangs
// is abandoned with it and holds up nobody.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <memory>

#include "drivers/modbus/channel.hpp"
#include "drivers/modbus/serial_port.hpp"
#include "platform/worker.hpp"

namespace holdfast::drivers::modbus {

class SerialLine final : public Channel {
 public:
  SerialLine(boost::asio::any_io_executor loop, platform::Clock& clock, SerialSettings settings);
  ~SerialLine() override;

  void renew() override;
  const SerialSettings& settings() const { return settings_; }

 private:
  Awaitable<Result<Reply>> transact(Request request, Manners manners, SteadyTime deadline) override;
  void ended_badly() override;
  Awaitable<Result<Reply>> on_worker(std::function<Result<Reply>()> job);

  SerialSettings settings_;
  std::shared_ptr<SerialPort> port_;  // shared with the worker's jobs, which may outlive us when they hang
  platform::Worker worker_;
  SerialPort::Number exchanges_ = 0;
  bool open_ = false;
};

}  // namespace holdfast::drivers::modbus
