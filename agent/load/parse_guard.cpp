// A look at the text before toml11 sees it. toml11 3.7.1 reads out of bounds on invalid UTF-8 and on a table that is
// opened below an empty list, and it recurses as deep as the text nests.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "agent/load/parse_toml.hpp"

namespace holdfast::load {
namespace {

class Guard {
 public:
  Guard(const SourceFile& file, Report& report) : file_(file), text_(file.text()), report_(report) {}

  bool pass() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        skip_comment();
      } else if (c == '"' || c == '\'') {
        skip_string();
      } else if (c == '[' || c == '{') {
        if (!open()) return false;
      } else {
        if (c == ']' || c == '}') depth_ = depth_ > 0 ? depth_ - 1 : 0;
        if (!count_dots(c)) return false;
        ++at_;
      }
    }
    return true;
  }

 private:
  bool open() {
    dots_ = 0;
    if (++depth_ > deepest_nesting) {
      report_.error(file_.place(at_), fmt::format("brackets are nested deeper than {}", deepest_nesting));
      return false;
    }
    const std::size_t opened = at_;
    const bool list = text_[at_] == '[';
    ++at_;
    if (!list) return true;
    skip_blank();
    if (at_ < text_.size() && text_[at_] == ']') {
      report_.error(file_.place(opened, at_ + 1 - opened), "an empty list says nothing", "leave the key out");
      return false;
    }
    return true;
  }

  // a.b.c.d: each dot opens a table. Dots in numbers are few and do not matter.
  bool count_dots(char c) {
    if (c == '\n' || c == '=' || c == ',') dots_ = 0;
    if (c != '.') return true;
    if (++dots_ < deepest_nesting) return true;
    report_.error(file_.place(at_), fmt::format("a key has more than {} parts", deepest_nesting));
    return false;
  }

  void skip_comment() {
    at_ = text_.find('\n', at_);
    if (at_ == std::string_view::npos) at_ = text_.size();
  }

  void skip_blank() {
    while (at_ < text_.size()) {
      if (text_[at_] == '#') {
        skip_comment();
      } else if (std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
        ++at_;
      } else {
        return;
      }
    }
  }

  // An unfinished string ends at its line or at the end of the file: toml11 will say so.
  void skip_string() {
    const char quote = text_[at_];
    const std::string triple(3, quote);
    if (text_.substr(at_, 3) == triple) {
      at_ += 3;
      while (at_ < text_.size() && text_.substr(at_, 3) != triple) at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
      at_ = std::min(text_.size(), at_ + 3);
      while (at_ < text_.size() && text_[at_] == quote) ++at_;
      return;
    }
    ++at_;
    while (at_ < text_.size() && text_[at_] != quote && text_[at_] != '\n') {
      at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
    }
    at_ = std::min(text_.size(), at_ + 1);
  }

  const SourceFile& file_;
  std::string_view text_;
  Report& report_;
  std::size_t at_ = 0;
  int depth_ = 0;
  int dots_ = 0;
};

}  // namespace

bool is_safe_to_parse(const SourceFile& file, Report& report) {
  const std::string& text = file.text();
  if (const std::size_t bad = invalid_utf8(text); bad != std::string::npos) {
    Place place = file.place(bad);
    report.error(place, fmt::format("byte 0x{:02X} is not UTF-8", static_cast<unsigned char>(text[bad])),
                 "save the file as UTF-8 (in an editor: \"save with encoding\"; or: iconv -f GBK -t UTF-8)");
    return false;
  }
  if (const std::size_t zero = text.find('\0'); zero != std::string::npos) {
    report.error(file.place(zero), "a zero byte; this is not a text file");
    return false;
  }
  return Guard(file, report).pass();
}

}  // namespace holdfast::load
