#include "agent/model/pattern.hpp"

#include <regex>

namespace holdfast::model {

struct Pattern::Compiled {
  std::regex expression;
};

std::optional<Pattern> Pattern::compile(const std::string& text, std::string& fault) {
  constexpr std::string_view any_case = "(?i)";
  auto how = std::regex::ECMAScript | std::regex::optimize;
  std::string expression = text;
  if (expression.starts_with(any_case)) {
    expression.erase(0, any_case.size());
    how |= std::regex::icase;
  }
  Pattern pattern;
  try {
    pattern.compiled_ = std::make_shared<const Compiled>(Compiled{std::regex(expression, how)});
  } catch (const std::regex_error& error) {
    fault = error.what();
    return std::nullopt;
  }
  return pattern;
}

std::optional<std::string> Pattern::first_group(std::string_view text) const {
  if (!compiled_) return std::nullopt;
  std::smatch match;
  const std::string searched{text.substr(0, searched_at_most)};
  if (!std::regex_search(searched, match, compiled_->expression)) return std::nullopt;
  return match.size() > 1 ? match[1].str() : match[0].str();
}

}  // namespace holdfast::model
