// Says in plain words what is wrong on a line that toml11 has refused, for the mistakes that people make.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace holdfast::load {

struct SyntaxMistake {
  std::size_t column = 0;  // bytes from the start of the line
  std::size_t length = 1;
  std::string message;
  std::string hint;
};

// Nothing if the line shows none of the usual mistakes.
std::optional<SyntaxMistake> usual_mistake(std::string_view line);

}  // namespace holdfast::load
