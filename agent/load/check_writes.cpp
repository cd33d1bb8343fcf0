// What steps write: the point must be writable, and the value must be one that it can take.
#include <fmt/format.h>

#include "agent/load/checks.hpp"
#include "agent/load/fields.hpp"

namespace holdfast::load {
namespace {

std::vector<std::string> allowed_states(const model::PointSpec& spec) {
  std::vector<std::string> states;
  if (!spec.write->values.empty()) {
    for (const auto& [name, raw] : spec.write->values) states.push_back(name);
  } else {
    for (const auto& [raw, name] : spec.origins.front().decoding.enumeration) states.push_back(name);
  }
  return states;
}

std::optional<model::Value> state_value(const Node& node, const model::PointSpec& spec, Report& report) {
  const std::vector<std::string> states = allowed_states(spec);
  if (node.type != Node::Type::text) {
    report.error(node.place(), fmt::format("`value` wants a state in quotes, this is {}", describe(node.type)),
                 suggest("", states, "states that can be written"));
    return std::nullopt;
  }
  for (const std::string& state : states) {
    if (state != node.text) continue;
    for (const auto& [raw, name] : spec.origins.front().decoding.enumeration) {
      if (name == state) return model::Enumeration{state, raw};
    }
    return model::Enumeration{state, spec.write->values.at(state)};
  }
  report.error(node.place(), fmt::format("\"{}\" is not a state that can be written here", node.text),
               suggest(node.text, states, "states that can be written"));
  return std::nullopt;
}

std::optional<model::Value> number_value(const Node& node, const model::PointSpec& spec, Report& report) {
  const bool whole = node.type == Node::Type::integer;
  const bool fits = whole || (node.type == Node::Type::number && spec.kind == model::Kind::number);
  if (!fits) {
    wrong_type(report, "value", node, spec.kind == model::Kind::integer ? "a whole number" : "a number");
    return std::nullopt;
  }
  const double number = whole ? static_cast<double>(node.integer) : node.number;
  if (const auto& range = spec.origins.front().decoding.range;
      !(number - number == 0.0) || (range && (number < range->first || number > range->second))) {
    report.error(node.place(), "the value lies outside what this point can be",
                 range ? fmt::format("allowed are {} to {} {}", range->first, range->second, spec.unit) : "");
    return std::nullopt;
  }
  if (spec.kind == model::Kind::integer) return model::Value{node.integer};
  return model::Value{number};
}

std::optional<model::Value> value_of(const Node& node, const model::PointSpec& spec, Report& report) {
  switch (spec.kind) {
    case model::Kind::enumeration: return state_value(node, spec, report);
    case model::Kind::integer:
    case model::Kind::number: return number_value(node, spec, report);
    case model::Kind::boolean:
      if (node.type == Node::Type::boolean) return model::Value{node.boolean};
      wrong_type(report, "value", node, "true or false");
      return std::nullopt;
    case model::Kind::text:
      if (node.type == Node::Type::text) return model::Value{model::Text{node.text}};
      wrong_type(report, "value", node, "text in quotes");
      return std::nullopt;
    case model::Kind::flags: break;
  }
  report.error(node.place(), "a set of flags cannot be written");
  return std::nullopt;
}

void not_writable(const WriteUse& use, const SiteNames& names, Report& report) {
  const auto [device, name] = split_name(use.point->text);
  const std::vector<std::string> others = names.writable(device);
  report.error(use.point->place_inside(0, use.point->text.size()),
               fmt::format("`{}` cannot be written", use.point->text),
               others.empty() ? fmt::format("nothing of {} can be written", device)
                              : suggest("", others, "what can be written there"));
}

void check_write(const WriteUse& use, Draft& draft, SiteNames& names, Report& report) {
  const std::string& full_name = use.point->text;
  const auto [device, name] = split_name(full_name);
  if (!names.find(full_name)) {
    if (names.is_doubtful(device)) return;
    const std::string near = names.nearest(full_name);
    const std::string hint = near.empty() ? "" : fmt::format("did you mean `{}`?", near);
    report.error(use.point->place_inside(0, full_name.size()), fmt::format("there is no point `{}`", full_name),
                 names.is_polled(device) ? hint : fmt::format("`{}` is not polled", device));
    return;
  }
  const model::PointSpec* spec = names.spec(device, name);
  if (spec == nullptr || !spec->write) return not_writable(use, names, report);
  const std::optional<model::Value> value = value_of(*use.value, *spec, report);
  if (!value) return;
  model::Plan& plan = draft.site.plans.at(use.plan);
  model::Step& step = (use.restore ? plan.restore : plan.steps).at(use.step);
  if (use.part == WriteUse::Part::undo) {
    if (step.undo) step.undo->value = *value;
  } else if (auto* write = std::get_if<model::WriteAction>(&step.action)) {
    write->value = *value;
  }
}

}  // namespace

void check_writes(Draft& draft, SiteNames& names, Report& report) {
  for (const WriteUse& use : draft.writes) check_write(use, draft, names, report);
}

}  // namespace holdfast::load
