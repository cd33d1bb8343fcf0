#include "agent/detect/typing.hpp"

#include <array>
#include <cmath>

#include "agent/detect/nearest.hpp"

namespace holdfast::detect {
namespace {

using Type = Side::Type;

ParseError error_at(const Side& side, std::string message, std::string hint = "") {
  return {side.position, side.length, std::move(message), std::move(hint)};
}

const char* in_words(Type type) {
  switch (type) {
    case Type::number: return "a number";
    case Type::percent: return "a percentage";
    case Type::span: return "a span of time";
    case Type::text: return "text";
    case Type::truth: return "true or false";
    case Type::state: return "a state";
    case Type::flags: return "a set of flags";
  }
  return "unknown";
}

ParseError mismatch(const Side& subject, const Side& object, std::string hint) {
  return error_at(
      object, subject.name + " is " + in_words(subject.type) + " and cannot be compared with " + in_words(object.type),
      std::move(hint));
}

struct TimeUnit {
  std::string_view unit;
  std::int64_t microseconds;
};

constexpr std::array kTimeUnits{
    TimeUnit{"us", 1},           TimeUnit{"ms", 1'000},        TimeUnit{"s", 1'000'000},
    TimeUnit{"min", 60'000'000}, TimeUnit{"h", 3'600'000'000}, TimeUnit{"d", 86'400'000'000}};

// A span beside a point that counts time becomes a number in the point's unit.
bool convert_span(Side& span, std::string_view unit) {
  for (const TimeUnit& known : kTimeUnits) {
    if (known.unit != unit) continue;
    const std::int64_t all = std::get<Duration>(span.operand.constant).count();
    if (all % known.microseconds == 0) {
      span.operand.constant = all / known.microseconds;
    } else {
      span.operand.constant = static_cast<double>(all) / static_cast<double>(known.microseconds);
    }
    return true;
  }
  return false;
}

std::optional<ParseError> check_number(const Side& subject, Side& object) {
  const std::string measured = subject.unit.empty() ? "has no unit" : "is measured in " + subject.unit;
  if (object.type == Type::number) {
    if (!object.is_constant() && !object.unit.empty() && !subject.unit.empty() && object.unit != subject.unit) {
      return error_at(object, subject.name + " " + measured + ", " + object.name + " in " + object.unit);
    }
    return std::nullopt;
  }
  if (object.type == Type::percent) {
    if (subject.unit.empty() || subject.unit == "%") return std::nullopt;
    return error_at(object, subject.name + " " + measured + ", not in %", "write the number without %");
  }
  if (object.type == Type::span && object.is_constant()) {
    if (subject.operand.source == Operand::Source::point && convert_span(object, subject.unit)) return std::nullopt;
    return error_at(object, subject.name + " " + measured + ", which is no time", "write a number");
  }
  return mismatch(subject, object, "write a number");
}

std::optional<ParseError> check_truth(const Side& subject, const Side& object) {
  if (object.type == Type::truth) return std::nullopt;
  if (object.type == Type::number && object.is_constant()) {
    const std::int64_t* integer = std::get_if<std::int64_t>(&object.operand.constant);
    if (integer && (*integer == 0 || *integer == 1)) return std::nullopt;
  }
  return mismatch(subject, object, "compare it with true or false");
}

std::optional<ParseError> check_named(const Side& subject, const Side& object, Names& names) {
  if (!object.is_constant()) {
    if (object.type == subject.type) return std::nullopt;
    return mismatch(subject, object, "");
  }
  if (object.type != Type::text) {
    if (subject.type == Type::text) return mismatch(subject, object, "write the text in quotes");
    return mismatch(subject, object, listed(names.info(subject.operand.point).states));
  }
  if (subject.type == Type::text) return std::nullopt;
  return check_state(subject, std::get<std::string>(object.operand.constant), object.position, object.length, names);
}

bool is_ordering(Comparison comparison) {
  return comparison != Comparison::equal && comparison != Comparison::not_equal;
}

std::optional<ParseError> check_pair(const Side& subject, Side& object, Names& names) {
  switch (subject.type) {
    case Type::number: return check_number(subject, object);
    case Type::span:
      if (object.type == Type::span) return std::nullopt;
      return mismatch(subject, object, "write a span of time such as 10s, 15m or 1h30m");
    case Type::truth: return check_truth(subject, object);
    case Type::state:
    case Type::text: return check_named(subject, object, names);
    case Type::flags: {
      const std::vector<std::string>& flags = names.info(subject.operand.point).states;
      return error_at(subject, subject.name + " is a set of flags and is not compared",
                      "ask for one flag: " + subject.name + " has \"" + (flags.empty() ? "..." : flags.front()) + "\"");
    }
    case Type::percent: break;  // of literals only, and those are no subject
  }
  return mismatch(subject, object, "");
}

}  // namespace

Side::Type type_of(model::Kind kind) {
  switch (kind) {
    case model::Kind::boolean: return Type::truth;
    case model::Kind::integer:
    case model::Kind::number: return Type::number;
    case model::Kind::enumeration: return Type::state;
    case model::Kind::text: return Type::text;
    case model::Kind::flags: return Type::flags;
  }
  return Type::number;
}

std::optional<ParseError> check_comparison(Side& left, const Token& sign, Side& right, Names& names) {
  if (left.is_constant() && right.is_constant()) {
    return ParseError{left.position, right.position + right.length - left.position, "neither side of this is a point",
                      "compare a point with a value"};
  }
  // What is most particular about its other side speaks first: 5 < p reads as p > 5 does, flags fit nothing.
  const bool right_speaks = left.is_constant() || (!right.is_constant() && right.type == Type::flags);
  const Side& subject = right_speaks ? right : left;
  Side& object = right_speaks ? left : right;
  if (std::optional<ParseError> error = check_pair(subject, object, names)) return error;
  const bool has_order = subject.type == Type::number || subject.type == Type::span;
  if (is_ordering(sign.comparison) && !has_order) {
    return ParseError{sign.position, sign.length,
                      subject.name + " is " + in_words(subject.type) + ", which has no order", "use == or !="};
  }
  return std::nullopt;
}

std::optional<ParseError> check_state(const Side& point, std::string_view word, std::size_t position,
                                      std::size_t length, Names& names) {
  const std::vector<std::string>& states = names.info(point.operand.point).states;
  if (states.empty()) return std::nullopt;  // a profile that does not name them all allows any
  for (const std::string& state : states) {
    if (state == word) return std::nullopt;
  }
  const std::string nearest = nearest_of(word, states);
  return ParseError{position, length,
                    quoted(word) + " is not a " + (point.type == Type::flags ? "flag" : "state") + " of " + point.name,
                    nearest.empty() ? listed(states) : "did you mean \"" + nearest + "\"?"};
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t most = 12;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    list += (i == 0 ? "\"" : ", \"") + names[i] + "\"";
  }
  if (list.empty()) return list;
  return "allowed: " + list + (names.size() > most ? ", ..." : "");
}

}  // namespace holdfast::detect
