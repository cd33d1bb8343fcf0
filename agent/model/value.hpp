// The exact value of a point. Integers stay integers: a 64-bit counter is never squeezed into a double.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <variant>

namespace holdfast::model {

// One of a closed set of states, as the profile names it; `code` is what the device said.
struct Enumeration {
  std::string name;
  std::int64_t code = 0;
  bool operator==(const Enumeration& other) const { return name == other.name; }
};

struct Text {
  std::string text;
  bool operator==(const Text&) const = default;
};

// Several conditions that hold at once, such as status bits: the names of those that are set.
struct Flags {
  std::set<std::string> set;
  bool operator==(const Flags&) const = default;
};

enum class Kind { boolean, integer, number, enumeration, text, flags };

using Value = std::variant<bool, std::int64_t, double, Enumeration, Text, Flags>;

Kind kind_of(const Value& value);
const char* to_string(Kind kind);

// As people read it: "on_battery", "230.4", "57", "true", "low_battery|overload". Doubles in their shortest exact form.
std::string to_string(const Value& value);

// The number behind a value, where it has one: integer, number, boolean (0, 1). For comparison with literals only.
std::optional<double> as_number(const Value& value);

// Whether two values mean the same to a write's read-back: numbers of either kind within `tolerance`, else equal.
bool same_reading(const Value& wanted, const Value& seen, double tolerance = 0.0);

}  // namespace holdfast::model
