#include "drivers/codec.hpp"

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

bool is_invalid(const Raw& raw, const std::vector<std::int64_t>& invalid) {
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
  const std::optional<std::int64_t> code = integer_of(raw);
  if (!code) return bad(Reason::not_understood);
  const auto found = decoding.enumeration.find(*code);
  if (found == decoding.enumeration.end()) return bad(Reason::not_understood);
  return good(model::Enumeration{found->second, *code});
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

Decoded decode_text(const Raw& raw) {
  if (const auto* text = std::get_if<std::string>(&raw.value)) return good(model::Text{readable(*text)});
  if (const auto* number = std::get_if<std::uint64_t>(&raw.value)) return good(model::Text{std::to_string(*number)});
  if (const auto* number = std::get_if<double>(&raw.value)) return good(model::Text{fmt::format("{}", *number)});
  return good(model::Text{std::to_string(integer_of(raw).value_or(0))});
}

// raw * scale + offset. A scale such as 0.1 is applied as a division by 10, so that 3 gives 0.3 and not
// 0.30000000000000004.
double scaled(double raw, const Decoding& decoding) {
  const double inverse = std::round(1.0 / decoding.scale);
  const bool decimal = std::fabs(decoding.scale) < 1.0 && std::fabs(inverse * decoding.scale - 1.0) < 1e-12;
  const double product = decimal ? raw / inverse : raw * decoding.scale;
  return product + decoding.offset;
}

std::optional<std::int64_t> scaled_exactly(std::int64_t raw, const Decoding& decoding) {
  if (!is_whole(decoding.scale) || !is_whole(decoding.offset)) return std::nullopt;
  std::int64_t result = 0;
  if (__builtin_mul_overflow(raw, static_cast<std::int64_t>(decoding.scale), &result)) return std::nullopt;
  if (__builtin_add_overflow(result, static_cast<std::int64_t>(decoding.offset), &result)) return std::nullopt;
  return result;
}

Decoded in_range(model::Value value, double number, const Decoding& decoding) {
  if (!std::isfinite(number)) return bad(Reason::out_of_range);
  if (decoding.range && (number < decoding.range->first || number > decoding.range->second)) {
    return bad(Reason::out_of_range);
  }
  return good(std::move(value));
}

Decoded decode_number(const Raw& raw, Kind kind, const Decoding& decoding) {
  if (std::holds_alternative<std::string>(raw.value)) return bad(Reason::not_understood);
  if (beyond_int64(raw)) return bad(Reason::out_of_range);
  if (const auto* number = std::get_if<double>(&raw.value)) {
    const double result = scaled(*number, decoding);
    return in_range(result, result, decoding);
  }
  const std::int64_t integer = integer_of(raw).value_or(0);
  if (kind == Kind::integer) {
    const std::optional<std::int64_t> exact = scaled_exactly(integer, decoding);
    if (exact) return in_range(*exact, static_cast<double>(*exact), decoding);
  }
  const double result = scaled(static_cast<double>(integer), decoding);
  return in_range(result, result, decoding);
}

}  // namespace

Decoded bad(Reason reason) { return {std::nullopt, model::Quality::bad, reason}; }

Decoded decode(const Raw& raw, Kind kind, const Decoding& decoding) {
  const auto* number = std::get_if<double>(&raw.value);
  if (number != nullptr && !std::isfinite(*number)) return bad(Reason::not_available);
  if (is_invalid(raw, decoding.invalid)) return bad(Reason::not_available);
  Raw picked = raw;
  if (decoding.bit) {
    const std::optional<bool> set = bit_of(raw, *decoding.bit);
    if (!set) return bad(Reason::not_understood);
    picked = Raw{*set, 1};
  }
  switch (kind) {
    case Kind::boolean: return decode_boolean(picked);
    case Kind::enumeration: return decode_enumeration(picked, decoding);
    case Kind::flags: return decode_flags(picked, decoding);
    case Kind::text: return decode_text(picked);
    case Kind::integer:
    case Kind::number: return decode_number(picked, kind, decoding);
  }
  return bad(Reason::not_understood);
}

}  // namespace holdfast::drivers
