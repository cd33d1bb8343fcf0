// Modbus messages: requests of functions 1-6, 15, 16 and 43 to bytes, replies from bytes. Pure.
// Every field of a reply is compared with its request, because a reply that is only nearly right belongs to another
// request or another unit. Source: MODBUS Application Protocol 1.1b3 and Messaging on TCP/IP Implementation Guide 1.0b.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/model/profile.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::modbus {

struct Request {
  std::uint8_t unit = 1;
  std::uint8_t function = 3;
  std::uint16_t address = 0;          // zero-based
  std::uint16_t quantity = 1;         // coils or registers
  std::vector<std::uint16_t> values;  // of a write: registers, or 0 and 1 for coils; see also identification.hpp
};

constexpr std::uint8_t identification_function = 0x2B;

Request read_request(std::uint8_t unit, model::ModbusTable table, std::uint16_t address, std::uint16_t quantity);

struct Reply {
  std::optional<std::uint8_t> exception;  // the device understood and refused
  std::vector<std::uint16_t> values;      // of a read: registers, or 0 and 1 for bits; exactly `quantity` of them.
                                          // Of function 43: the octets behind the MEI type
};

// Function code and data. invalid_argument when the protocol cannot say this: quantity 0 or too large, values that do
// not match, beyond 65535.
Result<std::vector<std::uint8_t>> encode_pdu(const Request& request);

// How many bytes the answer's PDU has as far as its beginning tells; `so_far` may hold more than the PDU.
// protocol_violation: it answers something else.
Result<std::size_t> pdu_size(std::span<const std::uint8_t> so_far, const Request& request);

// --- Modbus/TCP: what stands in front of the PDU
constexpr std::size_t header_size = 7;
using Header = std::array<std::uint8_t, header_size>;

// Header and PDU. Errors are those of encode_pdu().
Result<std::vector<std::uint8_t>> encode(const Request& request, std::uint16_t transaction);

// How many bytes follow the header. protocol_violation when transaction, protocol, unit or length cannot be those of
// this request's answer.
Result<std::size_t> decode_header(const Header& header, const Request& request, std::uint16_t transaction);

// What follows the header. protocol_violation when the function, the byte count or what a write echoes differ.
Result<Reply> decode_reply(std::span<const std::uint8_t> pdu, const Request& request);

// "illegal data address (2)"
std::string exception_name(std::uint8_t exception);

}  // namespace holdfast::drivers::modbus
