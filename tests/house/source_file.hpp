// A source file as the house's rules see it: its lines, its includes, and its code without comments and literals.
// Reads the file system only in read_sources(); everything else works on text, so that rules can be tested on snippets.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::house {

struct Include {
  int line;  // counted from 1
  std::string path;
  bool quoted;  // "..." rather than <...>
};

struct SourceFile {
  std::string path;                // from the top of the source tree, for example agent/model/point.hpp
  std::vector<std::string> lines;  // as written
  std::vector<std::string> code;   // the same lines; comments and the contents of literals are blank
  std::vector<Include> includes;
};

SourceFile parse_source(std::string path, std::string_view text);

// Every *.hpp and *.cpp below the folders, in the order of their paths.
std::vector<SourceFile> read_sources(const std::filesystem::path& top, const std::vector<std::string>& folders);

}  // namespace holdfast::house
