// Reads what the agent sent. What is missing or of another kind reads as empty, so that an agent of another version
// costs a screen one field and nothing else. Refers to the JSON it looks at, which must outlive it.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::cli {

class View {
 public:
  View() = default;
  View(const boost::json::value& value) : value_(&value) {}  // NOLINT: a value is looked at

  View operator[](std::string_view key) const;
  bool exists() const { return value_ != nullptr && !value_->is_null(); }
  std::string text() const;  // "" if it is no text
  std::optional<double> number() const;
  std::int64_t count() const;                                 // a whole number, 0 if it is none
  bool flag() const;                                          // true only if it is true
  std::optional<Duration> span() const;                       // of whole milliseconds
  std::vector<View> items() const;                            // of an array
  std::vector<std::pair<std::string, View>> entries() const;  // of an object, in its order
  const boost::json::value& json() const;                     // null if it does not exist

 private:
  const boost::json::value* value_ = nullptr;
};

}  // namespace holdfast::cli
