#include "agent/cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

constexpr std::size_t bar_width = 20;
constexpr std::size_t foresight = 20;  // a time left is a guess until this part of everything is done

}  // namespace

std::string progress_text(std::size_t done, std::size_t of, std::size_t found, Duration elapsed, const Layout& layout) {
  using std::chrono::seconds;
  const std::size_t filled = of == 0 ? bar_width : std::min(done, of) * bar_width / of;
  std::string text = fmt::format("[{}{}] {}/{} addresses, {} found", std::string(filled, '#'),
                                 std::string(bar_width - filled, '.'), done, of, found);
  if (done > 0 && done < of && done * foresight >= of) {
    const Duration left = elapsed / static_cast<std::int64_t>(done) * static_cast<std::int64_t>(of - done);
    text += fmt::format(", {} left", human(std::chrono::ceil<seconds>(left)));
  }
  return shortened(text, layout.width - 1);
}

ProgressLine::ProgressLine() : is_terminal_(isatty(STDERR_FILENO) == 1), layout_(layout_of(STDERR_FILENO)) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::show(const std::string& text) {
  if (!is_terminal_) return;
  std::cerr << "\r\x1b[K" << text << std::flush;
  is_dirty_ = true;
}

void ProgressLine::clear() {
  if (is_dirty_) std::cerr << "\r\x1b[K" << std::flush;
  is_dirty_ = false;
}

}  // namespace holdfast::cli
