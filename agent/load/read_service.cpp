// [service.NAME] and what services stand on besides devices: [link], [uplink], [system], [external].
#include <fmt/format.h>

#include <array>

#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

model::Link read_dependency(const std::string& kind, const std::string& id, const Node& node, Draft& draft,
                            Report& report) {
  model::Link link;
  link.id = id;
  const std::string from = kind + "." + id;
  Fields fields(node, report);
  fields.text("title", link.title);
  read_condition(fields, "up_when", link.up_when, draft);
  const Node* needs = fields.any("needs");
  if (needs != nullptr) link.needs = read_needs(*needs, from, "needs", draft, report);
  const model::Needs rule = read_rule(fields, from, "needs", draft);
  if (!rule.empty()) {
    if (needs != nullptr) {
      report.error(needs->place(), "`needs` and a rule beside it",
                   "write needs = { any_of = [...] } or only any_of = [...]");
    }
    link.needs = rule;
  }
  if (const Node* power = fields.any("powered_by")) read_needs(*power, from, "powered_by", draft, report);
  fields.finish();
  return link;
}

// Scores from 1 (none) to 5 (very serious), one for each horizon.
void check_impact(const Node& node, Report& report) {
  constexpr std::size_t horizons = 6;
  Fields fields(node, report);
  for (const char* kind : {"regulatory", "customer", "financial", "reputation"}) {
    const Node* scores = fields.list(kind);
    if (scores == nullptr) continue;
    if (scores->items.size() != horizons) {
      report.error(scores->place(), fmt::format("`{}` wants {} scores, one for each horizon; these are {}", kind,
                                                horizons, scores->items.size()));
    }
    for (const Node& score : scores->items) {
      if (score.type != Node::Type::integer || score.integer < 1 || score.integer > 5) {
        report.error(score.place(), "a score is a whole number from 1 (none) to 5 (very serious)");
      }
    }
  }
  fields.finish();
}

}  // namespace

const Node* read_condition(Fields& fields, const std::string& key, std::string& out, Draft& draft,
                           const std::string& plan, Presence presence) {
  const Node* node = fields.text(key, out, presence);
  if (node != nullptr) draft.conditions.push_back({node, plan});
  return node;
}

void read_link(const std::string& id, const Node& node, Draft& draft, Report& report) {
  draft.site.links[id] = read_dependency("link", id, node, draft, report);
}

void read_uplink(const std::string& id, const Node& node, Draft& draft, Report& report) {
  draft.site.uplinks[id] = read_dependency("uplink", id, node, draft, report);
}

void read_system(const std::string& id, const Node& node, Draft& draft, Report& report) {
  draft.site.systems[id] = read_dependency("system", id, node, draft, report);
}

void read_external(const std::string& id, const Node& node, Draft& draft, Report& report) {
  draft.site.externals[id] = read_dependency("external", id, node, draft, report);
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
  // Part of the surface and checked; nothing works with them yet.
  std::string hours;
  std::optional<Duration> rpo;
  fields.text("hours", hours);
  fields.duration("rpo", rpo);
  if (const Node* wants = fields.any("wants")) read_needs(*wants, from, "wants", draft, report);
  if (const Node* impact = fields.table("impact")) check_impact(*impact, report);
  fields.finish();
  draft.site.services[id] = std::move(service);
}

}  // namespace holdfast::load
