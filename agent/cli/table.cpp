#include "agent/cli/table.hpp"

#include <algorithm>
#include <numeric>

namespace holdfast::cli {

namespace {

constexpr int between = 2;
constexpr int least_width = 6;  // a shrunk column still tells something

// The widest column that may still give way; nothing below `least` is taken from.
int* widest(std::vector<int>& widths, const std::vector<Column>& columns, bool all, int least) {
  int* found = nullptr;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    if (!all && columns[i].shrink != Shrink::first) continue;
    if (widths[i] > least && (!found || widths[i] > *found)) found = &widths[i];
  }
  return found;
}

}  // namespace

Cell::Cell(std::string the_text, Tone the_tone) : text(printable(the_text)), tone(the_tone) {}

void Table::add(std::vector<Cell> row) {
  row.resize(columns_.size(), Cell(""));
  rows_.push_back(std::move(row));
}

std::vector<int> Table::widths(const Layout& layout, int indent) const {
  const int room = layout.width - indent;
  std::vector<int> widths;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (layout.width < columns_[i].from_width) {
      widths.push_back(0);
      continue;
    }
    int wide = width_of(columns_[i].title);
    for (const auto& row : rows_) wide = std::max(wide, width_of(row[i].text));
    widths.push_back(wide);
  }
  const auto total = [&] {
    const auto used = std::count_if(widths.begin(), widths.end(), [](int wide) { return wide > 0; });
    return std::accumulate(widths.begin(), widths.end(), 0) + between * std::max(0, static_cast<int>(used) - 1);
  };
  while (total() > room) {
    int* gives = widest(widths, columns_, false, least_width);
    if (!gives) gives = widest(widths, columns_, true, least_width);
    if (!gives) gives = widest(widths, columns_, true, 0);
    if (!gives) break;
    --*gives;
  }
  return widths;
}

std::string Table::line(const std::vector<Cell>& row, const std::vector<int>& widths, const Layout& layout) const {
  std::string out;
  std::size_t last = row.size();
  while (last > 0 && (widths[last - 1] == 0 || row[last - 1].text.empty())) --last;
  bool begun = false;
  for (std::size_t i = 0; i < last; ++i) {
    if (widths[i] == 0) continue;
    if (begun) out += std::string(between, ' ');
    begun = true;
    const std::string shown = shortened(row[i].text, widths[i]);
    const std::string blanks(static_cast<std::size_t>(std::max(0, widths[i] - width_of(shown))), ' ');
    const bool right = columns_[i].align == Align::right;
    if (right) out += blanks;
    out += painted(shown, row[i].tone, layout);
    if (!right && i + 1 < last) out += blanks;
  }
  return out;
}

std::string Table::text(const Layout& layout, int indent) const {
  const std::vector<int> wide = widths(layout, indent);
  const std::string margin(static_cast<std::size_t>(indent), ' ');
  std::string out;
  std::vector<Cell> titles;
  for (const auto& column : columns_) titles.emplace_back(column.title, Tone::faint);
  if (std::any_of(titles.begin(), titles.end(), [](const Cell& cell) { return !cell.text.empty(); }))
    out += margin + line(titles, wide, layout) + "\n";
  for (const auto& row : rows_) out += margin + line(row, wide, layout) + "\n";
  return out;
}

}  // namespace holdfast::cli
