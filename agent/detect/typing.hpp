// What may be compared with what. The parser asks here once it knows both sides; the answer is nothing or the error.
#pragma once

#include <optional>
#include <string>

#include "agent/detect/lexer.hpp"
#include "agent/detect/node.hpp"

namespace holdfast::detect {

// One side of a comparison with what is known of it.
struct Side {
  enum class Type { number, percent, span, text, truth, state, flags };
  Operand operand;
  Type type = Type::number;
  std::string unit;  // of a point or the rate of one
  std::string name;  // as written, for messages
  std::size_t position = 0;
  std::size_t length = 1;
  bool is_constant() const { return operand.source == Operand::Source::constant; }
};

Side::Type type_of(model::Kind kind);

// Checks a comparison and brings a literal into the unit of the point that it is compared with (15m beside seconds).
std::optional<ParseError> check_comparison(Side& left, const Token& sign, Side& right, Names& names);

// Checks that `word` is one of the names that the point can show.
std::optional<ParseError> check_state(const Side& point, std::string_view word, std::size_t position,
                                      std::size_t length, Names& names);

// "a \"b\" c", for hints.
std::string listed(const std::vector<std::string>& names);

}  // namespace holdfast::detect
