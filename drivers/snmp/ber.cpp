#include "drivers/snmp/ber.hpp"

namespace holdfast::drivers::snmp::ber {

std::optional<Element> Reader::next() {
  const auto fail = [this]() -> std::optional<Element> {
    failed_ = true;
    return std::nullopt;
  };
  if (failed_ || rest_.size() < 2 || (rest_[0] & 0x1F) == 0x1F) return fail();  // tags here have one octet
  const std::uint8_t tag = rest_[0];
  std::size_t length = rest_[1];
  std::size_t header = 2;
  if (length >= 0x80) {
    const std::size_t octets = length & 0x7F;
    if (octets == 0 || octets > 4 || rest_.size() < 2 + octets) return fail();
    length = 0;
    for (std::size_t i = 0; i < octets; ++i) length = length << 8 | rest_[2 + i];
    header += octets;
  }
  if (length > rest_.size() - header) return fail();
  const Element element{tag, rest_.subspan(header, length)};
  rest_ = rest_.subspan(header + length);
  return element;
}

std::optional<View> Reader::take(std::uint8_t tag) {
  const std::optional<Element> element = next();
  if (!element || element->tag != tag) {
    failed_ = true;
    return std::nullopt;
  }
  return element->content;
}

std::optional<Reader> Reader::sequence(std::uint8_t tag) {
  const std::optional<View> content = take(tag);
  if (!content) return std::nullopt;
  return Reader{*content};
}

std::optional<std::int64_t> Reader::integer(std::int64_t least, std::int64_t most) {
  const std::optional<View> content = take(integer_tag);
  if (!content || content->empty() || content->size() > 8) {
    failed_ = true;
    return std::nullopt;
  }
  auto value = static_cast<std::uint64_t>((content->front() & 0x80) != 0 ? -1 : 0);
  for (const std::uint8_t octet : *content) value = value << 8 | octet;
  const auto number = static_cast<std::int64_t>(value);
  if (number < least || number > most) {
    failed_ = true;
    return std::nullopt;
  }
  return number;
}

std::optional<std::string> Reader::octets(std::size_t longest) {
  const std::optional<View> content = take(octets_tag);
  if (!content || content->size() > longest) {
    failed_ = true;
    return std::nullopt;
  }
  return std::string{content->begin(), content->end()};
}

std::optional<Oid> Reader::object_id() {
  constexpr std::size_t longest = 128;
  const std::optional<View> content = take(object_id_tag);
  Oid oid;
  std::uint64_t number = 0;
  bool within = false;
  const auto add = [&oid](std::uint64_t value) {
    if (oid.empty()) {
      const std::uint64_t first = value < 80 ? value / 40 : 2;
      oid.push_back(static_cast<std::uint32_t>(first));
      value -= first * 40;
    }
    oid.push_back(static_cast<std::uint32_t>(value));
  };
  bool odd = !content || content->empty();
  for (std::size_t i = 0; !odd && i < content->size(); ++i) {
    const std::uint8_t octet = (*content)[i];
    number = number << 7 | (octet & 0x7FU);
    within = (octet & 0x80) != 0;
    odd = number > std::uint64_t{0xFFFFFFFF} + (oid.empty() ? 80 : 0) || oid.size() >= longest;
    if (within) continue;
    if (!odd) add(number);
    number = 0;
  }
  if (odd || within) {
    failed_ = true;
    return std::nullopt;
  }
  return oid;
}

Bytes element(std::uint8_t tag, View content) {
  Bytes bytes{tag};
  const std::size_t length = content.size();
  if (length < 0x80) {
    bytes.push_back(static_cast<std::uint8_t>(length));
  } else if (length < 0x100) {
    bytes.insert(bytes.end(), {0x81, static_cast<std::uint8_t>(length)});
  } else {
    bytes.insert(bytes.end(), {0x82, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length)});
  }
  bytes.insert(bytes.end(), content.begin(), content.end());
  return bytes;
}

Bytes integer(std::int64_t value) {
  Bytes content;
  for (int shift = 56; shift >= 0; shift -= 8) content.push_back(static_cast<std::uint8_t>(value >> shift));
  std::size_t from = 0;  // an octet that only repeats the sign is left out
  while (from < 7 && ((content[from] == 0x00 && (content[from + 1] & 0x80) == 0) ||
                      (content[from] == 0xFF && (content[from + 1] & 0x80) != 0))) {
    ++from;
  }
  return element(integer_tag, View{content}.subspan(from));
}

Bytes octets(std::string_view text) {
  return element(octets_tag, View{reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Bytes object_id(const Oid& oid) {
  Bytes content;
  const auto add = [&content](std::uint64_t number) {
    int shift = 35;
    while (shift > 0 && (number >> shift) == 0) shift -= 7;
    for (; shift > 0; shift -= 7) content.push_back(static_cast<std::uint8_t>(0x80 | (number >> shift & 0x7F)));
    content.push_back(static_cast<std::uint8_t>(number & 0x7F));
  };
  add(std::uint64_t{oid[0]} * 40 + oid[1]);
  for (std::size_t i = 2; i < oid.size(); ++i) add(oid[i]);
  return element(object_id_tag, content);
}

Bytes sequence(std::initializer_list<Bytes> parts, std::uint8_t tag) {
  Bytes content;
  for (const Bytes& part : parts) content.insert(content.end(), part.begin(), part.end());
  return element(tag, content);
}

}  // namespace holdfast::drivers::snmp::ber
