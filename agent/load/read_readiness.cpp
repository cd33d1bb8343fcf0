// [scenario.NAME] and [resource.NAME]: what readiness asks about, and what it relies on.
#include <fmt/format.h>

#include "agent/load/day.hpp"
#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

// Names of what stands in the site, one or a list of them.
void read_names(Fields& fields, const char* key, const std::string& from, std::vector<std::string>& out, Draft& draft) {
  if (const Node* node = fields.any(key)) collect_names(read_needs(*node, from, key, draft, fields.report()), out);
}

}  // namespace

void collect_names(const model::Needs& needs, std::vector<std::string>& out) {
  if (needs.rule == model::Needs::Rule::one) out.push_back(needs.name);
  for (const model::Needs& part : needs.parts) collect_names(part, out);
}

void read_scenario(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Scenario scenario;
  scenario.id = id;
  Fields fields(node, report);
  fields.text("title", scenario.title);
  fields.duration("lasts", scenario.lasts);
  read_names(fields, "lose", "scenario." + id, scenario.lose, draft);
  fields.finish();
  draft.site.scenarios[id] = std::move(scenario);
}

void read_resource(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Resource resource;
  resource.id = id;
  Fields fields(node, report);
  fields.text("title", resource.title);
  std::vector<std::pair<std::string, std::string>> kinds;
  for (const char* word : {"battery-test", "fuel", "contact", "spare", "training", "drill", "other"})
    kinds.emplace_back(word, word);
  resource.kind = "other";
  fields.choice<std::string>("kind", resource.kind, kinds);
  fields.text("owner", resource.owner);
  if (const Node* checked = fields.any("checked")) resource.checked = day_of(report, "checked", *checked);
  fields.duration("valid_for", resource.valid_for);
  double number = 0;
  if (fields.number("value", number) != nullptr) resource.value = number;
  if (fields.number("least", number) != nullptr) resource.least = number;
  fields.text("unit", resource.unit);
  read_names(fields, "serves", "resource." + id, resource.serves, draft);
  fields.finish();
  draft.site.resources[id] = std::move(resource);
}

}  // namespace holdfast::load
