// What services stand on besides devices: [link], [uplink], [system], [external].
#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

// The keys that all of them have.
void read_common(Fields& fields, const std::string& from, model::Link& link, Draft& draft) {
  Report& report = fields.report();
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
  if (const Node* wants = fields.any("wants")) link.wants = read_needs(*wants, from, "wants", draft, report);
  if (const Node* power = fields.any("powered_by")) {
    link.powered_by = read_needs(*power, from, "powered_by", draft, report);
  }
  if (const Node* reach = fields.any("reached_by")) {
    link.reached_by = read_needs(*reach, from, "reached_by", draft, report);
  }
  read_minimum(fields, link.minimum, draft);
  fields.duration("recovery", link.recovery);
  fields.text("owner", link.owner);
}

model::Link read_dependency(const std::string& kind, const std::string& id, const Node& node, Draft& draft,
                            Report& report) {
  model::Link link;
  link.id = id;
  Fields fields(node, report);
  read_common(fields, kind + "." + id, link, draft);
  if (kind == "external") {
    fields.text("contact", link.contact);
    fields.text("plan", link.plan);
  }
  fields.finish();
  return link;
}

}  // namespace

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

}  // namespace holdfast::load
