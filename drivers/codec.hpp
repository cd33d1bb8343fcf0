// Between what a device says and what the house means: raw numbers and strings to exact values, and back for writes.
// Pure. Knows no protocol: a protocol makes a Raw of its own encoding, decode() applies the profile's Decoding to it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "agent/model/profile.hpp"
#include "agent/model/sample.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers {

// What stood in the device's answer. `bits` is the width of the integer on the wire: by it a profile may name an
// invalid value either signed or unsigned (-1 or 65535). A string's bits are counted as SNMP's BITS are: bit 0 is the
// most significant one of the first octet (RFC 2578, 7.1.4).
struct Raw {
  std::variant<bool, std::int64_t, std::uint64_t, double, std::string> value;
  int bits = 64;
  bool operator==(const Raw&) const = default;
};

// The codec's half of a Reading.
struct Decoded {
  std::optional<model::Value> value;  // empty exactly when bad
  model::Quality quality = model::Quality::good;
  model::Reason reason = model::Reason::none;
};

Decoded bad(model::Reason reason);

// In the order of model::Decoding; `power` is the power of ten that its exponent has turned out to be.
//   not_available   an invalid value, an empty text, a text in which the pattern is not found, a float that is no
//   number out_of_range    outside the decoding's range, or beyond int64 not_understood  a code without a name, a
//   boolean that is neither 0 nor 1, a kind that cannot be
// An integer with whole scale and offset stays an exact int64; every other number is a double.
Decoded decode(const Raw& raw, model::Kind kind, const model::Decoding& decoding, int power = 0);

// The number that a raw value is, or that a text holds: "23.5 C" is 23.5, when nothing but a unit follows.
std::optional<double> number_in(const Raw& raw);
std::string text_of(const Raw& raw);
// 0.30000000000000004 -> 0.3: what arithmetic on decimal fractions leaves behind the twelfth digit.
double without_noise(double number);

// What may be written: an integer or float of this type, or (nothing) a string.
using WriteForm = std::optional<model::RawType>;

// The raw value that makes the point read `value`: from the write's own table of values if it has one, else by the
// inverse of the decoding. invalid_argument when the value is unknown, outside its range, means "no value" to the
// device, does not fit the form, or would be rounded. The Raw is an int64 for every integer form, a bool for boolean.
Result<Raw> encode(const model::Value& value, const model::PointSpec& spec, WriteForm form);

}  // namespace holdfast::drivers
