// A serial line as its worker sees it: libmodbus opens it, sets it and drives its direction; waiting for a reply is our
// own, because libmodbus waits for ever on bytes that drip and takes what another unit says. Everything here blocks and
// belongs on the worker's thread, but for cancel(), which may come from any.
#pragma once

#include <modbus/modbus.h>

#include <atomic>
#include <memory>

#include "drivers/driver.hpp"
#include "drivers/modbus/frame.hpp"

namespace holdfast::drivers::modbus {

class SerialPort {
 public:
  // Exchanges are numbered, rising; cancel(n) ends the n-th and those before it.
  using Number = std::uint64_t;

  explicit SerialPort(SerialSettings settings);
  ~SerialPort();
  SerialPort(const SerialPort&) = delete;
  SerialPort& operator=(const SerialPort&) = delete;

  // no_contact: there is no such line. conflict: another program has it. invalid_argument: it cannot be set like this.
  Result<void> open();
  void close();

  // Blocks until the whole reply is there, the line fails, or the exchange is cancelled; `patience` only bounds each
  // wait for a byte. After an exchange that did not end well the line must first fall silent.
  Result<Reply> exchange(const Request& request, Number number, Duration patience);

  void cancel(Number number);

 private:
  enum class Awaited { input, silence, cancelled, failure };
  Awaited await_input(Duration patience, Number number);
  Result<void> await_silence(Number number);
  Result<Reply> receive(const Request& request, Number number, Duration patience);
  Result<void> set_direction();
  Error failed(const char* doing);

  SerialSettings settings_;
  Duration silence_;  // between two frames
  std::unique_ptr<Framing> framing_ = make_rtu_framing();
  modbus_t* line_ = nullptr;
  bool disturbed_ = true;
  int wake_ = -1;  // an eventfd that cancel() writes to
  std::atomic<Number> cancelled_{0};
};

}  // namespace holdfast::drivers::modbus
