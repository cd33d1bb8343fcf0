#include "agent/cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <clocale>
#include <cstdlib>
#include <cwchar>

namespace holdfast::cli {

namespace {

constexpr std::string_view ellipsis = "…";
constexpr int narrowest = 20;

// Widths and decoding are those of UTF-8 whatever the user's locale is.
class InUtf8 {
 public:
  InUtf8() : before_(uselocale(utf8())) {}
  ~InUtf8() { uselocale(before_); }
  InUtf8(const InUtf8&) = delete;
  InUtf8& operator=(const InUtf8&) = delete;

 private:
  static locale_t utf8() {
    static const locale_t made = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
    return made;
  }
  locale_t before_;
};

struct Character {
  std::string_view bytes;
  int columns = 0;
  bool sound = true;  // may be printed as it is
};

// Calls `each` for every character; stops when it returns false.
template <class Each>
void for_characters(std::string_view text, const Each& each) {
  const InUtf8 locale;
  while (!text.empty()) {
    std::mbstate_t state{};
    wchar_t wide = 0;
    const std::size_t length = std::mbrtowc(&wide, text.data(), text.size(), &state);
    const bool whole = length != 0 && length <= text.size();
    const int columns = whole ? wcwidth(wide) : -1;
    const Character character{text.substr(0, whole ? length : 1), columns < 0 ? 1 : columns, columns >= 0};
    if (!each(character)) return;
    text.remove_prefix(character.bytes.size());
  }
}

const char* code_of(Tone tone) {
  switch (tone) {
    case Tone::plain: return "";
    case Tone::good: return "32";
    case Tone::warning: return "33";
    case Tone::bad: return "1;31";
    case Tone::faint: return "2";
    case Tone::strong: return "1";
  }
  return "";
}

}  // namespace

Layout layout_of(int descriptor) {
  Layout layout;
  if (isatty(descriptor) != 1) return layout;
  const char* const no_colour = std::getenv("NO_COLOR");
  const char* const kind = std::getenv("TERM");
  layout.colour = (no_colour == nullptr || *no_colour == '\0') && kind != nullptr && std::string_view(kind) != "dumb";
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) layout.width = size.ws_col;
  if (layout.width < narrowest) layout.width = narrowest;
  return layout;
}

std::string painted(std::string_view text, Tone tone, const Layout& layout) {
  if (!layout.colour || tone == Tone::plain || text.empty()) return std::string(text);
  return std::string("\x1b[") + code_of(tone) + "m" + std::string(text) + "\x1b[0m";
}

std::string printable(std::string_view text) {
  std::string out;
  for_characters(text, [&](const Character& character) {
    const bool blank = character.bytes == "\n" || character.bytes == "\t";
    if (character.sound) {
      out += character.bytes;
    } else {
      out += blank ? ' ' : '?';
    }
    return true;
  });
  return out;
}

int width_of(std::string_view text) {
  int columns = 0;
  for_characters(text, [&](const Character& character) {
    columns += character.columns;
    return true;
  });
  return columns;
}

std::string shortened(std::string_view text, int columns) {
  if (width_of(text) <= columns) return std::string(text);
  if (columns <= 0) return "";
  std::string out;
  int used = 0;
  for_characters(text, [&](const Character& character) {
    if (used + character.columns > columns - 1) return false;
    out += character.bytes;
    used += character.columns;
    return true;
  });
  while (!out.empty() && out.back() == ' ') out.pop_back();
  return out + std::string(ellipsis);
}

std::string padded(std::string_view text, int columns) {
  const int missing = columns - width_of(text);
  return std::string(text) + std::string(missing > 0 ? static_cast<std::size_t>(missing) : 0, ' ');
}

std::string padded_before(std::string_view text, int columns) {
  const int missing = columns - width_of(text);
  return std::string(missing > 0 ? static_cast<std::size_t>(missing) : 0, ' ') + std::string(text);
}

std::vector<std::string> wrapped(std::string_view text, int columns) {
  std::vector<std::string> lines(1);
  int used = 0;
  const auto begin_line = [&] {
    lines.emplace_back();
    used = 0;
  };
  while (!text.empty()) {
    const std::size_t blank = text.find(' ');
    const std::string_view word = text.substr(0, blank);
    text.remove_prefix(blank == std::string_view::npos ? text.size() : blank + 1);
    if (word.empty()) continue;
    const int wide = width_of(word);
    if (used > 0 && used + 1 + wide > columns) begin_line();
    if (used > 0) {
      lines.back() += ' ';
      ++used;
    }
    for_characters(word, [&](const Character& character) {  // a word longer than a line is broken anywhere
      if (used > 0 && used + character.columns > columns) begin_line();
      lines.back() += character.bytes;
      used += character.columns;
      return true;
    });
  }
  return lines;
}

std::string hanging(std::string_view lead, Tone lead_tone, std::string_view text, Tone tone, const Layout& layout) {
  const int column = std::min(24, layout.width / 2);  // less is none: then the text begins on a line of its own
  int indent = width_of(lead);
  if (text.empty()) return painted(lead.substr(0, lead.find_last_not_of(' ') + 1), lead_tone, layout) + "\n";
  std::string out = painted(lead, lead_tone, layout);
  bool first = true;
  if (layout.width - indent < column && width_of(text) > layout.width - indent) {
    out = painted(lead.substr(0, lead.find_last_not_of(' ') + 1), lead_tone, layout) + "\n";
    indent = 2;
    first = false;
  }
  for (const std::string& line : wrapped(text, layout.width - indent)) {
    if (!first) out += std::string(static_cast<std::size_t>(indent), ' ');
    first = false;
    out += painted(line, tone, layout) + "\n";
  }
  return out;
}

std::string command_lines(const std::string& margin, const std::string& command, const Layout& layout) {
  const std::string sign = " \\";
  std::string text;
  std::string line = margin;
  bool begun = false;
  for (std::size_t at = 0; at < command.size();) {
    std::size_t end = std::min(command.find(' ', at), command.size());
    if (command.compare(at, 2, "--") == 0 && end < command.size())
      end = std::min(command.find(' ', end + 1), command.size());
    const std::string word = command.substr(at, end - at);
    const std::string reserve = end < command.size() ? sign : "";
    if (begun && width_of(line + " " + word + reserve) > layout.width) {
      text += painted(line + sign, Tone::strong, layout) + "\n";
      line = margin + "   ";
    }
    line += (begun ? " " : "") + word;
    begun = true;
    at = end + 1;
  }
  return text + painted(line, Tone::strong, layout) + "\n";
}

}  // namespace holdfast::cli
