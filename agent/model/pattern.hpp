// A regular expression of a profile (ECMAScript; "(?i)" in front: any case), compiled once and shared by the copies of
// the profile that holds it. Of a longer text than devices have cause to send only the beginning is searched: the
// standard library's matcher recurses once a character.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::model {

class Pattern {
 public:
  static constexpr std::size_t searched_at_most = 512;

  Pattern() = default;  // no pattern: false, and never found

  // Nothing when it is no regular expression; `fault` then says why.
  static std::optional<Pattern> compile(const std::string& text, std::string& fault);

  explicit operator bool() const { return compiled_ != nullptr; }
  bool is_in(std::string_view text) const { return first_group(text).has_value(); }
  // The first group of the match, or all of it where there is no group.
  std::optional<std::string> first_group(std::string_view text) const;

 private:
  struct Compiled;
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace holdfast::model
