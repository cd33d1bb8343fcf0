#include "drivers/codec.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

#include "drivers/text.hpp"

namespace holdfast::drivers {
namespace {

using model::Decoding;
using model::Kind;
using model::Reason;

constexpr double largest_exact = 9007199254740992.0;  // 2^53: beyond it a double skips integers

Decoded good(model::Value value) { return {std::move(value), model::Quality::good, Reason::none}; }

bool is_whole(double x) { return std::trunc(x) == x && std::fabs(x) <= largest_exact; }

// The bits as they lay on the wire; nothing for floats and strings.
std::optional<std::uint64_t> pattern_of(const Raw& raw) {
  const std::uint64_t mask = raw.bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << raw.bits) - 1;
  if (const auto* flag = std::get_if<bool>(&raw.value)) return *flag ? 1 : 0;
  if (const auto* number = std::get_if<std::int64_t>(&raw.value)) return static_cast<std::uint64_t>(*number) & mask;
  if (const auto* number = std::get_if<std::uint64_t>(&raw.value)) return *number & mask;
  return std::nullopt;
}

std::optional<bool> bit_of(const Raw& raw, int bit) {
  if (bit < 0) return std::nullopt;
  if (const auto* text = std::get_if<std::string>(&raw.value)) {
    const auto octet = static_cast<std::size_t>(bit / 8);
    if (octet >= text->size()) return false;  // trailing zero octets may be left out
    return (static_cast<unsigned char>((*text)[octet]) >> (7 - bit % 8) & 1) != 0;
  }
  const std::optional<std::uint64_t> pattern = pattern_of(raw);
  if (!pattern || bit >= raw.bits) return std::nullopt;
  return (*pattern >> bit & 1) != 0;
}

bool is_invalid_number(const Raw& raw, const std::vector<std::int64_t>& invalid) {
  const std::optional<std::uint64_t> pattern = pattern_of(raw);
  for (const std::int64_t value : invalid) {
    if (const auto* number = std::get_if<double>(&raw.value)) {
      if (*number == static_cast<double>(value)) return true;
      continue;
    }
    if (!pattern) continue;
    const std::int64_t lowest = raw.bits >= 64 ? std::numeric_limits<std::int64_t>::min() : -(1LL << (raw.bits - 1));
    const std::int64_t highest = raw.bits >= 63 ? std::numeric_limits<std::int64_t>::max() : (1LL << raw.bits) - 1;
    if (value < lowest || value > highest) continue;
    if (pattern_of(Raw{value, raw.bits}) == pattern) return true;
  }
  return false;
}

// A number in a text, with nothing behind it but a unit: "230", "23.5 C", "-1 dBm". Not "12:30", "1/2", "1,5".
std::optional<Raw> parsed_number(std::string_view text) {
  constexpr std::size_t longest_unit = 8;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto skip_blanks = [&] { text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size())); };
  skip_blanks();
  std::string number;
  bool is_fraction = false;
  if (!text.empty() && (text.front() == '+' || text.front() == '-')) {
    if (text.front() == '-') number = "-";
    text.remove_prefix(1);
  }
  if (text.empty() || !is_digit(text.front())) return std::nullopt;
  while (!text.empty() && is_digit(text.front())) {
    number += text.front();
    text.remove_prefix(1);
  }
  if (text.size() >= 2 && text[0] == '.' && is_digit(text[1])) {
    is_fraction = true;
    do {
      number += text.front();
      text.remove_prefix(1);
    } while (!text.empty() && is_digit(text.front()));
  }
  skip_blanks();
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  if (text.size() > longest_unit || text.find_first_of("0123456789 \t.,:/+-") != std::string_view::npos)
    return std::nullopt;
  Raw raw;
  const char* const end = number.data() + number.size();
  if (is_fraction) {
    double value = 0.0;
    if (std::from_chars(number.data(), end, value).ec != std::errc{}) return std::nullopt;
    raw.value = value;
  } else {
    std::int64_t value = 0;
    if (std::from_chars(number.data(), end, value).ec != std::errc{}) return std::nullopt;
    raw.value = value;
  }
  return raw;
}

// A text that holds a number becomes that number; everything else stays.
Raw as_number_if_text(const Raw& raw) {
  const auto* text = std::get_if<std::string>(&raw.value);
  if (text == nullptr) return raw;
  std::optional<Raw> number = parsed_number(*text);
  return number ? *number : raw;
}

std::optional<Raw> reread(const Raw& raw, model::Reread how);

