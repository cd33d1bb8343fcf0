// The agent's own log: what a field engineer reads when something is wrong. One line per event, to stderr (the journal
// of systemd picks it up). Only the owner of a policy logs, once, at the edge; libraries and drivers do not.
#pragma once

#include <fmt/format.h>

#include <string_view>
#include <utility>

namespace holdfast::platform::log {

enum class Level { debug, info, warning, error };

void set_level(Level level);
void write(Level level, std::string_view text);  // prefixes <N> priorities when stderr is systemd's journal

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
  write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace holdfast::platform::log
