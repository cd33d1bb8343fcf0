// Echo messages of ICMP (RFC 792) and ICMPv6 (RFC 4443, 4). Pure.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace holdfast::drivers::reach {

enum class Family { v4, v6 };
enum class Header { absent, present };  // a raw IPv4 socket hands out the IP header too

struct Echo {
  Family family = Family::v4;
  std::uint16_t identifier = 0;
  std::uint16_t sequence = 0;
  std::array<std::uint8_t, 16> cookie{};  // random: by it an answer is known as ours
};

// The request, with its checksum; of ICMPv6 without: the kernel makes it, for it covers the addresses too.
std::vector<std::uint8_t> echo_request(const Echo& echo);

// Whether the datagram is the whole answer to this echo. `identifier` counts as the kernel has set it.
bool answers(const Echo& echo, Header header, std::span<const std::uint8_t> datagram);

}  // namespace holdfast::drivers::reach
