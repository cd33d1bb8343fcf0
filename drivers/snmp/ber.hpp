// The little of BER (X.690, definite lengths only) that SNMP messages are made of. Pure. A Reader never looks outside
// the bytes it was given; after the first thing that is not as expected it gives nothing more.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/snmp/oid.hpp"

namespace holdfast::drivers::snmp::ber {

using Bytes = std::vector<std::uint8_t>;
using View = std::span<const std::uint8_t>;

constexpr std::uint8_t integer_tag = 0x02;
constexpr std::uint8_t octets_tag = 0x04;
constexpr std::uint8_t object_id_tag = 0x06;
constexpr std::uint8_t sequence_tag = 0x30;

struct Element {
  std::uint8_t tag = 0;
  View content;
};

class Reader {
 public:
  explicit Reader(View bytes) : rest_(bytes) {}

  std::optional<Element> next();
  // The next element, if it has this tag.
  std::optional<View> take(std::uint8_t tag);
  std::optional<Reader> sequence(std::uint8_t tag = sequence_tag);
  std::optional<std::int64_t> integer(std::int64_t least, std::int64_t most);
  std::optional<std::string> octets(std::size_t longest);
  std::optional<Oid> object_id();

  bool at_end() const { return !failed_ && rest_.empty(); }

 private:
  View rest_;
  bool failed_ = false;
};

Bytes element(std::uint8_t tag, View content);
Bytes integer(std::int64_t value);
Bytes octets(std::string_view text);
Bytes object_id(const Oid& oid);  // at least two numbers
Bytes sequence(std::initializer_list<Bytes> parts, std::uint8_t tag = sequence_tag);

}  // namespace holdfast::drivers::snmp::ber
