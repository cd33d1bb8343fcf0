#include "agent/load/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace holdfast::load {
namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

class Reader {
 public:
  Reader(const SourceFile& file, Report& report) : file_(file), text_(file.text()), report_(report) {
    if (text_.starts_with(byte_order_mark)) at_ = byte_order_mark.size();
    separator_ = find_separator();
  }

  std::optional<std::vector<CsvRow>> read() {
    std::vector<CsvRow> rows;
    while (at_ < text_.size()) {
      CsvRow row;
      const std::size_t begin = at_;
      if (!read_row(row)) return std::nullopt;
      if (std::all_of(row.begin(), row.end(), [](const CsvCell& cell) { return cell.text.empty(); })) continue;
      if (!rows.empty() && row.size() != rows.front().size()) {
        report_.error(file_.place(begin, at_ - begin),
                      fmt::format("{} cells in this row, {} in the header", row.size(), rows.front().size()),
                      "a separator inside a cell needs quotes around the cell");
        return std::nullopt;
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

 private:
  // The first comma or semicolon of the header outside quotes.
  char find_separator() const {
    bool quoted = false;
    for (std::size_t i = at_; i < text_.size(); ++i) {
      if (text_[i] == '"') quoted = !quoted;
      if (quoted) continue;
      if (text_[i] == ',' || text_[i] == ';') return text_[i];
      if (text_[i] == '\n') break;
    }
    return ',';
  }

  bool ends_cell() const {
    return at_ == text_.size() || text_[at_] == separator_ || text_[at_] == '\n' || text_.substr(at_, 2) == "\r\n";
  }

  bool read_row(CsvRow& row) {
    for (;;) {
      row.emplace_back();
      if (!read_cell(row.back())) return false;
      if (at_ == text_.size()) return true;
      if (text_[at_] != separator_) break;
      ++at_;
    }
    at_ += text_[at_] == '\r' ? 2 : 1;
    return true;
  }

  bool read_cell(CsvCell& cell) {
    cell.begin = at_;
    if (at_ < text_.size() && text_[at_] == '"') return read_quoted(cell);
    while (!ends_cell()) {
      const char c = text_[at_];
      if (c == '"') return refuse(at_, "a quote inside a cell that does not begin with one");
      if (static_cast<unsigned char>(c) < 0x20 && c != '\t') return refuse(at_, "a control character in a cell");
      cell.text += text_[at_++];
    }
    cell.length = at_ - cell.begin;
    const std::size_t first = cell.text.find_first_not_of(" \t");
    const std::size_t last = cell.text.find_last_not_of(" \t");
    cell.text = first == std::string::npos ? "" : cell.text.substr(first, last - first + 1);
    return true;
  }

  bool read_quoted(CsvCell& cell) {
    ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '"') {
        if (text_.substr(at_ + 1, 1) != "\"") break;
        ++at_;
      }
      if (text_[at_] == '\0') return refuse(at_, "a control character in a cell");
      cell.text += text_[at_];
    }
    if (at_ == text_.size()) return refuse(cell.begin, "this quote is never closed");
    ++at_;
    cell.length = at_ - cell.begin;
    return ends_cell() || refuse(at_, "text behind the closing quote of a cell");
  }

  bool refuse(std::size_t at, std::string message) {
    report_.error(file_.place(at), std::move(message), "quotes inside a cell are doubled: \"the \"\"main\"\" hall\"");
    return false;
  }

  const SourceFile& file_;
  const std::string_view text_;
  Report& report_;
  std::size_t at_ = 0;
  char separator_ = ',';
};

}  // namespace

std::optional<std::vector<CsvRow>> parse_csv(const SourceFile& file, Report& report) {
  if (const std::size_t bad = invalid_utf8(file.text()); bad != std::string_view::npos) {
    report.error(file.place(bad), "not UTF-8", "save it as \"CSV UTF-8\"");
    return std::nullopt;
  }
  return Reader(file, report).read();
}

}  // namespace holdfast::load
