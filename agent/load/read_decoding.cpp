// What is made of a raw value: the part of a profile that is the same for every protocol.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <set>

#include "agent/load/read_point.hpp"

namespace holdfast::load {
namespace {

std::optional<std::int64_t> whole_number(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

bool is_name(const Entry& entry, Report& report) {
  if (entry.value.type == Node::Type::text && !entry.value.text.empty()) return true;
  wrong_type(report, entry.key, entry.value, "a name in quotes");
  return false;
}

// { 1 = "on", 2 = "off", "OK" = "normal" }: code or word to name.
void read_states(const Node& node, model::Decoding& decoding, Report& report) {
  decoding.enumeration.clear();
  decoding.words.clear();
  for (const Entry& entry : node.entries) {
    if (!is_name(entry, report)) continue;
    if (const auto code = whole_number(entry.key)) {
      decoding.enumeration[*code] = entry.value.text;
    } else {
      decoding.words[entry.key] = entry.value.text;
    }
  }
}

void read_flags(const Node& node, model::Decoding& decoding, Report& report) {
  decoding.flags.clear();
  for (const Entry& entry : node.entries) {
    const auto bit = whole_number(entry.key);
    if (!bit || *bit < 0 || *bit > 63) {
      report.error(entry.key_place(), fmt::format("`{}` is not a number that can stand here", entry.key),
                   "write bits with their names: { 0 = \"low_battery\", 3 = \"overload\" }");
    } else if (is_name(entry, report)) {
      decoding.flags[static_cast<int>(*bit)] = entry.value.text;
    }
  }
}

void read_invalid(const Node& node, model::Decoding& decoding, Report& report) {
  decoding.invalid.clear();
  decoding.invalid_texts.clear();
  for (const Node& item : node.items) {
    if (item.type == Node::Type::integer) {
      decoding.invalid.push_back(item.integer);
    } else if (item.type == Node::Type::text) {
      decoding.invalid_texts.push_back(item.text);
    } else {
      wrong_type(report, "invalid", item, "whole numbers or texts as the device sends them");
    }
  }
}

bool is_number(const Node& node) {
  return node.type == Node::Type::integer || (node.type == Node::Type::number && std::isfinite(node.number));
}

double number_of(const Node& node) {
  return node.type == Node::Type::integer ? static_cast<double>(node.integer) : node.number;
}

void read_range(const Node& range, model::Decoding& decoding, Report& report) {
  if (range.items.size() != 2 || !is_number(range.items[0]) || !is_number(range.items[1]) ||
      number_of(range.items[0]) > number_of(range.items[1])) {
    report.error(range.place(), "a range is two numbers, the lower first: [0, 500]");
    return;
  }
  decoding.range = {number_of(range.items[0]), number_of(range.items[1])};
}

struct Conversion {
  double scale = 1.0;
  double offset = 0.0;
};

// A number, or several that are tried in order.
std::vector<double> read_scales(Fields& fields) {
  const Node* node = fields.any("scale");
  if (node == nullptr) return {};
  std::vector<double> scales;
  const std::vector<Node> one{*node};
  for (const Node& item : node->type == Node::Type::list ? node->items : one) {
    if (!is_number(item)) {
      wrong_type(fields.report(), "scale", item, "a number");
    } else if (number_of(item) == 0.0) {
      fields.report().error(item.place(), "a scale of 0 makes every value 0");
    } else {
      scales.push_back(number_of(item));
    }
  }
  return scales;
}

void read_scaling(Fields& fields, model::Decoding& decoding) {
  const std::vector<double> scales = read_scales(fields);
  double offset = decoding.offset;
  const bool has_offset = fields.number("offset", offset) != nullptr;
  Conversion conversion;
  const Node* convert = fields.choice<Conversion>("convert", conversion,
                                                  {{"fahrenheit", {5.0 / 9.0, -160.0 / 9.0}},
                                                   {"kelvin", {1.0, -273.15}},
                                                   {"timeticks", {0.01, 0.0}},
                                                   {"minutes", {60.0, 0.0}},
                                                   {"hours", {3600.0, 0.0}},
                                                   {"days", {86400.0, 0.0}}});
  if (scales.empty() && !has_offset && convert == nullptr) return;
  const auto total = [&](double scale) {
    return std::pair{scale * conversion.scale, offset * conversion.scale + conversion.offset};
  };
  const bool inherits = scales.empty();  // of the point: they are plain, since `convert` stands beside them
  std::tie(decoding.scale, decoding.offset) = total(inherits ? decoding.scale : scales.front());
  if (inherits) {
    for (auto& [scale, its_offset] : decoding.more_scales) std::tie(scale, its_offset) = total(scale);
    return;
  }
  decoding.more_scales.clear();
  for (std::size_t i = 1; i < scales.size(); ++i) decoding.more_scales.push_back(total(scales[i]));
}

}  // namespace

model::Pattern read_pattern(const Node& node, Report& report) {
  std::string fault;
  if (std::optional<model::Pattern> pattern = model::Pattern::compile(node.text, fault)) return *pattern;
  report.error(node.place(), fmt::format("this is not a regular expression: {}", fault),
               "ECMAScript's form, in single quotes so that backslashes stand for themselves: '^Model \\d+'; (?i) in "
               "front: any case");
  return {};
}

void read_decoding(Fields& fields, model::Decoding& into) {
  Report& report = fields.report();
  std::string text;
  if (const Node* pattern = fields.text("pattern", text)) into.pattern = read_pattern(*pattern, report);
  std::int64_t number = 0;
  if (fields.integer("character", number, 1, 4096) != nullptr) into.character = static_cast<int>(number);
  fields.choice<model::Reread>("as", into.reread,
                               {{"u8", model::Reread::u8},
                                {"s8", model::Reread::s8},
                                {"u16", model::Reread::u16},
                                {"s16", model::Reread::s16},
                                {"u32", model::Reread::u32},
                                {"s32", model::Reread::s32},
                                {"hex", model::Reread::hexadecimal},
                                {"octets", model::Reread::octets}});
  if (const Node* invalid = fields.list("invalid")) read_invalid(*invalid, into, report);
  if (fields.integer("bit", number, 0, 255) != nullptr) into.bit = static_cast<int>(number);
  if (const Node* states = fields.table("enum")) read_states(*states, into, report);
  if (fields.text("other", text) != nullptr) into.other = text;
  if (const Node* flags = fields.table("flags")) {
    read_flags(*flags, into, report);
    if (!into.enumeration.empty() || !into.words.empty() || into.bit) {
      report.error(flags->place(), "`flags` cannot stand beside `enum` or `bit`");
    }
  }
  read_scaling(fields, into);
  if (const Node* range = fields.list("range")) read_range(*range, into, report);
}

}  // namespace holdfast::load
