// Loads: what they hang on and what they power, that no two share an outlet, and that no plan switches off what is
// protected.
#include <fmt/format.h>

#include <map>

#include "agent/continuity/protected_loads.hpp"
#include "agent/load/checks.hpp"
#include "agent/load/fields.hpp"

namespace holdfast::load {
namespace {

bool is_load(const ReferenceUse& use) { return use.from.starts_with("load."); }

// "pdu-a.outlet.4"; not "ups-main", not "source.mains".
bool is_part(const std::string& name, const Draft& draft) {
  const auto [head, rest] = split_name(name);
  return !rest.empty() && draft.find("device", head) != nullptr;
}

void check_kinds(const Draft& draft, Report& report) {
  for (const ReferenceUse& use : draft.references) {
    if (!is_load(use)) continue;
    const auto [head, rest] = split_name(use.name);
    const bool device = draft.find("device", head) != nullptr;
    const bool other = !rest.empty() && draft.find(head, rest) != nullptr;  // "link.wan"
    if (use.relation == "outlet" && (other || (device && rest.empty())))
      report.error(use.node->place(), fmt::format("`{}` is not an outlet", use.name),
                   "an outlet is part of a device: pdu-a.outlet.4; what has none says powered_by");
    if (use.relation == "powers" && (other || (device && !rest.empty())))
      report.error(use.node->place(), fmt::format("`{}` is not a device", use.name),
                   "a load powers devices; what needs those follows by itself");
  }
}

// Whoever switches an outlet switches all that hangs on it: then it is one load.
void check_shared_outlets(const Draft& draft, Report& report) {
  std::map<std::string, const ReferenceUse*> owners;
  for (const ReferenceUse& use : draft.references) {
    if (!is_load(use) || use.relation != "outlet" || !is_part(use.name, draft)) continue;
    const auto [owner, added] = owners.emplace(use.name, &use);
    if (!added)
      report.error(use.node->place(), fmt::format("the outlet `{}` has two loads", use.name),
                   "what is switched together is one load", {owner->second->node->place()});
  }
  for (const ReferenceUse& use : draft.references) {
    if (!is_load(use) || use.relation != "powered_by") continue;
    const auto owner = owners.find(use.name);
    if (owner != owners.end() && owner->second->from != use.from)
      report.error(use.node->place(), fmt::format("the outlet `{}` has two loads", use.name),
                   "what is switched together is one load", {owner->second->node->place()});
  }
}

bool switches_on(const Node& value) {
  switch (value.type) {
    case Node::Type::text: return value.text == "on" || value.text == "up";
    case Node::Type::boolean: return value.boolean;
    case Node::Type::integer: return value.integer < 0;  // of a timer: it is stopped
    default: return false;
  }
}

}  // namespace

void check_loads(const Draft& draft, Report& report) {
  check_kinds(draft, report);
  check_shared_outlets(draft, report);
  const continuity::ProtectedLoads loads(draft.site);
  for (const WriteUse& use : draft.writes) {
    const std::string part = continuity::part_switched_by(use.point->text);
    if (switches_on(*use.value) || part.empty() || draft.find("device", split_name(part).first) == nullptr) continue;
    for (const std::string& id : loads.lost_without(part))
      report.error(use.value->place(), fmt::format("this switches off `{}`, and load {} is protected", part, id),
                   "protected loads are never switched off by anyone");
  }
}

}  // namespace holdfast::load
