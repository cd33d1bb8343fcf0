#include "drivers/reach/echo.hpp"

#include <algorithm>

namespace holdfast::drivers::reach {
namespace {

constexpr std::size_t header_size = 8;

std::uint8_t high(std::uint16_t number) { return static_cast<std::uint8_t>(number >> 8); }
std::uint8_t low(std::uint16_t number) { return static_cast<std::uint8_t>(number & 0xFF); }

// RFC 1071, of an even number of octets.
std::uint16_t checksum(std::span<const std::uint8_t> octets) {
  std::uint32_t sum = 0;
  for (std::size_t i = 0; i + 1 < octets.size(); i += 2) {
    sum += static_cast<std::uint32_t>(octets[i] << 8 | octets[i + 1]);
  }
  while (sum > 0xFFFF) sum = (sum & 0xFFFF) + (sum >> 16);
  return static_cast<std::uint16_t>(~sum);
}

std::vector<std::uint8_t> message(const Echo& echo, std::uint8_t type) {
  std::vector<std::uint8_t> octets{
      type, 0, 0, 0, high(echo.identifier), low(echo.identifier), high(echo.sequence), low(echo.sequence)};
  octets.insert(octets.end(), echo.cookie.begin(), echo.cookie.end());
  return octets;
}

}  // namespace

std::vector<std::uint8_t> echo_request(const Echo& echo) {
  std::vector<std::uint8_t> octets = message(echo, echo.family == Family::v4 ? 8 : 128);
  if (echo.family == Family::v6) return octets;
  const std::uint16_t sum = checksum(octets);
  octets[2] = high(sum);
  octets[3] = low(sum);
  return octets;
}

bool answers(const Echo& echo, Header header, std::span<const std::uint8_t> datagram) {
  if (header == Header::present) {
    if (datagram.empty() || datagram[0] >> 4 != 4) return false;
    const std::size_t length = std::size_t{4} * (datagram[0] & 0x0FU);
    if (length < 20 || datagram.size() < length) return false;
    datagram = datagram.subspan(length);
  }
  std::vector<std::uint8_t> wanted = message(echo, echo.family == Family::v4 ? 0 : 129);
  if (datagram.size() != wanted.size() || datagram.size() < header_size) return false;
  wanted[2] = datagram[2];  // the kernel has checked the checksum
  wanted[3] = datagram[3];
  return std::equal(wanted.begin(), wanted.end(), datagram.begin());
}

}  // namespace holdfast::drivers::reach
