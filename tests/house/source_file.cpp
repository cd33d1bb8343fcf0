#include "tests/house/source_file.hpp"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <regex>
#include <sstream>
#include <utility>

namespace holdfast::house {
namespace {

std::vector<std::string> split_lines(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    lines.emplace_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

void blank(std::string& text, size_t from, size_t to) {
  for (size_t i = from; i < std::min(to, text.size()); ++i) {
    if (text[i] != '\n') text[i] = ' ';
  }
}

// Where the literal that starts at `start` with this quote ends: behind its closing quote, or at the end of the line.
size_t end_of_literal(const std::string& text, size_t start, char quote) {
  size_t i = start + 1;
  while (i < text.size() && text[i] != quote && text[i] != '\n') i += text[i] == '\\' ? 2 : 1;
  return std::min(i + 1, text.size());
}

size_t end_of_raw_literal(const std::string& text, size_t quote) {
  const size_t open = text.find('(', quote);
  if (open == std::string::npos) return text.size();
  const std::string close = ")" + text.substr(quote + 1, open - quote - 1) + "\"";
  const size_t end = text.find(close, open);
  return end == std::string::npos ? text.size() : end + close.size();
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string without_comments_and_literals(std::string text) {
  size_t i = 0;
  while (i < text.size()) {
    size_t end = i + 1;
    if (text.compare(i, 2, "//") == 0) {
      end = std::min(text.find('\n', i), text.size());
      blank(text, i, end);
    } else if (text.compare(i, 2, "/*") == 0) {
      const size_t close = text.find("*/", i + 2);
      end = close == std::string::npos ? text.size() : close + 2;
      blank(text, i, end);
    } else if (text[i] == '"' && i > 0 && text[i - 1] == 'R') {
      end = end_of_raw_literal(text, i);
      blank(text, i, end);
    } else if (text[i] == '"') {
      end = end_of_literal(text, i, '"');
      blank(text, i, end);
    } else if (text[i] == '\'' && (i == 0 || !is_word(text[i - 1]))) {  // else it groups digits: 1'000
      end = end_of_literal(text, i, '\'');
      blank(text, i, end);
    }
    i = end;
  }
  return text;
}

}  // namespace

SourceFile parse_source(std::string path, std::string_view text) {
  static const std::regex include_line(R"re(^\s*#\s*include\s*([<"])([^>"]+)[>"])re");
  SourceFile file{.path = std::move(path),
                  .lines = split_lines(text),
                  .code = split_lines(without_comments_and_literals(std::string(text))),
                  .includes = {}};
  for (size_t i = 0; i < file.lines.size(); ++i) {
    std::smatch match;
    const bool in_comment = file.code[i].find("include") == std::string::npos;
    if (!in_comment && std::regex_search(file.lines[i], match, include_line)) {
      file.includes.push_back({static_cast<int>(i) + 1, match[2].str(), match[1].str() == "\""});
    }
  }
  return file;
}

std::vector<SourceFile> read_sources(const std::filesystem::path& top, const std::vector<std::string>& folders) {
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    if (!std::filesystem::is_directory(top / folder)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(top / folder)) {
      const std::filesystem::path& path = entry.path();
      if (path.extension() != ".hpp" && path.extension() != ".cpp") continue;
      std::ifstream in(path, std::ios::binary);
      std::ostringstream text;
      text << in.rdbuf();
      files.push_back(parse_source(path.lexically_relative(top).generic_string(), text.str()));
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

}  // namespace holdfast::house
