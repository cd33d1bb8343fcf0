#include "agent/detect/lexer.hpp"

#include <array>
#include <charconv>
#include <cmath>

namespace holdfast::detect {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// The hyphen is part of a word: names contain it, and there is no subtraction.
bool is_word(char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-'; }

struct Sign {
  std::string_view text;
  Token::Kind kind;
  Comparison comparison;
  std::string_view instead;  // what to write, where the sign is of another language
};

// Longer signs first.
constexpr std::array kSigns{
    Sign{"==", Token::Kind::comparison, Comparison::equal, ""},
    Sign{"!=", Token::Kind::comparison, Comparison::not_equal, ""},
    Sign{"<=", Token::Kind::comparison, Comparison::at_most, ""},
    Sign{">=", Token::Kind::comparison, Comparison::at_least, ""},
    Sign{"=<", Token::Kind::comparison, Comparison::at_most, "<="},
    Sign{"=>", Token::Kind::comparison, Comparison::at_least, ">="},
    Sign{"<>", Token::Kind::comparison, Comparison::not_equal, "!="},
    Sign{"&&", Token::Kind::conjunction, Comparison::equal, "and"},
    Sign{"||", Token::Kind::disjunction, Comparison::equal, "or"},
    Sign{"<", Token::Kind::comparison, Comparison::less, ""},
    Sign{">", Token::Kind::comparison, Comparison::more, ""},
    Sign{"=", Token::Kind::comparison, Comparison::equal, "=="},
    Sign{"!", Token::Kind::negation, Comparison::equal, "not"},
    Sign{"(", Token::Kind::open, Comparison::equal, ""},
    Sign{")", Token::Kind::close, Comparison::equal, ""},
    Sign{"[", Token::Kind::open_list, Comparison::equal, ""},
    Sign{"]", Token::Kind::close_list, Comparison::equal, ""},
    Sign{",", Token::Kind::comma, Comparison::equal, ""},
};

struct Keyword {
  std::string_view text;
  Token::Kind kind;
  bool value;
};

constexpr std::array kKeywords{
    Keyword{"and", Token::Kind::conjunction, false}, Keyword{"or", Token::Kind::disjunction, false},
    Keyword{"not", Token::Kind::negation, false},    Keyword{"has", Token::Kind::has, false},
    Keyword{"in", Token::Kind::in, false},           Keyword{"true", Token::Kind::truth, true},
    Keyword{"false", Token::Kind::truth, false},
};

struct Unit {
  std::string_view text;
  double microseconds;
};

constexpr std::array kUnits{Unit{"ms", 1e3}, Unit{"us", 1.0},   Unit{"s", 1e6},
                            Unit{"m", 60e6}, Unit{"h", 3600e6}, Unit{"d", 86400e6}};
constexpr double kLongest = 10.0 * 366 * 86400e6;  // far inside what Duration and time points can hold

// Fills in kind and value of a word that is no keyword.
void classify(Token& token) {
  const char* begin = token.text.data();
  const char* end = begin + token.text.size();
  if (is_digit(*begin) || *begin == '-') {
    std::int64_t integer = 0;
    const auto as_integer = std::from_chars(begin, end, integer);
    if (as_integer.ec == std::errc{} && as_integer.ptr == end) {
      token.kind = Token::Kind::integer;
      token.value = integer;
      return;
    }
    double number = 0;
    const auto as_number = std::from_chars(begin, end, number);
    if (as_number.ec == std::errc{} && as_number.ptr == end && std::isfinite(number)) {
      token.kind = Token::Kind::number;
      token.value = number;
      return;
    }
    if (const std::optional<Duration> span = parse_duration(token.text)) {
      token.kind = Token::Kind::duration;
      token.value = *span;
      return;
    }
  }
  token.kind = Token::Kind::name;
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) {}

  Lexed run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (is_space(c)) {
        ++at_;
      } else if (is_digit(c) || is_letter(c) || (c == '-' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) {
        word();
      } else if (c == '"' || c == '\'') {
        literal_text(c);
      } else if (!sign()) {
        stranger();
      }
    }
    Token end;
    end.position = text_.size();
    lexed_.tokens.push_back(end);
    return std::move(lexed_);
  }

