#include "drivers/snmp/oid.hpp"

#include <algorithm>
#include <charconv>

namespace holdfast::drivers::snmp {

Result<Oid> parse_oid(std::string_view text) {
  constexpr std::size_t longest = 128;
  const std::string_view numbers = text.starts_with('.') ? text.substr(1) : text;
  Oid oid;
  const char* at = numbers.data();
  const char* const end = numbers.data() + numbers.size();
  while (true) {
    std::uint32_t number = 0;
    const auto [next, error] = std::from_chars(at, end, number);
    if (error != std::errc{}) break;
    oid.push_back(number);
    if (next == end && oid.size() >= 2 && oid.size() <= longest) return oid;
    if (next == end || *next != '.') break;
    at = next + 1;
  }
  return make_error(Code::invalid_argument, "'{}' is no numeric OID", text);
}

std::string to_string(const Oid& oid) {
  std::string text;
  for (const std::uint32_t number : oid) {
    if (!text.empty()) text += '.';
    text += std::to_string(number);
  }
  return text;
}

bool is_below(const Oid& prefix, const Oid& oid) {
  return oid.size() > prefix.size() && std::equal(prefix.begin(), prefix.end(), oid.begin());
}

}  // namespace holdfast::drivers::snmp
