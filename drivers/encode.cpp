// The way back of codec.hpp: values to raw ones for writes. Nothing is rounded or clamped in silence.
#include <cmath>
#include <limits>
#include <vector>

#include "drivers/codec.hpp"

namespace holdfast::drivers {
namespace {

using model::Kind;
using model::RawType;

struct Limits {
  std::int64_t lowest;
  std::int64_t highest;
  int bits;
};

// Of u64 only the half that a Value can hold.
Limits limits_of(RawType type) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  switch (type) {
    case RawType::boolean: return {0, 1, 1};
    case RawType::u16: return {0, 0xFFFF, 16};
    case RawType::s16: return {-0x8000, 0x7FFF, 16};
    case RawType::u32: return {0, 0xFFFFFFFFLL, 32};
    case RawType::s32: return {-0x80000000LL, 0x7FFFFFFF, 32};
    case RawType::u64: return {0, most, 64};
    case RawType::s64:
    case RawType::f32:
    case RawType::f64:
    case RawType::text: break;
  }
  return {std::numeric_limits<std::int64_t>::min(), most, 64};
}

bool is_float(RawType type) { return type == RawType::f32 || type == RawType::f64; }

Error refuse(const model::PointSpec& spec, const std::string& why) {
  return make_error(Code::invalid_argument, "{} cannot be set: {}", spec.name, why);
}

template <class Map, class Key>
std::string listed(const Map& names, Key key) {
  std::string text;
  for (const auto& entry : names) text += (text.empty() ? "" : ", ") + key(entry);
  return text;
}

Result<Raw> float_raw(double number, const model::PointSpec& spec, RawType type) {
  if (!std::isfinite(number)) return refuse(spec, "the value is not a number");
  if (type == RawType::f64) return Raw{number, 64};
  if (std::fabs(number) > static_cast<double>(std::numeric_limits<float>::max())) {
    return refuse(spec, fmt::format("{} does not fit a 32-bit float", number));
  }
  const auto narrow = static_cast<double>(static_cast<float>(number));
  if (std::fabs(narrow - number) > 1e-6 * std::fabs(number)) {
    return refuse(spec, fmt::format("{} would be rounded to {}", number, narrow));
  }
  return Raw{number, 32};
}

Result<Raw> integer_raw(std::int64_t raw, const model::PointSpec& spec, RawType type) {
  if (is_float(type)) return float_raw(static_cast<double>(raw), spec, type);
  const Limits limits = limits_of(type);
  if (raw < limits.lowest || raw > limits.highest) {
    return refuse(spec, fmt::format("the raw value {} is outside {} to {}", raw, limits.lowest, limits.highest));
  }
  if (type == RawType::boolean) return Raw{raw == 1, 1};
  return Raw{raw, limits.bits};
}

// Of the write's table of values, or of the enumeration when each name has one code only.
Result<std::int64_t> code_of(const std::string& name, const model::PointSpec& spec) {
  const auto& values = spec.write->values;
  if (!values.empty()) {
    const auto found = values.find(name);
    if (found != values.end()) return found->second;
    const std::string allowed = listed(values, [](const auto& entry) { return entry.first; });
    return refuse(spec, fmt::format("'{}' is unknown; allowed: {}", name, allowed));
  }
  std::vector<std::int64_t> codes;
  for (const auto& [code, known] : spec.origins.front().decoding.enumeration) {
    if (known == name) codes.push_back(code);
  }
  if (codes.size() == 1) return codes.front();
  if (codes.size() > 1) return refuse(spec, fmt::format("'{}' stands for several codes", name));
  const std::string allowed =
      listed(spec.origins.front().decoding.enumeration, [](const auto& entry) { return entry.second; });
  return refuse(spec, fmt::format("'{}' is unknown; allowed: {}", name, allowed));
}

Result<Raw> number_raw(const model::Value& value, const model::PointSpec& spec, RawType type) {
  const std::optional<double> number = model::as_number(value);
  if (!number || std::holds_alternative<bool>(value)) return refuse(spec, "a number is wanted");
  if (!std::isfinite(*number)) return refuse(spec, "the value is not a number");
  const model::Decoding& decoding = spec.origins.front().decoding;
  if (decoding.range && (*number < decoding.range->first || *number > decoding.range->second)) {
    return refuse(spec, fmt::format("{} is outside {} to {}", *number, decoding.range->first, decoding.range->second));
  }
  const auto* integer = std::get_if<std::int64_t>(&value);
  if (integer != nullptr && decoding.scale == 1.0 && decoding.offset == 0.0) return integer_raw(*integer, spec, type);
  if (decoding.scale == 0.0) return refuse(spec, "its scale is 0");
  const double raw = (*number - decoding.offset) / decoding.scale;
  if (is_float(type)) return float_raw(raw, spec, type);
  const double whole = std::round(raw);
  if (!(std::fabs(whole) < 9.2e18)) return refuse(spec, fmt::format("the raw value {} is too large", raw));
  if (std::fabs(whole - raw) > 1e-6) {
    return refuse(spec, fmt::format("{} is not a multiple of its step {}", *number, std::fabs(decoding.scale)));
  }
  return integer_raw(static_cast<std::int64_t>(whole), spec, type);
}

Result<Raw> raw_by_kind(const model::Value& value, const model::PointSpec& spec, RawType type) {
  if (!spec.write->values.empty() || spec.kind == Kind::enumeration) {
    const Result<std::int64_t> code = code_of(model::to_string(value), spec);
    if (!code) return code.error();
    return integer_raw(*code, spec, type);
  }
  if (spec.kind == Kind::boolean) {
    const auto* flag = std::get_if<bool>(&value);
    if (flag == nullptr) return refuse(spec, "true or false is wanted");
    return integer_raw(*flag ? 1 : 0, spec, type);
  }
  if (spec.kind == Kind::integer || spec.kind == Kind::number) return number_raw(value, spec, type);
  return refuse(spec, fmt::format("a point of kind {} is not writable here", model::to_string(spec.kind)));
}

}  // namespace

Result<Raw> encode(const model::Value& value, const model::PointSpec& spec, WriteForm form) {
  if (!spec.write) return refuse(spec, "it is read only");
  if (!form) {
    const auto* text = std::get_if<model::Text>(&value);
    if (text == nullptr) return refuse(spec, "a text is wanted");
    return Raw{text->text, 0};
  }
  // Its neighbours in the same register would be overwritten with whatever was read last.
  if (spec.origins.front().decoding.bit && spec.write->values.empty() && *form != RawType::boolean) {
    return refuse(spec, "one bit of a register cannot be set alone");
  }
  const Result<Raw> raw = raw_by_kind(value, spec, *form);
  if (!raw) return raw.error();
  const auto* number = std::get_if<std::int64_t>(&raw->value);
  if (number != nullptr && spec.write->values.empty()) {
    for (const std::int64_t invalid : spec.origins.front().decoding.invalid) {
      const std::int64_t width = raw->bits >= 63 ? 0 : 1LL << raw->bits;
      if (invalid == *number || (width != 0 && invalid + width == *number) ||
          (width != 0 && invalid - width == *number)) {
        return refuse(spec, fmt::format("the raw value {} means 'no value' to the device", *number));
      }
    }
  }
  return raw;
}

}  // namespace holdfast::drivers
