// [service.NAME]: what the business runs, what its loss costs and what it stands on.
#include <fmt/format.h>

#include <charconv>

#include "agent/load/readers.hpp"
#include "agent/load/week_hours.hpp"

namespace holdfast::load {
namespace {

// 0.3, or "30%".
std::optional<double> part_of(const std::string& key, const Node& node, Report& report) {
  double part = -1.0;
  if (node.type == Node::Type::integer) part = static_cast<double>(node.integer);
  if (node.type == Node::Type::number) part = node.number;
  if (node.type == Node::Type::text && node.text.ends_with("%")) {
    double percent = -1.0;
    const char* end = node.text.data() + node.text.size() - 1;
    const auto [at, error] = std::from_chars(node.text.data(), end, percent);
    if (error == std::errc{} && at == end) part = percent / 100.0;
  }
  if (part >= 0.0 && part <= 1.0) return part;
  report.error(node.place(), fmt::format("`{}` is a part of the whole: 0.3 or \"30%\"", key),
               "from 0 to 1, or from \"0%\" to \"100%\"");
  return std::nullopt;
}

void read_share(const Node& node, model::Impact& impact, Report& report) {
  Fields fields(node, report);
  if (const Node* revenue = fields.any("revenue")) impact.revenue_share = part_of("revenue", *revenue, report);
  if (const Node* volume = fields.any("volume")) impact.volume_share = part_of("volume", *volume, report);
  fields.finish();
}

void read_analysis(Fields& fields, model::Service& service, Draft& draft) {
  using model::MinimumLevel;
  using model::ServiceKind;
  model::Impact& impact = service.impact;
  fields.choice<ServiceKind>(
      "kind", service.kind,
      {{"business", ServiceKind::business}, {"channel", ServiceKind::channel}, {"support", ServiceKind::support}});
  if (const Node* scores = fields.table("impact")) draft.impacts.push_back({service.id, scores});
  fields.duration("rpo", impact.rpo);
  fields.duration("mtpd", impact.mtpd);
  fields.choice<MinimumLevel>("mbco", service.minimum_level,
                              {{"down", MinimumLevel::down}, {"degraded", MinimumLevel::degraded}});
  fields.duration("peer_rto", impact.peer_rto);
  fields.duration("regulator_rto", impact.regulator_rto);
  fields.duration("regulator_rpo", impact.regulator_rpo);
  if (const Node* share = fields.table("share")) read_share(*share, impact, fields.report());
  read_minimum(fields, service.minimum, draft);
  const Node* hold_min = fields.duration("hold_min", service.hold_min);
  fields.duration("hold", service.hold);
  if (hold_min != nullptr && service.hold_min && service.hold && *service.hold_min > *service.hold)
    fields.report().warning(hold_min->place(), "`hold_min` is longer than `hold`, so `hold` means nothing",
                            "`hold_min` comes before anything of lower rank, `hold` after everybody's `hold_min`");
  fields.duration("recovery", service.recovery);
  if (const Node* age = fields.text("replication_age", service.replication_age)) {
    draft.names.push_back({NameUse::Kind::point, age});
  }
  if (const Node* replaces = fields.texts("replaces", service.replaces)) {
    for (const Node& name : replaces->items) check_name(fields.report(), name.text, name.place(), "service");
  }
}

}  // namespace

const Node* read_condition(Fields& fields, const std::string& key, std::string& out, Draft& draft,
                           const std::string& plan, Presence presence) {
  const Node* node = fields.text(key, out, presence);
  if (node != nullptr) draft.conditions.push_back({node, plan});
  return node;
}

void read_service(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Service service;
  service.id = id;
  const std::string from = "service." + id;
  Fields fields(node, report);
  fields.text("title", service.title);
  fields.text("owner", service.owner);
  fields.duration("rto", service.rto);
  read_condition(fields, "up_when", service.up_when, draft);
  if (const Node* needs = fields.any("needs")) service.needs = read_needs(*needs, from, "needs", draft, report);
  fields.duration("stable_for", service.stable_for);
  if (const Node* hours = fields.any("hours")) {
    service.hours = hours_of(report, "hours", *hours).value_or(service.hours);
  }
  if (const Node* wants = fields.any("wants")) service.wants = read_needs(*wants, from, "wants", draft, report);
  read_analysis(fields, service, draft);
  fields.finish();
  draft.site.services[id] = std::move(service);
}

}  // namespace holdfast::load
