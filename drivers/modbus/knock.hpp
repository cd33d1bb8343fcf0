// Asks an address once whether a Modbus/TCP server is there and who it is (read device identification, function
// 0x2B/0x0E), and hangs up. Any well-formed answer counts, a refusal too: many servers know no identification.
// Source: MODBUS Application Protocol 1.1b3, 6.21; Messaging on TCP/IP Implementation Guide 1.0b, 3.1.3.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/address_v4.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers::modbus {

struct Knocked {
  bool is_server = false;  // something accepts the connection; whether it speaks Modbus is known only if this is true
  std::uint8_t unit = 1;   // that answered
  std::string vendor, product, revision;  // as it says; may be empty
};

// At most three questions, each with its own `timeout`, connecting likewise. no_contact: nobody listens there.
// `clock` outlives the call.
platform::Awaitable<Result<Knocked>> knock(boost::asio::any_io_executor loop, platform::Clock* clock,
                                           boost::asio::ip::address_v4 address, std::uint16_t port, Duration timeout);

std::vector<std::uint8_t> identification_request(std::uint8_t unit, std::uint16_t transaction);

// From a whole frame; nothing if it cannot be an answer to this request.
std::optional<Knocked> knocked_by(std::span<const std::uint8_t> frame, std::uint16_t transaction);

}  // namespace holdfast::drivers::modbus
