#include "drivers/snmp/oid_pattern.hpp"

#include <array>

namespace holdfast::drivers::snmp {
namespace {

constexpr std::string_view rows_mark = "{n..}";

// The next part of the text, which it loses; the dots of {n..} separate nothing.
std::string_view take_part(std::string_view& text) {
  const std::size_t from = text.starts_with(rows_mark) ? rows_mark.size() : 0;
  const std::size_t end = std::min(text.find('.', from), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

}  // namespace

Result<OidPattern> OidPattern::parse(const std::string& text) {
  OidPattern pattern;
  std::string_view left = text;
  while (!left.empty()) {
    const std::string_view word = take_part(left);
    Part part;
    if (word == "{n}") {
      part.mark = Mark::row;
    } else if (word == rows_mark) {
      part.mark = Mark::rows;
    } else if (word == "*") {
      part.mark = Mark::any;
    } else {
      const Result<Oid> number = parse_oid("1." + std::string{word});
      if (!number || number->size() != 2) return make_error(Code::invalid_argument, "'{}' is no OID", text);
      part.number = static_cast<std::uint32_t>((*number)[1]);
    }
    const bool is_row = part.mark == Mark::row || part.mark == Mark::rows;
    if (is_row && pattern.has_row_) return make_error(Code::invalid_argument, "'{}' names the row twice", text);
    pattern.has_row_ = pattern.has_row_ || is_row;
    pattern.has_any_ = pattern.has_any_ || part.mark == Mark::any;
    if (part.mark == Mark::number && pattern.rest_.empty()) {
      pattern.prefix_.push_back(part.number);
    } else {
      pattern.rest_.push_back(part);
    }
  }
  if (pattern.prefix_.size() < 2) return make_error(Code::invalid_argument, "'{}' is too short for an OID", text);
  return pattern;
}

std::optional<model::Row> OidPattern::row_of(const Oid& oid) const {
  if (!is_below(prefix_, oid) && oid != prefix_) return std::nullopt;
  const std::size_t tail = oid.size() - prefix_.size();
  if (tail < rest_.size()) return std::nullopt;
  std::array<std::uint32_t, model::Row::longest> numbers{};
  std::size_t count = 0;
  std::size_t at = prefix_.size();
  for (const Part& part : rest_) {
    const std::size_t taken = part.mark == Mark::rows ? tail - rest_.size() + 1 : 1;
    if (at + taken > oid.size()) return std::nullopt;
    if (part.mark == Mark::number && oid[at] != part.number) return std::nullopt;
    if (part.mark == Mark::row || part.mark == Mark::rows) {
      if (taken > numbers.size()) return std::nullopt;
      for (std::size_t i = 0; i < taken; ++i) numbers[count++] = static_cast<std::uint32_t>(oid[at + i]);
    }
    at += taken;
  }
  if (at != oid.size()) return std::nullopt;
  if (count == 0) return model::Row{};
  return model::Row::of({numbers.data(), count});
}

std::optional<Oid> OidPattern::with(const model::Row& row) const {
  Oid oid = prefix_;
  for (const Part& part : rest_) {
    switch (part.mark) {
      case Mark::any: return std::nullopt;
      case Mark::number: oid.push_back(part.number); break;
      case Mark::row:
        if (row.numbers().size() != 1) return std::nullopt;
        [[fallthrough]];
      case Mark::rows: oid.insert(oid.end(), row.numbers().begin(), row.numbers().end());
    }
  }
  return oid;
}

}  // namespace holdfast::drivers::snmp
