// Cuts the text of a condition into words and signs. Any bytes will do as input: what is not understood becomes an
// error with its place, and the words around it stand. Where another language's sign is meant (&&, =, <>) the right one
// is taken.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/detect/node.hpp"

namespace holdfast::detect {

struct Token {
  enum class Kind {
    name,
    integer,
    number,
    duration,
    percent,
    text,
    truth,  // with a value
    conjunction,
    disjunction,
    negation,
    has,
    in,
    comparison,
    open,
    close,
    open_list,
    close_list,
    comma,
    bad,  // reported already
    end,
  };
  Kind kind = Kind::end;
  std::size_t position = 0;
  std::size_t length = 1;
  std::string_view text;  // as written
  Constant value;         // of literals; of a text without its quotes
  Comparison comparison = Comparison::equal;
};

struct Lexed {
  std::vector<Token> tokens;  // the last one is `end`
  std::vector<ParseError> errors;
};

Lexed lex(std::string_view text);

// "15m", "200ms", "1h30m", "1.5s": numbers with units us, ms, s, m, h, d, at most ten years. Nothing if it is not one.
std::optional<Duration> parse_duration(std::string_view word);

// The word in quotes as a message shows it, control characters replaced.
std::string quoted(std::string_view word);

}  // namespace holdfast::detect
