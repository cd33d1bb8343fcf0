#include "tests/branch/timeline.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "tests/branch/commands.hpp"

namespace holdfast::branch {

Timeline::Timeline(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read the timeline " + path);
  int number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    std::istringstream words(line.substr(0, line.find('#')));
    std::string at;
    std::string time;
    std::string command;
    if (!(words >> at)) continue;
    words >> time >> std::ws;
    std::getline(words, command);
    command.erase(command.find_last_not_of(" \t\r") + 1);
    const std::optional<Duration> when = parse_duration(time);
    if (at != "at" || !when || command.empty()) {
      throw std::runtime_error(path + ":" + std::to_string(number) + ": expected \"at 5s COMMAND\"");
    }
    happenings_.push_back({*when, command});
  }
  std::stable_sort(happenings_.begin(), happenings_.end(), [](const auto& a, const auto& b) { return a.at < b.at; });
  std::reverse(happenings_.begin(), happenings_.end());
}

std::optional<Duration> Timeline::next() const {
  if (happenings_.empty()) return std::nullopt;
  return happenings_.back().at;
}

std::optional<Happening> Timeline::take(Duration now) {
  if (happenings_.empty() || happenings_.back().at > now) return std::nullopt;
  Happening happening = std::move(happenings_.back());
  happenings_.pop_back();
  return happening;
}

}  // namespace holdfast::branch
