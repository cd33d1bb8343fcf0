// A line on a terminal that shows how far a long command is, rewritten in place. Nothing is written where there is no
// terminal.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <string>

#include "agent/cli/terminal.hpp"
#include "platform/time.hpp"

namespace holdfast::cli {

// "[######..............]  77/254 addresses, 3 found, 14 s left". Pure. Time left is told once a twentieth is done.
std::string progress_text(std::size_t done, std::size_t of, std::size_t found, Duration elapsed, const Layout& layout);

class ProgressLine {
 public:
  ProgressLine();  // on stderr
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  bool is_shown() const { return is_terminal_; }
  const Layout& layout() const { return layout_; }
  void show(const std::string& text);
  void clear();

 private:
  bool is_terminal_;
  Layout layout_;
  bool is_dirty_ = false;
};

}  // namespace holdfast::cli
