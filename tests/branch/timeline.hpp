// A file of things that happen by themselves: lines "at 5s mains off"; # begins a comment. Times are model time since
// start.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::branch {

struct Happening {
  Duration at;
  std::string command;
};

class Timeline {
 public:
  Timeline() = default;
  explicit Timeline(const std::string& path);  // throws std::runtime_error with file:line

  std::optional<Duration> next() const;         // when take() will give something
  std::optional<Happening> take(Duration now);  // the first that is due, in order of time

 private:
  std::vector<Happening> happenings_;  // those to come, the last first
};

}  // namespace holdfast::branch
