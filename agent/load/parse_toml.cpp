#include "agent/load/parse_toml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <string_view>
#include <toml.hpp>
#include <utility>

#include "agent/load/toml_syntax.hpp"

namespace holdfast::load {
namespace {

using Value = toml::basic_value<toml::discard_comments, std::map, std::vector>;

struct Span {
  std::size_t begin = 0;
  std::size_t length = 0;
};

Span span_of(const Value& value) {
  const auto* region = dynamic_cast<const toml::detail::region*>(toml::detail::get_region(value));
  if (region == nullptr) return {};
  return {static_cast<std::size_t>(region->first() - region->begin()), region->size()};
}

// The key in front of `= value` on the same line; a table's header is its own key.
Span key_before(std::string_view text, const Span& value) {
  const auto skip_spaces = [&](std::size_t at) {
    while (at > 0 && (text[at - 1] == ' ' || text[at - 1] == '\t')) --at;
    return at;
  };
  std::size_t at = skip_spaces(std::min(value.begin, text.size()));
  if (at == 0 || text[at - 1] != '=') return value;
  const std::size_t end = skip_spaces(at - 1);
  if (end == 0) return value;
  std::size_t begin = end - 1;
  const char last = text[end - 1];
  if (last == '"' || last == '\'') {
    while (begin > 0 && text[begin - 1] != last) --begin;
    if (begin > 0) --begin;
  } else {
    while (begin > 0 && std::string_view(" \t\r\n.,{").find(text[begin - 1]) == std::string_view::npos) --begin;
  }
  return {begin, end - begin};
}

Node convert(const Value& value, const SourceFile& file) {
  Node node;
  node.file = &file;
  const Span span = span_of(value);
  node.begin = span.begin;
  node.length = span.length;
  switch (value.type()) {
    case toml::value_t::boolean:
      node.type = Node::Type::boolean;
      node.boolean = value.as_boolean();
      break;
    case toml::value_t::integer:
      node.type = Node::Type::integer;
      node.integer = value.as_integer();
      break;
    case toml::value_t::floating:
      node.type = Node::Type::number;
      node.number = value.as_floating();
      break;
    case toml::value_t::string:
      node.type = Node::Type::text;
      node.text = value.as_string().str;
      break;
    case toml::value_t::array:
      node.type = Node::Type::list;
      for (const Value& item : value.as_array()) node.items.push_back(convert(item, file));
      break;
    case toml::value_t::table: {
      node.type = Node::Type::table;
      for (const auto& [key, item] : value.as_table()) {
        Entry entry;
        entry.key = key;
        entry.value = convert(item, file);
        const Span place = key_before(file.text(), {entry.value.begin, entry.value.length});
        entry.key_begin = place.begin;
        entry.key_length = place.length;
        node.entries.push_back(std::move(entry));
      }
      std::stable_sort(node.entries.begin(), node.entries.end(),
                       [](const Entry& a, const Entry& b) { return a.value.begin < b.value.begin; });
      break;
    }
    default: node.type = Node::Type::time; break;
  }
  return node;
}

// One place in the text of an error of toml11:
//   " 12 | quorum = 1"
//   "    |          ^-- remark"
struct Mark {
  std::size_t line = 0;
  std::size_t column = 0;  // bytes, from 0
  std::size_t length = 1;
  std::string remark;
};

std::vector<Mark> marks_in(const std::string& what) {
  std::vector<Mark> marks;
  std::istringstream lines(what);
  std::string line;
  std::size_t number = 0;
  while (std::getline(lines, line)) {
    const std::size_t bar = line.find(" | ");
    if (bar == std::string::npos) continue;
    const std::string_view margin = std::string_view(line).substr(0, bar);
    const std::size_t digit = margin.find_first_not_of(' ');
    if (digit != std::string_view::npos) {
      const std::string_view digits = margin.substr(digit);
      if (digits.size() > 9 || digits.find_first_not_of("0123456789") != std::string_view::npos) continue;
      number = std::stoul(std::string(digits));
      continue;
    }
    if (number == 0) continue;
    const std::string_view under = std::string_view(line).substr(bar + 3);
    const std::size_t first = under.find_first_of("^~");
    if (first == std::string_view::npos || under.find_first_not_of(' ') != first) continue;
    Mark mark;
    mark.line = number;
    mark.column = first;
    std::size_t end = under.find_first_not_of("^~", first);
    if (end == std::string_view::npos) end = under.size();
    mark.length = end - first;
    while (end < under.size() && (under[end] == '-' || under[end] == ' ')) ++end;
    mark.remark = std::string(under.substr(end));
    marks.push_back(std::move(mark));
    number = 0;
  }
  return marks;
}

Place place_of(const SourceFile& file, std::size_t line, std::size_t column, std::size_t length) {
  return file.place(file.line_start(line) + column, length);
}

// "[error] toml::parse_value: ..." without what only a programmer of the library needs.
std::string plain_message(const std::string& what) {
  std::string first = what.substr(0, what.find('\n'));
  if (first.starts_with("[error] ")) first.erase(0, 8);
  if (first.starts_with("toml::")) {
    const std::size_t colon = first.find(": ");
    first.erase(0, colon == std::string::npos ? 6 : colon + 2);
  }
  while (!first.empty() && (first.back() == ' ' || first.back() == '.' || first.back() == ':')) first.pop_back();
  return first;
}

void report_exception(const SourceFile& file, const std::string& what, const toml::source_location& where,
                      Report& report) {
  const std::vector<Mark> marks = marks_in(what);
  Diagnostic diagnostic;
  diagnostic.place = place_of(file, where.line(), where.column() - 1, where.region());
  diagnostic.message = plain_message(what);
  if (diagnostic.message.find("already exists") != std::string::npos && marks.size() == 2) {
    const std::size_t open = diagnostic.message.find("(\"");
    const std::size_t close = diagnostic.message.rfind("\")");
    const bool named = open != std::string::npos && close != std::string::npos && close > open + 2;
    const std::string name = named ? diagnostic.message.substr(open + 2, close - open - 2) : "";
    diagnostic.message = name.empty() ? "the same name is there twice" : fmt::format("`{}` is there twice", name);
    diagnostic.others.push_back(place_of(file, marks[0].line, marks[0].column, marks[0].length));
    diagnostic.hint = "each name may be used once; rename or remove one of the two";
  } else if (const auto mistake = usual_mistake(diagnostic.place.excerpt)) {
    diagnostic.message = mistake->message;
    diagnostic.hint = mistake->hint;
    diagnostic.place = place_of(file, where.line(), mistake->column, mistake->length);
  } else {
    std::string remark;
    for (const Mark& mark : marks) {
      if (mark.line == where.line() && mark.column + 1 == where.column()) remark = mark.remark;
    }
    diagnostic.message = fmt::format("not TOML: {}", diagnostic.message.empty() ? remark : diagnostic.message);
    if (!diagnostic.message.ends_with(remark)) diagnostic.hint = remark;
  }
  report.add(std::move(diagnostic));
}

}  // namespace

std::optional<Node> parse_toml(const SourceFile& file, Report& report) {
  if (!is_safe_to_parse(file, report)) return std::nullopt;
  try {
    std::istringstream text(file.text());
    const auto value = toml::parse<toml::discard_comments, std::map, std::vector>(text, file.name());
    return convert(value, file);
  } catch (const toml::exception& error) {
    report_exception(file, error.what(), error.location(), report);
  } catch (const std::exception& error) {  // a number or date that the library lets slip through to the standard one
    report.error(file.whole(), fmt::format("not TOML: {}", plain_message(error.what())));
  }
  return std::nullopt;
}

}  // namespace holdfast::load
