#include "agent/load/diagnostic.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace holdfast::load {
namespace {

constexpr std::size_t widest_excerpt = 110;  // characters; of longer lines the part around the mistake is shown

// The characters of a line, with control characters made visible as blanks: a file may hold anything.
std::vector<std::string> characters(const std::string& line) {
  std::vector<std::string> result;
  for (const char c : line) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte & 0xC0U) == 0x80U && !result.empty()) {
      result.back() += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      result.emplace_back(" ");
    } else {
      result.emplace_back(1, c);
    }
  }
  return result;
}

// East Asian characters fill two columns of a terminal.
std::size_t columns(const std::string& character) {
  if (character.size() < 3) return 1;
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(character[i]); };
  if (character.size() == 4) return byte(1) >= 0x9F ? 2 : 1;
  const unsigned code = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  const bool wide = (code >= 0x1100 && code <= 0x115F) || (code >= 0x2E80 && code <= 0xA4CF) ||
                    (code >= 0xAC00 && code <= 0xD7A3) || (code >= 0xF900 && code <= 0xFAFF) ||
                    (code >= 0xFE30 && code <= 0xFE6F) || (code >= 0xFF00 && code <= 0xFF60) ||
                    (code >= 0xFFE0 && code <= 0xFFE6);
  return wide ? 2 : 1;
}

struct Paint {
  bool on;
  std::string operator()(const char* code, const std::string& text) const {
    return on ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
  }
};

std::string show_place(const Place& place, const Paint& paint, const char* underline_colour) {
  std::string out = "  " + place.file;
  if (place.line <= 0) return out + "\n";
  out += fmt::format(":{}\n", place.line);
  if (place.column <= 0) return out;

  const std::vector<std::string> all = characters(place.excerpt);
  const std::size_t column = std::min(static_cast<std::size_t>(place.column - 1), all.size());
  std::size_t first = 0;
  std::size_t last = all.size();
  if (all.size() > widest_excerpt) {
    first = column > widest_excerpt / 2 ? column - widest_excerpt / 2 : 0;
    last = std::min(all.size(), first + widest_excerpt);
  }
  std::string excerpt = first > 0 ? "..." : "";
  std::string under(excerpt.size(), ' ');
  for (std::size_t i = first; i < last; ++i) {
    excerpt += all[i];
    if (i < column) under += std::string(columns(all[i]), ' ');
  }
  if (last < all.size()) excerpt += "...";
  std::size_t marks = 0;
  const std::size_t end = std::min(last, column + static_cast<std::size_t>(std::max(1, place.length)));
  for (std::size_t i = column; i < end; ++i) marks += columns(all[i]);

  const std::string number = std::to_string(place.line);
  const std::string margin(std::max<std::size_t>(4, number.size() + 1) - number.size(), ' ');
  out += paint("2", fmt::format("  {}{} | ", margin, number)) + excerpt + "\n";
  out += paint("2", fmt::format("  {}{} | ", margin, std::string(number.size(), ' '))) + under +
         paint(underline_colour, std::string(std::max<std::size_t>(1, marks), '^')) + "\n";
  return out;
}

}  // namespace

std::string render(const Diagnostic& diagnostic, bool colour) {
  const Paint paint{colour};
  const bool error = diagnostic.severity == Severity::error;
  const char* strong = error ? "1;31" : "1;33";
  std::string out = paint(strong, error ? "error:" : "warning:") + " " + diagnostic.message + "\n";
  out += show_place(diagnostic.place, paint, strong);
  for (const Place& other : diagnostic.others) out += show_place(other, paint, "1;36");
  if (!diagnostic.hint.empty()) out += "  " + diagnostic.hint + "\n";
  return out;
}

namespace {

// Damerau-Levenshtein in its restricted form: a transposition counts once, no substring is edited twice.
std::size_t distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) above[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = a[i - 1] == b[j - 1] ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before.swap(above);
    above.swap(row);
  }
  return above[b.size()];
}

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

}  // namespace

std::string nearest(const std::string& word, const std::vector<std::string>& names) {
  constexpr std::size_t longest = 200;  // nobody misspells more than that
  if (word.empty() || word.size() > longest) return "";
  const std::size_t allowed = std::max<std::size_t>(1, word.size() / 3);
  const std::string wanted = lower(word);
  std::string best;
  std::size_t best_distance = allowed + 1;
  for (const std::string& name : names) {
    if (name.size() > word.size() + allowed || word.size() > name.size() + allowed) continue;
    const std::size_t d = distance(wanted, lower(name));
    if (d < best_distance) {
      best_distance = d;
      best = name;
    }
  }
  return best;
}

}  // namespace holdfast::load
