// The parts of masking that look at a text alone. Pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::drivers::replay {

// "AS1234-x" -> "XX1111-x": the shape stays, so that patterns still find it.
std::string shape_of(std::string_view serial);

// "", "N/A", "unknown", "not set": what devices say that have nothing to say.
bool is_placeholder(std::string_view text);

// The word behind "S/N:", "SN:", "Serial number" loses its letters and digits; the one behind "password", "psk" and
// the like is gone.
std::string without_labelled_secrets(std::string text);

std::string without_mail_addresses(std::string text);  // name@example.net instead
std::string without_mac_addresses(std::string text);   // the last three octets are 00; written with : or -

using Ipv4 = std::array<std::uint8_t, 4>;
std::optional<Ipv4> ipv4_of(std::string_view dotted);
// Neither private (RFC 1918, 6598) nor local, a mask, multicast or documentation.
bool is_public(const Ipv4& address);

std::string replaced(std::string text, std::string_view from, std::string_view to);  // everywhere

}  // namespace holdfast::drivers::replay
