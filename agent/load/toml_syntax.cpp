#include "agent/load/toml_syntax.hpp"

#include <fmt/format.h>

namespace holdfast::load {
namespace {

constexpr std::string_view blanks = " \t\r";

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Where the comment begins, outside quotes; the end of the line if there is none.
std::size_t end_of_content(std::string_view line) {
  char quote = '\0';
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (quote == '"' && line[i] == '\\') {
      ++i;
    } else if (quote != '\0') {
      if (line[i] == quote) quote = '\0';
    } else if (line[i] == '"' || line[i] == '\'') {
      quote = line[i];
    } else if (line[i] == '#') {
      return i;
    }
  }
  return line.size();
}

std::string_view trimmed(std::string_view text) {
  const std::size_t last = text.find_last_not_of(blanks);
  return last == std::string_view::npos ? std::string_view{} : text.substr(0, last + 1);
}

std::optional<SyntaxMistake> in_value(std::string_view value, std::size_t column) {
  if (value.empty()) return SyntaxMistake{column > 0 ? column - 1 : 0, 1, "there is no value behind the =", ""};
  const char first = value[0];
  if (first == '"' || first == '\'') {
    const bool multi_line = value.substr(0, 3) == std::string(3, first);
    std::size_t close = 1;
    while (close < value.size() && value[close] != first) close += first == '"' && value[close] == '\\' ? 2 : 1;
    if (!multi_line && close >= value.size()) {
      return SyntaxMistake{column, value.size(), "the text is not closed",
                           fmt::format("it wants a {} at its end", first)};
    }
    if (!multi_line && close + 1 < value.size()) {
      return SyntaxMistake{column + close + 1, value.size() - close - 1, "something follows after the value",
                           "one key and one value a line; a quote inside \"text\" is written \\\""};
    }
    return std::nullopt;
  }
  for (const std::string_view quote : {"\u201c", "\u201d", "\u2018", "\u2019"})
    if (value.starts_with(quote))
      return SyntaxMistake{column, value.size(),
                           fmt::format("{} is a quote of typography, which TOML does not know", quote),
                           "phones and word processors put it there: write \" or '"};
  const bool word = is_letter(first) || first == '/' || first == '.';
  if (word && value != "true" && value != "false") {
    if (value == "True" || value == "False" || value == "yes" || value == "no" || value == "on" || value == "off") {
      return SyntaxMistake{column, value.size(), fmt::format("{} must be true, false or text in quotes", value), ""};
    }
    return SyntaxMistake{column, value.size(), "text must stand in quotes", fmt::format("write \"{}\"", value)};
  }
  const bool number = (first >= '0' && first <= '9') || first == '-' || first == '+';
  if (number && value.find_first_not_of("0123456789_+-.eExabcdefABCDEFoTZ:") != std::string_view::npos) {
    return SyntaxMistake{column, value.size(), fmt::format("{} is not a number", value),
                         fmt::format("durations, addresses and everything else stand in quotes: \"{}\"", value)};
  }
  return std::nullopt;
}

}  // namespace

std::optional<SyntaxMistake> usual_mistake(std::string_view line) {
  const std::string_view content = trimmed(line.substr(0, end_of_content(line)));
  const std::size_t start = content.find_first_not_of(blanks);
  if (start == std::string_view::npos) return std::nullopt;
  const std::string_view rest = content.substr(start);
  if (rest[0] == '[') {
    const std::string_view close = rest.starts_with("[[") ? "]]" : "]";
    if (rest.ends_with(close)) {
      if (rest.find(' ') == std::string_view::npos || rest.find('"') != std::string_view::npos) return std::nullopt;
      return SyntaxMistake{start, rest.size(), "a table's name holds a blank",
                           "put that part in quotes, or use a hyphen"};
    }
    if (rest.find('=') != std::string_view::npos) return std::nullopt;
    return SyntaxMistake{start, rest.size(), "the table's name is not closed",
                         fmt::format("it wants {} at its end", close)};
  }
  if (!is_letter(rest[0])) return std::nullopt;
  const std::size_t equals = rest.find('=');
  if (equals == std::string_view::npos) {
    if (rest.find_first_of("\"'[]{},") != std::string_view::npos && rest.find(':') == std::string_view::npos) {
      return std::nullopt;  // perhaps the middle of a list
    }
    return SyntaxMistake{start, rest.size(), "this is neither a key with a value nor a table",
                         "write key = value, [table.NAME], or # before a remark"};
  }
  const std::string_view key = trimmed(rest.substr(0, equals));
  if (key.find_first_of(" \t") != std::string_view::npos && key.find_first_of("\"'") == std::string_view::npos) {
    return SyntaxMistake{start, key.size(), "a key holds a blank", "keys are single words, with _ between their parts"};
  }
  const std::size_t value = rest.find_first_not_of(blanks, equals + 1);
  if (value == std::string_view::npos) return in_value({}, start + equals + 1);
  return in_value(rest.substr(value), start + value);
}

}  // namespace holdfast::load
