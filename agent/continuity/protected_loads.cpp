#include "agent/continuity/protected_loads.hpp"

#include <algorithm>

#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

namespace {

bool says_on(const model::Value& wanted) {
  if (const bool* flag = std::get_if<bool>(&wanted)) return *flag;
  return model::to_string(wanted) == "on";
}

}  // namespace

std::string part_switched_by(const std::string& point) {
  constexpr std::string_view suffix = ".status";
  if (!point.ends_with(suffix)) return "";
  std::string part = point.substr(0, point.size() - suffix.size());
  return part.starts_with("device.") ? part.substr(7) : part;
}

ProtectedLoads::ProtectedLoads(const model::Site& site) : graph_(Graph::make(site)) {
  for (const auto& [id, load] : site.loads) {
    if (!load.is_protected) continue;
    Protected each{id, load.feeds};
    if (!load.outlet.empty()) each.feeds.push_back(load.outlet);
    loads_.push_back(std::move(each));
  }
}

std::vector<std::string> ProtectedLoads::lost_without(const std::string& part) const {
  const auto node = loads_.empty() ? std::nullopt : graph_.find(part);
  if (!node || graph_[*node].kind != NodeKind::part) return {};
  const std::vector<Fact> facts(graph_.size());
  std::vector<std::uint8_t> off(graph_.size(), 0);
  off[*node] = 1;
  Healths healths;
  work_out(graph_, facts, off, Outlook::what_if, healths);
  std::vector<std::string> lost;
  for (const Protected& load : loads_) {
    bool own = false;
    bool dark = !load.feeds.empty();
    for (const std::string& name : load.feeds) {
      const auto feed = graph_.find(name);
      own = own || feed == node;
      dark = dark && feed && healths.alive[*feed] == Health::down;
    }
    if (own || dark) lost.push_back(load.id);
  }
  return lost;
}

std::vector<std::string> ProtectedLoads::lost_by(const std::string& point, const model::Value& wanted) const {
  const std::string part = part_switched_by(point);
  if (part.empty() || says_on(wanted)) return {};
  return lost_without(part);
}

}  // namespace holdfast::continuity
