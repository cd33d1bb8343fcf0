#include "agent/continuity/protected_loads.hpp"

#include <algorithm>

#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

namespace {

bool says_on(const model::Value& wanted) {
  if (const bool* flag = std::get_if<bool>(&wanted)) return *flag;
  if (const auto number = model::as_number(wanted)) return *number < 0;  // of a timer: it is stopped
  const std::string text = model::to_string(wanted);
  return text == "on" || text == "up";
}

}  // namespace

std::string part_switched_by(const std::string& point) {
  constexpr std::string_view of_parts[] = {".status", ".admin"};
  constexpr std::string_view of_all[] = {".ups.timer.shutdown", ".ups.timer.reboot"};
  const auto without = [&](std::string_view suffix) {
    const std::string name = point.substr(0, point.size() - suffix.size());
    return name.starts_with("device.") ? name.substr(7) : name;
  };
  for (const std::string_view suffix : of_all)
    if (point.ends_with(suffix)) return without(suffix);
  for (const std::string_view suffix : of_parts)
    if (point.ends_with(suffix)) return without(suffix);
  return "";
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
  if (!node) return {};
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
