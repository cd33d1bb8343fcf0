#include "agent/load/node.hpp"

#include <string_view>

namespace holdfast::load {
namespace {

constexpr std::string_view placeholder = "{n}";

// How many bytes of the literal at `at` make how many bytes of decoded text (TOML 1.0, strings).
struct Piece {
  std::size_t raw = 1;
  std::size_t decoded = 1;
};

Piece next_piece(std::string_view raw, std::size_t at, bool basic) {
  if (raw[at] == '\r' && at + 1 < raw.size() && raw[at + 1] == '\n') return {1, 1};
  if (!basic || raw[at] != '\\' || at + 1 >= raw.size()) return {1, 1};
  const char kind = raw[at + 1];
  if (kind == 'u' || kind == 'U') {
    const std::size_t digits = kind == 'u' ? 4 : 8;
    unsigned long code = 0;
    for (std::size_t i = at + 2; i < raw.size() && i < at + 2 + digits; ++i) {
      const char c = raw[i];
      code = code * 16 + static_cast<unsigned long>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return {digits + 2, code < 0x80 ? 1U : code < 0x800 ? 2U : code < 0x10000 ? 3U : 4U};
  }
  if (kind == ' ' || kind == '\t' || kind == '\r' || kind == '\n') {  // the line goes on at the next visible character
    std::size_t end = at + 1;
    while (end < raw.size() && std::string_view(" \t\r\n").find(raw[end]) != std::string_view::npos) ++end;
    return {end - at, 0};
  }
  return {2, 1};
}

}  // namespace

Place Node::place_inside(std::size_t position, std::size_t bytes) const {
  const std::string_view raw = std::string_view(file->text()).substr(begin, length);
  if (raw.empty() || (raw[0] != '\'' && raw[0] != '"')) return place();
  const bool basic = raw[0] == '"';
  const bool multi_line = raw.size() >= 6 && raw[1] == raw[0] && raw[2] == raw[0];
  std::size_t at = multi_line ? 3 : 1;
  if (multi_line && at < raw.size() && raw[at] == '\r') ++at;
  if (multi_line && at < raw.size() && raw[at] == '\n') ++at;
  const std::size_t stop = raw.size() - (multi_line ? 3 : 1);

  std::size_t decoded = 0;
  const auto advance_to = [&](std::size_t target) {
    while (decoded < target && at < stop) {
      if (!row.empty() && raw.substr(at, placeholder.size()) == placeholder) {
        if (decoded + row.size() > target) return;
        at += placeholder.size();
        decoded += row.size();
        continue;
      }
      const Piece piece = next_piece(raw, at, basic);
      at += piece.raw;
      decoded += piece.decoded;
    }
  };
  advance_to(position);
  const std::size_t from = std::min(at, stop);
  advance_to(position + bytes);
  return file->place(begin + from, at > from ? std::min(at, stop) - from : 1);
}

const char* describe(Node::Type type) {
  switch (type) {
    case Node::Type::boolean: return "true or false";
    case Node::Type::integer: return "a whole number";
    case Node::Type::number: return "a number";
    case Node::Type::text: return "text";
    case Node::Type::list: return "a list";
    case Node::Type::table: return "a table";
    case Node::Type::time: return "a date or time";
  }
  return "?";
}

Node with_row(Node node, const std::string& row) {
  if (node.type == Node::Type::text && node.text.find(placeholder) != std::string::npos) {
    std::string replaced;
    std::size_t from = 0;
    for (std::size_t at; (at = node.text.find(placeholder, from)) != std::string::npos;
         from = at + placeholder.size()) {
      replaced += node.text.substr(from, at - from) + row;
    }
    node.text = replaced + node.text.substr(from);
    node.row = row;
  }
  for (Node& item : node.items) item = with_row(std::move(item), row);
  for (Entry& entry : node.entries) entry.value = with_row(std::move(entry.value), row);
  return node;
}

}  // namespace holdfast::load
