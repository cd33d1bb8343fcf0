#include "drivers/text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>

namespace holdfast::drivers {
namespace {

// Length of the UTF-8 sequence at the front, 0 when it is none (RFC 3629: no overlong forms, no surrogates).
std::size_t sequence_length(std::string_view bytes) {
  const auto first = static_cast<unsigned char>(bytes.front());
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4 || bytes.size() < length) return 0;
  std::uint32_t point = first & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(bytes[i]);
    if ((next & 0xC0U) != 0x80U) return 0;
    point = point << 6 | (next & 0x3FU);
  }
  const std::uint32_t lowest = length == 4 ? 0x10000U : length == 3 ? 0x800U : 0x80U;
  if (point < lowest || point > 0x10FFFFU || (point >= 0xD800U && point <= 0xDFFFU)) return 0;
  if (point < 0xA0U) return 0;  // C1 controls
  return length;
}

}  // namespace

bool is_readable(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto first = static_cast<unsigned char>(bytes.front());
    const bool control = first < 0x20 || first == 0x7F;
    if (control && first != '\t' && first != '\n' && first != '\r') return false;
    const std::size_t length = sequence_length(bytes);
    if (length == 0) return false;
    bytes.remove_prefix(length);
  }
  return true;
}

std::string readable(std::string_view bytes) {
  const auto is_blank = [](char c) { return c == '\0' || c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  std::string_view trimmed = bytes;
  while (!trimmed.empty() && is_blank(trimmed.back())) trimmed.remove_suffix(1);
  while (!trimmed.empty() && trimmed.front() != '\0' && is_blank(trimmed.front())) trimmed.remove_prefix(1);
  if (is_readable(trimmed)) return std::string{trimmed};
  std::string hex;
  for (const char byte : bytes) {
    fmt::format_to(std::back_inserter(hex), "{}{:02x}", hex.empty() ? "" : ":", static_cast<unsigned char>(byte));
  }
  return hex;
}

}  // namespace holdfast::drivers