// The exact integer behind the raw value: of a float only a whole one.
std::optional<std::int64_t> integer_of(const Raw& raw) {
  if (const auto* flag = std::get_if<bool>(&raw.value)) return *flag ? 1 : 0;
  if (const auto* number = std::get_if<std::int64_t>(&raw.value)) return *number;
  if (const auto* number = std::get_if<std::uint64_t>(&raw.value)) {
    if (*number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
    return static_cast<std::int64_t>(*number);
  }
  if (const auto* number = std::get_if<double>(&raw.value); number != nullptr && is_whole(*number)) {
    return static_cast<std::int64_t>(*number);
  }
  return std::nullopt;
}

bool beyond_int64(const Raw& raw) {
  const auto* number = std::get_if<std::uint64_t>(&raw.value);
  return number != nullptr && *number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
}

Decoded decode_boolean(const Raw& raw) {
  const std::optional<std::int64_t> code = integer_of(raw);
  if (!code || (*code != 0 && *code != 1)) return bad(Reason::not_understood);
  return good(*code == 1);
}

Decoded decode_enumeration(const Raw& raw, const Decoding& decoding) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) {
    const auto word = decoding.words.find(readable(*text));
    if (word != decoding.words.end()) return good(model::Enumeration{word->second});
  }
  const std::optional<std::int64_t> code = integer_of(as_number_if_text(raw));
  const auto found = code ? decoding.enumeration.find(*code) : decoding.enumeration.end();
  if (found != decoding.enumeration.end()) return good(model::Enumeration{found->second, *code});
  if (decoding.other) return good(model::Enumeration{*decoding.other, code.value_or(0)});
  return bad(Reason::not_understood);
}

Decoded decode_flags(const Raw& raw, const Decoding& decoding) {
  model::Flags flags;
  for (const auto& [bit, name] : decoding.flags) {
    const std::optional<bool> set = bit_of(raw, bit);
    if (!set) return bad(Reason::not_understood);
    if (*set) flags.set.insert(name);
  }
  return good(std::move(flags));
}

Decoded decode_text(const Raw& raw) { return good(model::Text{text_of(raw)}); }

// A text of digits is a number in writing, not a string of bits.
bool is_readable_bits(const Raw& raw) {
  const auto& text = std::get<std::string>(raw.value);
  return !parsed_number(text).has_value();
}

// raw * scale + offset. A scale such as 0.1 is applied as a division by 10, so that 3 gives 0.3 and not
// 0.30000000000000004.
double scaled(double raw, double scale, double offset) {
  const double inverse = std::round(1.0 / scale);
  const bool decimal = std::fabs(scale) < 1.0 && std::fabs(inverse * scale - 1.0) < 1e-12;
  const double product = decimal ? raw / inverse : raw * scale;
  return offset == 0.0 ? product : without_noise(product + offset);
}

std::optional<std::int64_t> scaled_exactly(std::int64_t raw, double scale, double offset) {
  if (!is_whole(scale) || !is_whole(offset)) return std::nullopt;
  std::int64_t result = 0;
  if (__builtin_mul_overflow(raw, static_cast<std::int64_t>(scale), &result)) return std::nullopt;
  if (__builtin_add_overflow(result, static_cast<std::int64_t>(offset), &result)) return std::nullopt;
  return result;
}

Decoded in_range(model::Value value, double number, const Decoding& decoding) {
  if (!std::isfinite(number)) return bad(Reason::out_of_range);
  if (decoding.range && (number < decoding.range->first || number > decoding.range->second)) {
    return bad(Reason::out_of_range);
  }
  return good(std::move(value));
}

Decoded decode_number(const Raw& raw, Kind kind, const Decoding& decoding, double scale, double offset) {
  if (const auto* number = std::get_if<double>(&raw.value)) {
    const double result = scaled(*number, scale, offset);
    return in_range(result, result, decoding);
  }
  const std::int64_t integer = integer_of(raw).value_or(0);
  if (kind == Kind::integer) {
    const std::optional<std::int64_t> exact = scaled_exactly(integer, scale, offset);
    if (exact) return in_range(*exact, static_cast<double>(*exact), decoding);
  }
  const double result = scaled(static_cast<double>(integer), scale, offset);
  return in_range(result, result, decoding);
}

Decoded decode_number(const Raw& said, Kind kind, const Decoding& decoding, int power) {
  const Raw raw = as_number_if_text(said);
  if (std::holds_alternative<std::string>(raw.value)) return bad(Reason::not_understood);
  if (beyond_int64(raw)) return bad(Reason::out_of_range);
  const double factor = power >= 0 ? std::pow(10.0, power) : 1.0 / std::pow(10.0, -power);
  Decoded decoded = decode_number(raw, kind, decoding, decoding.scale * factor, decoding.offset);
  for (const auto& [scale, offset] : decoding.more_scales) {
    if (decoded.reason != Reason::out_of_range) break;
    decoded = decode_number(raw, kind, decoding, scale * factor, offset);
  }
  return decoded;
}

