// What stands around a Modbus message on its way: the header of Modbus/TCP (MBAP), or the unit and checksum of RTU.
// Pure but for the transaction number that MBAP counts. One Framing belongs to one connection or line.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "drivers/modbus/pdu.hpp"

namespace holdfast::drivers::modbus {

class Framing {
 public:
  virtual ~Framing() = default;

  // The request's bytes; replies are from now on compared with this request. invalid_argument: see encode_pdu().
  virtual Result<std::vector<std::uint8_t>> request(const Request& request) = 0;

  // How many bytes the reply has as far as its beginning tells: never more than it will have. When that is no more than
  // there are, it is whole. protocol_violation as soon as it can only be the answer to something else.
  virtual Result<std::size_t> size(std::span<const std::uint8_t> so_far, const Request& request) const = 0;

  virtual Result<Reply> reply(std::span<const std::uint8_t> whole, const Request& request) const = 0;
};

std::unique_ptr<Framing> make_mbap_framing();
std::unique_ptr<Framing> make_rtu_framing();

// The checksum of RTU: polynomial 0xA001, low byte first on the wire (Modbus over serial line 1.02, 6.2.2).
std::uint16_t crc16(std::span<const std::uint8_t> bytes);

}  // namespace holdfast::drivers::modbus
