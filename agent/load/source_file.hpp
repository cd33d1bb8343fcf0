// One file that was read: its name as people know it, its text, and where a byte of it lies as line and column.
// Outlives everything that was parsed from it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "agent/load/diagnostic.hpp"

namespace holdfast::load {

class SourceFile {
 public:
  SourceFile(std::string name, std::string text);

  const std::string& name() const { return name_; }
  const std::string& text() const { return text_; }

  // The place of `length` bytes from `offset`; what lies beyond the end of the line is not underlined.
  Place place(std::size_t offset, std::size_t length = 1) const;
  Place whole() const;                             // the file itself, without a line
  std::size_t line_start(std::size_t line) const;  // of a line that is not there: the last one

 private:
  std::string name_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

// The text with U+FFFD for every byte that is not UTF-8: what is printed must be.
std::string as_utf8(std::string_view text);

// Characters (code points) in UTF-8 text; columns are counted in them.
std::size_t count_characters(std::string_view text);

// The first byte that is not part of valid UTF-8 (RFC 3629: no surrogates, no overlong forms); npos if there is none.
std::size_t invalid_utf8(std::string_view text);

}  // namespace holdfast::load
