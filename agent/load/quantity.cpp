#include "agent/load/quantity.hpp"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "agent/load/fields.hpp"

namespace holdfast::load {
namespace {

struct Amount {
  double number = 0;
  std::string_view unit;
};

std::optional<Amount> amount_in(std::string_view text) {
  Amount amount;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, amount.number, std::chars_format::fixed);
  if (error != std::errc{} || !std::isfinite(amount.number)) return std::nullopt;
  amount.unit = text.substr(static_cast<std::size_t>(at - text.data()));
  if (amount.unit.starts_with(' ')) amount.unit.remove_prefix(1);
  return amount;
}

// A number as it stands, or with a unit in text; the unit of a number alone is "".
std::optional<Amount> amount_of(const Node& node) {
  if (node.type == Node::Type::integer) return Amount{static_cast<double>(node.integer), ""};
  if (node.type == Node::Type::number && std::isfinite(node.number)) return Amount{node.number, ""};
  if (node.type == Node::Type::text) return amount_in(node.text);
  return std::nullopt;
}

}  // namespace

std::optional<double> quantity_of(Report& report, const std::string& key, const Node& node, std::string_view unit) {
  constexpr double most = 1e9;
  const std::optional<Amount> amount = amount_of(node);
  const bool thousands = amount && amount->unit.starts_with('k') && amount->unit.substr(1) == unit;
  if (!amount || (!amount->unit.empty() && amount->unit != unit && !thousands)) {
    report.error(node.place(), fmt::format("`{}` wants an amount in {}", key, unit),
                 fmt::format("write \"1200{0}\" or \"1.2k{0}\"", unit));
    return std::nullopt;
  }
  const double number = amount->number * (thousands ? 1000 : 1);
  if (number >= 0 && number <= most) return number;
  report.error(node.place(), fmt::format("`{}` is {} {}; allowed are 0 to {}", key, number, unit, most));
  return std::nullopt;
}

std::optional<double> percentage_of(Report& report, const std::string& key, const Node& node) {
  const std::optional<Amount> amount = node.type == Node::Type::text ? amount_in(node.text) : std::nullopt;
  if (!amount || amount->unit != "%") {
    report.error(node.place(), fmt::format("`{}` wants a percentage", key), "write it with its sign: \"10%\"");
    return std::nullopt;
  }
  if (amount->number >= 0 && amount->number <= 100) return amount->number / 100;
  report.error(node.place(), fmt::format("`{}` is {}%; allowed are 0% to 100%", key, amount->number));
  return std::nullopt;
}

}  // namespace holdfast::load
