// Loads: what they hang on and what they power, that no two share an outlet, and that no plan switches off what is
// protected.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "agent/continuity/graph.hpp"
#include "agent/continuity/health.hpp"
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

// The outlet that a step would take the power from; "" if it leaves it on or writes something else of it.
std::string switched_off(const WriteUse& use) {
  const std::string suffix = ".status";
  std::string name = use.point->text;
  if (!name.ends_with(suffix)) return "";
  const Node& value = *use.value;
  if (value.type == Node::Type::text && value.text == "on") return "";
  if (value.type == Node::Type::boolean && value.boolean) return "";
  name.resize(name.size() - suffix.size());
  return name.starts_with("device.") ? name.substr(7) : name;
}

// Which protected loads lose a feed of their own, or all of their power further up.
class Protected {
 public:
  explicit Protected(const Draft& draft) : draft_(draft), graph_(continuity::Graph::make(draft.site)) {}

  void check(const WriteUse& use, Report& report) const {
    const std::string outlet = switched_off(use);
    const auto node = outlet.empty() ? std::nullopt : graph_.find(outlet);
    if (!node || !is_part(outlet, draft_)) return;
    const std::vector<continuity::Fact> facts(graph_.size());
    std::vector<std::uint8_t> lost(graph_.size(), 0);
    lost[*node] = 1;
    continuity::Healths healths;
    continuity::work_out(graph_, facts, lost, continuity::Outlook::what_if, healths);
    for (const auto& [id, load] : draft_.site.loads) {
      if (load.is_protected && hangs_on(load, *node, healths))
        report.error(use.value->place(), fmt::format("this switches off `{}`, and load {} is protected", outlet, id),
                     "protected loads are never switched off by anyone");
    }
  }

 private:
  bool hangs_on(const model::Load& load, continuity::NodeId outlet, const continuity::Healths& healths) const {
    std::vector<std::string> feeds = load.feeds;
    if (!load.outlet.empty()) feeds.push_back(load.outlet);
    bool own = false;
    bool dark = !feeds.empty();
    for (const std::string& name : feeds) {
      const auto feed = graph_.find(name);
      own = own || feed == outlet;
      dark = dark && feed && healths.alive[*feed] == continuity::Health::down;
    }
    return own || dark;
  }

  const Draft& draft_;
  continuity::Graph graph_;
};

}  // namespace

void check_loads(const Draft& draft, Report& report) {
  check_kinds(draft, report);
  check_shared_outlets(draft, report);
  const auto is_protected = [](const auto& entry) { return entry.second.is_protected; };
  if (std::none_of(draft.site.loads.begin(), draft.site.loads.end(), is_protected)) return;
  const Protected loads(draft);
  for (const WriteUse& use : draft.writes) loads.check(use, report);
}

}  // namespace holdfast::load