 private:
  Token& add(Token::Kind kind, std::size_t length) {
    Token token;
    token.kind = kind;
    token.position = at_;
    token.length = length;
    token.text = text_.substr(at_, length);
    at_ += length;
    return lexed_.tokens.emplace_back(std::move(token));
  }

  void error(const Token& token, std::string message, std::string hint) {
    lexed_.errors.push_back({token.position, token.length, std::move(message), std::move(hint)});
  }

  void word() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && is_word(text_[end])) ++end;
    const std::string_view written = text_.substr(at_, end - at_);
    for (const Keyword& keyword : kKeywords) {
      if (keyword.text != written) continue;
      add(keyword.kind, written.size()).value = keyword.value;
      return;
    }
    Token& token = add(Token::Kind::name, written.size());
    classify(token);
    const bool is_number = token.kind == Token::Kind::integer || token.kind == Token::Kind::number;
    if (is_number && at_ < text_.size() && text_[at_] == '%') {
      ++at_;
      token.kind = Token::Kind::percent;
      token.length += 1;
      token.text = text_.substr(token.position, token.length);
    }
  }

  void literal_text(char quote) {
    const std::size_t close = text_.find(quote, at_ + 1);
    if (close == std::string_view::npos) {
      const Token& token = add(Token::Kind::bad, text_.size() - at_);
      error(token, "this text is never closed", std::string("it ends with another ") + quote);
      return;
    }
    Token& token = add(Token::Kind::text, close + 1 - at_);
    token.value = std::string(token.text.substr(1, token.length - 2));
  }

  bool sign() {
    const std::string_view rest = text_.substr(at_);
    for (const Sign& known : kSigns) {
      if (!rest.starts_with(known.text)) continue;
      Token& token = add(known.kind, known.text.size());
      token.comparison = known.comparison;
      if (!known.instead.empty()) {
        error(token, quoted(known.text) + " is not a sign of conditions", "write " + quoted(known.instead));
      }
      return true;
    }
    return false;
  }

  void stranger() {
    std::size_t end = at_ + 1;
    const auto foreign = [](char c) { return static_cast<unsigned char>(c) >= 0x80; };
    if (foreign(text_[at_])) {
      while (end < text_.size() && foreign(text_[end])) ++end;
    }
    const Token& token = add(Token::Kind::bad, end - at_);
    const bool is_minus = token.text == "-";
    error(token, quoted(token.text) + " has no meaning in a condition",
          is_minus || token.text == "+" || token.text == "*" || token.text == "/" ? "there is no arithmetic" : "");
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Lexed lexed_;
};

}  // namespace

Lexed lex(std::string_view text) { return Lexer(text).run(); }

std::optional<Duration> parse_duration(std::string_view word) {
  double total = 0;
  if (word.empty()) return std::nullopt;
  while (!word.empty()) {
    if (!is_digit(word.front())) return std::nullopt;
    double number = 0;
    const auto [end, failed] =
        std::from_chars(word.data(), word.data() + word.size(), number, std::chars_format::fixed);
    if (failed != std::errc{}) return std::nullopt;
    word.remove_prefix(static_cast<std::size_t>(end - word.data()));
    const Unit* unit = nullptr;
    for (const Unit& known : kUnits) {
      if (word.starts_with(known.text)) {
        unit = &known;
        break;
      }
    }
    if (!unit) return std::nullopt;
    word.remove_prefix(unit->text.size());
    total += number * unit->microseconds;
    if (!(total <= kLongest)) return std::nullopt;
  }
  return Duration{std::llround(total)};
}

std::string quoted(std::string_view word) {
  std::string text = "'";
  for (const char c : word) text += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return text + "'";
}

}  // namespace holdfast::detect
