#include "agent/cli/sheet.hpp"

#include <fmt/format.h>

#include <string_view>

namespace holdfast::cli {

namespace {

constexpr int indent = 2;

// What Markdown would take for a sign of its own.
std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (std::string_view("\\|<>*[]`_~").find(c) != std::string_view::npos) out += '\\';
    out += c;
  }
  return out;
}

std::string markdown_row(const std::vector<std::string>& cells) {
  std::string out = "|";
  for (const std::string& cell : cells) out += " " + cell + " |";
  return out + "\n";
}

std::string markdown_table(const Sheet& sheet) {
  std::vector<std::string> titles, rules;
  for (const Column& column : sheet.columns) {
    titles.push_back(escaped(column.title));
    rules.emplace_back(column.align == Align::right ? "---:" : "---");
  }
  std::string out = markdown_row(titles) + markdown_row(rules);
  for (const auto& row : sheet.rows) {
    std::vector<std::string> cells;
    for (const Cell& cell : row) cells.push_back(escaped(cell.text));
    out += markdown_row(cells);
  }
  return out + "\n";
}

}  // namespace

std::string sheets_text(const std::vector<Sheet>& sheets, const Layout& layout) {
  std::string out;
  for (const Sheet& sheet : sheets) {
    if (!out.empty()) out += "\n";
    out += hanging("", Tone::plain, printable(sheet.title), Tone::strong, layout);
    if (!sheet.lead.empty()) out += hanging("", Tone::plain, printable(sheet.lead), Tone::faint, layout);
    Table table(sheet.columns);
    for (const auto& row : sheet.rows) table.add(row);
    if (!table.empty()) out += table.text(layout, indent);
    for (const Remark& remark : sheet.remarks) {
      const std::string about = remark.about.empty() ? "" : printable(remark.about) + ": ";
      out += hanging("  ! ", remark.tone, about + printable(remark.text), Tone::plain, layout);
    }
  }
  return out;
}

std::string sheets_markdown(const std::vector<Sheet>& sheets) {
  std::string out;
  for (const Sheet& sheet : sheets) {
    out += (out.empty() ? "# " : "## ") + escaped(printable(sheet.title)) + "\n\n";
    if (!sheet.lead.empty()) out += escaped(printable(sheet.lead)) + "\n\n";
    if (!sheet.rows.empty()) out += markdown_table(sheet);
    for (const Remark& remark : sheet.remarks) {
      const std::string about = remark.about.empty() ? "" : "**" + escaped(printable(remark.about)) + "**: ";
      out += "- " + about + escaped(printable(remark.text)) + "\n";
    }
    if (!sheet.remarks.empty()) out += "\n";
  }
  while (out.ends_with("\n\n")) out.pop_back();
  return out;
}

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",;\"\r\n") == std::string::npos) return text;
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace holdfast::cli
