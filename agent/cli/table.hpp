// A table that is never wider than the terminal: columns that may shrink are shortened with an ellipsis, the widest
// first.
#pragma once

#include <string>
#include <vector>

#include "agent/cli/terminal.hpp"

namespace holdfast::cli {

struct Cell {
  Cell(std::string the_text, Tone the_tone = Tone::plain);  // NOLINT: a text is a cell
  std::string text;                                         // printable
  Tone tone = Tone::plain;
};

enum class Align { left, right };
enum class Shrink { last, first };  // `last`: only when nothing else can give way

struct Column {
  std::string title;
  Align align = Align::left;
  Shrink shrink = Shrink::last;
  int from_width = 0;  // shown only where there are so many columns
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  void add(std::vector<Cell> row);  // as many cells as columns
  bool empty() const { return rows_.empty(); }

  // A line of titles (if any column has one) and one line a row, each indented.
  std::string text(const Layout& layout, int indent = 0) const;

 private:
  std::vector<int> widths(const Layout& layout, int indent) const;
  std::string line(const std::vector<Cell>& row, const std::vector<int>& widths, const Layout& layout) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

}  // namespace holdfast::cli
