#include "agent/model/value.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace holdfast::model {
namespace {

template <class... Ts>
struct Overloaded : Ts... {
  using Ts::operator()...;
};
template <class... Ts>
Overloaded(Ts...) -> Overloaded<Ts...>;

std::string number_text(double number) {
  // Left to itself to_chars writes 100000 as 1e+05, which is shorter but nobody's reading of a meter.
  const double size = std::fabs(number);
  const bool plain = number == 0.0 || (size >= 1e-6 && size < 1e15);
  std::array<char, 64> buffer;
  const auto end = plain ? std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed)
                         : std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return std::string(buffer.data(), end.ptr);
}

std::string flags_text(const Flags& flags) {
  std::string text;
  for (const std::string& flag : flags.set) {
    if (!text.empty()) text += '|';
    text += flag;
  }
  return text.empty() ? "none" : text;
}

bool same_integers(std::int64_t a, std::int64_t b, double tolerance) {
  const std::uint64_t distance = a > b ? static_cast<std::uint64_t>(a) - static_cast<std::uint64_t>(b)
                                       : static_cast<std::uint64_t>(b) - static_cast<std::uint64_t>(a);
  return distance == 0 || static_cast<double>(distance) <= tolerance;
}

bool same_numbers(std::int64_t integer, double number, double tolerance) {
  // Within +-2^63 an integral double is an integer, and comparing as such loses no digit of a large counter.
  if (number >= -0x1p63 && number < 0x1p63 && std::trunc(number) == number) {
    return same_integers(integer, static_cast<std::int64_t>(number), tolerance);
  }
  return tolerance > 0 && std::fabs(static_cast<double>(integer) - number) <= tolerance;
}

}  // namespace

Kind kind_of(const Value& value) {
  return std::visit(
      Overloaded{[](bool) { return Kind::boolean; }, [](std::int64_t) { return Kind::integer; },
                 [](double) { return Kind::number; }, [](const Enumeration&) { return Kind::enumeration; },
                 [](const Text&) { return Kind::text; }, [](const Flags&) { return Kind::flags; }},
      value);
}

const char* to_string(Kind kind) {
  switch (kind) {
    case Kind::boolean: return "boolean";
    case Kind::integer: return "integer";
    case Kind::number: return "number";
    case Kind::enumeration: return "enumeration";
    case Kind::text: return "text";
    case Kind::flags: return "flags";
  }
  return "unknown";
}

std::string to_string(const Value& value) {
  return std::visit(
      Overloaded{[](bool truth) { return std::string(truth ? "true" : "false"); },
                 [](std::int64_t integer) { return std::to_string(integer); },
                 [](double number) { return number_text(number); }, [](const Enumeration& state) { return state.name; },
                 [](const Text& text) { return text.text; }, [](const Flags& flags) { return flags_text(flags); }},
      value);
}

std::optional<double> as_number(const Value& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth ? 1.0 : 0.0;
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&value)) return static_cast<double>(*integer);
  if (const double* number = std::get_if<double>(&value)) return *number;
  return std::nullopt;
}

bool same_reading(const Value& wanted, const Value& seen, double tolerance) {
  const std::int64_t* wanted_integer = std::get_if<std::int64_t>(&wanted);
  const std::int64_t* seen_integer = std::get_if<std::int64_t>(&seen);
  const double* wanted_number = std::get_if<double>(&wanted);
  const double* seen_number = std::get_if<double>(&seen);
  if (wanted_integer && seen_integer) return same_integers(*wanted_integer, *seen_integer, tolerance);
  if (wanted_integer && seen_number) return same_numbers(*wanted_integer, *seen_number, tolerance);
  if (wanted_number && seen_integer) return same_numbers(*seen_integer, *wanted_number, tolerance);
  if (wanted_number && seen_number) {
    return *wanted_number == *seen_number || std::fabs(*wanted_number - *seen_number) <= tolerance;
  }
  return wanted == seen;
}

}  // namespace holdfast::model
