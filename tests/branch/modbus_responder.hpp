// Makes the bytes of a Modbus TCP answer by libmodbus' server side, so that faults can be applied to them afterwards.
// The library writes into a socket pair and the bytes are read from its other end; nothing blocks.
#pragma once

#include <modbus/modbus.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "tests/branch/modbus_image.hpp"

namespace holdfast::branch {

using Frame = std::vector<std::uint8_t>;

struct ModbusRequest {
  explicit ModbusRequest(const Frame& frame);
  std::uint8_t unit;
  int function;
  int address;
  int count;               // of bits or registers
  Words words;             // of functions 6 and 16
  std::vector<bool> bits;  // of functions 5 and 15
  bool well_formed;        // lengths and counts agree (Modbus application protocol, 6.1 to 6.12)
  bool is_write() const { return function == 5 || function == 6 || function == 15 || function == 16; }
};

class ModbusResponder {
 public:
  ModbusResponder();
  ~ModbusResponder();
  ModbusResponder(const ModbusResponder&) = delete;
  ModbusResponder& operator=(const ModbusResponder&) = delete;

  // Takes a whole request of `length` octets that waits in the socket; empty if libmodbus takes it for something else.
  Frame receive(int socket, std::size_t length);
  // The image must have every address that the request reads or writes.
  Frame reply(const Frame& frame, const ModbusRequest& request, const ModbusImage& image);
  Frame exception(const Frame& frame, unsigned code);

 private:
  Frame collect();

  std::unique_ptr<modbus_t, decltype(&modbus_free)> context_;
  int ours_ = -1;
  int theirs_ = -1;
};

}  // namespace holdfast::branch
