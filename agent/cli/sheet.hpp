// A part of a report: a heading, a sentence, a table and what is to be said about it. The same sheets make the text on
// a terminal and a Markdown document.
#pragma once

#include <string>
#include <vector>

#include "agent/cli/table.hpp"

namespace holdfast::cli {

struct Remark {
  std::string about;  // what it is about, or empty
  std::string text;
  Tone tone = Tone::warning;
};

struct Sheet {
  std::string title;
  std::string lead;  // below the title; may be empty
  std::vector<Column> columns;
  std::vector<std::vector<Cell>> rows;
  std::vector<Remark> remarks;
};

// The first sheet is the head of the document.
std::string sheets_text(const std::vector<Sheet>& sheets, const Layout& layout);
std::string sheets_markdown(const std::vector<Sheet>& sheets);  // CommonMark with tables

// A cell of CSV, in quotes where RFC 4180 wants them.
std::string csv_cell(const std::string& text);

}  // namespace holdfast::cli
