// CSV as spreadsheets save it (RFC 4180): the first row says the separator, comma or semicolon; cells in quotes may
// hold separators, line ends and doubled quotes. UTF-8 with or without a byte order mark. Strict: what another program
// might read in another way is an error at its line.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/load/report.hpp"
#include "agent/load/source_file.hpp"

namespace holdfast::load {

struct CsvCell {
  std::string text;       // without its quotes and without blanks around it
  std::size_t begin = 0;  // in the file
  std::size_t length = 0;
};

using CsvRow = std::vector<CsvCell>;

// Rows of equally many cells, the header first; rows with nothing but empty cells are left out. Nothing (reported) if
// the file is no such table.
std::optional<std::vector<CsvRow>> parse_csv(const SourceFile& file, Report& report);

}  // namespace holdfast::load
