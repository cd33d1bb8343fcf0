// [load.NAME] and [energy]: what draws power, and how the batteries are planned with.
#include <fmt/format.h>

#include "agent/load/quantity.hpp"
#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

using Rule = model::Needs::Rule;

// All feeds of a load stand side by side: "ups-main", ["ups-a", "ups-b"] or { any_of = ["ups-a", "ups-b"] }.
void read_feeds(const Node& node, const std::string& from, model::Load& load, Draft& draft, Report& report) {
  const model::Needs feeds = read_needs(node, from, "powered_by", draft, report);
  if (feeds.rule == Rule::one) load.feeds = {feeds.name};
  bool flat = feeds.rule != Rule::at_least && (feeds.rule != Rule::all_of || node.type == Node::Type::list);
  for (const model::Needs& part : feeds.parts) {
    flat = flat && part.rule == Rule::one;
    load.feeds.push_back(part.name);
  }
  if (!flat)
    report.error(node.place(), "`powered_by` of a load is a name or a list of names",
                 "name every feed of the load: [\"ups-a\", \"pdu-b.outlet.1\"]");
}

void read_powers(const Node& node, const std::string& from, model::Load& load, Draft& draft, Report& report) {
  const auto add = [&](const Node& item) {
    if (item.type != Node::Type::text) return wrong_type(report, "powers", item, "names of devices");
    const std::string name = item.text.starts_with("device.") ? item.text.substr(7) : item.text;
    draft.references.push_back({from, "powers", name, &item});
    load.powers.push_back("device." + name);
  };
  if (node.type != Node::Type::list) return add(node);
  for (const Node& item : node.items) add(item);
}

// What becomes of it when energy is short: at most one of these.
void read_use(Fields& fields, model::Load& load) {
  const Node* is_protected = fields.boolean("protected", load.is_protected);
  const Node* reserve = fields.boolean("reserve", load.is_reserve);
  const Node* spare = fields.boolean("spare", load.is_spare);
  if (load.is_spare && (load.is_protected || load.is_reserve)) {
    const Node* other = load.is_protected ? is_protected : reserve;
    fields.report().error(
        spare->place(),
        fmt::format("what is spare goes at once; it cannot be {} too", load.is_protected ? "protected" : "reserve"),
        "take one of the two out", {other->place()});
  }
}

}  // namespace

void read_load(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Load load;
  load.id = id;
  const std::string from = "load." + id;
  Fields fields(node, report);
  fields.text("title", load.title);
  if (const Node* outlet = fields.text("outlet", load.outlet)) {
    if (load.outlet.starts_with("device.")) load.outlet.erase(0, 7);
    draft.references.push_back({from, "outlet", load.outlet, outlet});
  }
  if (const Node* power = fields.any("powered_by")) read_feeds(*power, from, load, draft, report);
  if (const Node* watts = fields.any("watts")) load.watts = quantity_of(report, "watts", *watts, "W");
  if (const Node* inrush = fields.any("inrush")) load.inrush_watts = quantity_of(report, "inrush", *inrush, "W");
  if (const Node* powers = fields.any("powers")) read_powers(*powers, from, load, draft, report);
  read_use(fields, load);
  fields.finish();
  draft.site.loads[id] = std::move(load);
}

void read_energy(const Node& node, Draft& draft, Report& report) {
  model::Energy& energy = draft.site.energy;
  Fields fields(node, report);
  if (const Node* floor = fields.any("floor"))
    energy.floor = percentage_of(report, "floor", *floor).value_or(energy.floor);
  fields.duration("reserve_for", energy.reserve_for);
  fields.finish();
}

}  // namespace holdfast::load
