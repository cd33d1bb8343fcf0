// Turns the text of a condition into its tree and checks every name, unit and type on the way. Goes on after an error,
// so that one run tells all of them; nesting, length and the number of errors are limited, so any bytes are safe.
//
//   condition  = conjunct { "or" conjunct }            comparison = operand [ sign operand | "has" text | "in" list ]
//   conjunct   = negated { "and" negated }             operand    = name | literal | "age(" name ")"
//   negated    = "not" negated | primary                          | "rate(" name "," span ")"
//   primary    = "(" condition ")" | comparison        list       = "[" literal { "," literal } "]"
//              | "at_least(" count { "," condition } ")"
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/detect/lexer.hpp"
#include "agent/detect/node.hpp"
#include "agent/detect/typing.hpp"

namespace holdfast::detect {

class Parser {
 public:
  Parser(std::string_view text, Names& names) : text_(text), names_(names) {}
  Condition::Parsed run();

 private:
  // A part that could not be made sense of is nothing; its error is on the list already.
  using Part = std::optional<Node>;

  Part disjunction();
  Part conjunction();
  Part negation();
  Part primary();
  Part parenthesised();
  Part at_least();
  Part comparison();
  Part bare(const Side& side);
  Part compared(Side left);
  Part has(const Side& left);
  Part in(Side left);
  Part chained(const Side& left);

  // `against`: the other side, by which a word without its quotes is recognised.
  std::optional<Side> operand(const Side* against = nullptr);
  std::optional<Side> named(const Side* against);
  std::optional<Side> age();
  std::optional<Side> rate();
  std::optional<model::PointId> point(const Token& name, const Side* against = nullptr);
  void watch(model::PointId point);
  void want_history(model::PointId point, Duration window);

  const Token& peek(std::size_t ahead = 0) const;
  const Token& take();
  bool accept(Token::Kind kind);
  bool expect_close(const Token& open);
  void skip_call();  // to behind the closing bracket of this level
  bool at_call(std::string_view function) const;
  bool enter(const Token& token);  // one level deeper, unless that is too deep
  void skip_to_joint();            // to the next and, or, comma or closing bracket of this level
  void fail(const Token& token, std::string message, std::string hint = "");
  void fail(ParseError error);

  std::string_view text_;
  Names& names_;
  std::vector<Token> tokens_;
  std::size_t at_ = 0;
  int depth_ = 0;
  bool given_up_ = false;
  Condition condition_;
  std::vector<ParseError> errors_;
};

}  // namespace holdfast::detect
