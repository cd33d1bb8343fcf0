#include "agent/load/source_file.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

namespace holdfast::load {

SourceFile::SourceFile(std::string name, std::string text) : name_(std::move(name)), text_(std::move(text)) {
  line_starts_.push_back(0);
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') line_starts_.push_back(i + 1);
  }
}

Place SourceFile::place(std::size_t offset, std::size_t length) const {
  offset = std::min(offset, text_.size());
  const auto after = std::upper_bound(line_starts_.begin(), line_starts_.end(), offset);
  const auto line = static_cast<std::size_t>(after - line_starts_.begin());
  const std::size_t begin = line_starts_[line - 1];
  std::size_t end = text_.find('\n', begin);
  if (end == std::string::npos) end = text_.size();
  if (end > begin && text_[end - 1] == '\r') --end;
  offset = std::min(offset, end);

  const std::string_view all = text_;
  Place place;
  place.file = name_;
  place.line = static_cast<int>(line);
  place.column = static_cast<int>(count_characters(all.substr(begin, offset - begin))) + 1;
  place.length = std::max(1, static_cast<int>(count_characters(all.substr(offset, std::min(length, end - offset)))));
  place.excerpt = as_utf8(all.substr(begin, end - begin));
  return place;
}

Place SourceFile::whole() const {
  Place place;
  place.file = name_;
  return place;
}

std::size_t SourceFile::line_start(std::size_t line) const {
  return line_starts_[std::clamp<std::size_t>(line, 1, line_starts_.size()) - 1];
}

std::string as_utf8(std::string_view text) {
  std::string result;
  for (std::size_t bad; (bad = invalid_utf8(text)) != std::string_view::npos; text.remove_prefix(bad + 1)) {
    result += text.substr(0, bad);
    result += "\xEF\xBF\xBD";
  }
  return result += text;
}

std::size_t count_characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::size_t invalid_utf8(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto continues = [&](std::size_t i) { return i < text.size() && (byte(i) & 0xC0U) == 0x80U; };
  std::size_t i = 0;
  while (i < text.size()) {
    const unsigned lead = byte(i);
    std::size_t more = 0;
    unsigned lowest = 0x80, highest = 0xBF;  // of the second byte
    if (lead < 0x80) {
      ++i;
      continue;
    }
    if (lead >= 0xC2 && lead <= 0xDF) {
      more = 1;
    } else if (lead >= 0xE0 && lead <= 0xEF) {
      more = 2;
      if (lead == 0xE0) lowest = 0xA0;
      if (lead == 0xED) highest = 0x9F;
    } else if (lead >= 0xF0 && lead <= 0xF4) {
      more = 3;
      if (lead == 0xF0) lowest = 0x90;
      if (lead == 0xF4) highest = 0x8F;
    } else {
      return i;
    }
    if (!continues(i + 1) || byte(i + 1) < lowest || byte(i + 1) > highest) return i;
    for (std::size_t k = 2; k <= more; ++k) {
      if (!continues(i + k)) return i;
    }
    i += more + 1;
  }
  return std::string_view::npos;
}

}  // namespace holdfast::load