// `as`: the same bits in another reading.
std::optional<Raw> reread(const Raw& raw, model::Reread how) {
  using model::Reread;
  const auto* text = std::get_if<std::string>(&raw.value);
  if (how == Reread::octets) {
    if (text == nullptr || text->empty() || text->size() > 8) return std::nullopt;
    std::uint64_t number = 0;
    for (const char octet : *text) number = number << 8 | static_cast<unsigned char>(octet);
    return Raw{number, static_cast<int>(8 * text->size())};
  }
  if (how == Reread::hexadecimal) {
    if (text == nullptr) return std::nullopt;
    std::string digits;
    for (const char c : readable(*text)) {
      if (c != ' ') digits += c;
    }
    if (digits.starts_with("0x") || digits.starts_with("0X")) digits.erase(0, 2);
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number, 16);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size()) return std::nullopt;
    return Raw{number, 64};
  }
  const Raw number = as_number_if_text(raw);
  const std::optional<std::uint64_t> wide = pattern_of(Raw{number.value, 64});
  if (!wide || !integer_of(number)) return std::nullopt;
  const int bits = how == Reread::u8 || how == Reread::s8 ? 8 : how == Reread::u16 || how == Reread::s16 ? 16 : 32;
  const bool is_signed = how == Reread::s8 || how == Reread::s16 || how == Reread::s32;
  auto value = static_cast<std::int64_t>(*wide & ((std::uint64_t{1} << bits) - 1));
  if (is_signed && value >> (bits - 1) != 0) value -= std::int64_t{1} << bits;
  return Raw{value, bits};
}

// The part of the raw value that the decoding speaks of; nothing if it is not there.
std::optional<Raw> picked(const Raw& raw, const Decoding& decoding) {
  Raw part = raw;
  if (const auto* whole = std::get_if<std::string>(&raw.value)) {
    if (decoding.pattern) {
      std::optional<std::string> found = decoding.pattern.first_group(readable(*whole));
      if (!found) return std::nullopt;
      part.value = std::move(*found);
    }
    if (decoding.character > 0) {
      const std::string text = readable(std::get<std::string>(part.value));
      const auto at = static_cast<std::size_t>(decoding.character) - 1;
      if (at >= text.size()) return std::nullopt;
      part.value = text.substr(at, 1);
    }
    const bool is_bits = decoding.bit || !decoding.flags.empty() || decoding.reread != model::Reread::none;
    if (!is_bits && readable(std::get<std::string>(part.value)).empty()) return std::nullopt;
  }
  if (decoding.reread == model::Reread::none) return part;
  return reread(part, decoding.reread);
}

bool is_invalid(const Raw& raw, const Decoding& decoding) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) {
    const std::string shown = readable(*text);
    for (const std::string& invalid : decoding.invalid_texts) {
      if (shown == invalid) return true;
    }
  }
  return !decoding.invalid.empty() && is_invalid_number(as_number_if_text(raw), decoding.invalid);
}

}  // namespace

Decoded bad(Reason reason) { return {std::nullopt, model::Quality::bad, reason}; }

Decoded decode(const Raw& raw, Kind kind, const Decoding& decoding, int power) {
  const auto* number = std::get_if<double>(&raw.value);
  if (number != nullptr && !std::isfinite(*number)) return bad(Reason::not_available);
  std::optional<Raw> part = picked(raw, decoding);
  if (!part || is_invalid(*part, decoding)) return bad(Reason::not_available);
  if (decoding.bit) {
    const bool is_number = std::holds_alternative<std::string>(part->value) && !is_readable_bits(*part);
    const std::optional<bool> set = bit_of(is_number ? as_number_if_text(*part) : *part, *decoding.bit);
    if (!set) return bad(Reason::not_understood);
    part = Raw{*set, 1};
  }
  switch (kind) {
    case Kind::boolean: return decode_boolean(*part);
    case Kind::enumeration: return decode_enumeration(*part, decoding);
    case Kind::flags: return decode_flags(*part, decoding);
    case Kind::text: return decode_text(*part);
    case Kind::integer:
    case Kind::number: return decode_number(*part, kind, decoding, power);
  }
  return bad(Reason::not_understood);
}

std::optional<double> number_in(const Raw& raw) {
  const Raw number = as_number_if_text(raw);
  if (const auto* fraction = std::get_if<double>(&number.value)) return *fraction;
  const std::optional<std::int64_t> whole = integer_of(number);
  if (!whole) return std::nullopt;
  return static_cast<double>(*whole);
}

std::string text_of(const Raw& raw) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) return readable(*text);
  if (const auto* number = std::get_if<double>(&raw.value)) return fmt::format("{}", *number);
  if (const auto* number = std::get_if<std::uint64_t>(&raw.value)) return std::to_string(*number);
  return std::to_string(integer_of(raw).value_or(0));
}

double without_noise(double number) {
  if (number == 0.0 || !std::isfinite(number)) return number;
  const double unit = std::pow(10.0, 12.0 - std::ceil(std::log10(std::fabs(number))));
  const double rounded = std::round(number * unit) / unit;
  return std::isfinite(rounded) ? rounded : number;
}

}  // namespace holdfast::drivers
