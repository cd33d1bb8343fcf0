#include "agent/load/day.hpp"

#include <fmt/format.h>

#include <charconv>
#include <chrono>

#include "agent/load/fields.hpp"

namespace holdfast::load {

std::optional<model::Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto number = [&](std::size_t from, std::size_t size, unsigned& out) {
    const char* begin = text.data() + from;
    const auto [at, error] = std::from_chars(begin, begin + size, out);
    return error == std::errc{} && at == begin + size;
  };
  unsigned year = 0, month = 0, day = 0;
  if (!number(0, 4, year) || !number(5, 2, month) || !number(8, 2, day)) return std::nullopt;
  const model::Day found{std::chrono::year(static_cast<int>(year)), std::chrono::month(month), std::chrono::day(day)};
  if (!found.ok() || year < 1970 || year > 2999) return std::nullopt;
  return found;
}

std::optional<model::Day> day_of(Report& report, const std::string& key, const Node& node) {
  if (node.type != Node::Type::time && node.type != Node::Type::text) {
    wrong_type(report, key, node, "a day such as 2026-03-31");
    return std::nullopt;
  }
  const std::string written =
      node.type == Node::Type::text ? node.text : node.file->text().substr(node.begin, node.length);
  const std::optional<model::Day> day = parse_day(written);
  if (!day) {
    report.error(node.place(), fmt::format("`{}` is no day", key), "a day is a year, a month and a day: 2026-03-31");
  }
  return day;
}

}  // namespace holdfast::load
