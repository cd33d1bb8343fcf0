// The target of an HTTP request, "/points?device=ups-main", taken apart and put together. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::serve {

struct Target {
  std::string path;
  std::map<std::string, std::string> query;  // decoded; of a name given twice the last
};

// Nothing when it is not a path or an escape is broken.
std::optional<Target> parse_target(std::string_view text);
std::string format_target(const Target& target);

}  // namespace holdfast::serve
