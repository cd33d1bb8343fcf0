#include "agent/continuity/in_words.hpp"

#include <fmt/format.h>

namespace holdfast::continuity {

std::string in_words(Duration span) {
  if (span < Duration{}) return "-" + in_words(-span);
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(span).count();
  const std::pair<std::int64_t, const char*> parts[] = {
      {seconds / 86400, "d"}, {seconds / 3600 % 24, "h"}, {seconds / 60 % 60, "min"}, {seconds % 60, "s"}};
  std::string text;
  for (const auto& [count, unit] : parts)
    if (count > 0) text += fmt::format("{}{} {}", text.empty() ? "" : " ", count, unit);
  return text.empty() ? "0 s" : text;
}

std::string in_words(model::Day day) {
  return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                     static_cast<unsigned>(day.day()));
}

std::string score_text(double impact) { return fmt::format("{:.2f}", impact); }

}  // namespace holdfast::continuity
