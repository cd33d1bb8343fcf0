#include "agent/continuity/scenario.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::continuity {

namespace {

constexpr std::string_view lost_suffix = "-lost";

class List {
 public:
  List(const model::Site& site, const Graph& graph) : site_(site), graph_(graph) {}

  void add(std::string name, std::string title, std::vector<NodeId> lost) {
    const bool known = std::ranges::any_of(cases_, [&](const ScenarioCase& each) { return each.name == name; });
    if (known || lost.empty()) return;
    ScenarioCase made{std::move(name), std::move(title), std::nullopt, std::move(lost)};
    if (const auto said = site_.scenarios.find(made.name); said != site_.scenarios.end()) {
      made.lasts = said->second.lasts;
      if (!said->second.title.empty()) made.title = said->second.title;
    }
    cases_.push_back(std::move(made));
  }

  void add_lost(const std::string& id, const std::string& title, const std::string& node) {
    add(id + "-lost", fmt::format("{} is lost", title.empty() ? id : title), nodes({node}));
  }

  std::vector<NodeId> nodes(const std::vector<std::string>& names) const {
    std::vector<NodeId> found;
    for (const std::string& name : names)
      if (const auto node = graph_.find(name)) found.push_back(*node);
    return found;
  }

  std::vector<ScenarioCase> cases() && { return std::move(cases_); }

 private:
  const model::Site& site_;
  const Graph& graph_;
  std::vector<ScenarioCase> cases_;
};

}  // namespace

std::vector<ScenarioCase> scenarios_of(const model::Site& site, const Graph& graph) {
  List list(site, graph);
  std::vector<std::string> at_hand;  // supplies that need no start
  for (const auto& [id, source] : site.sources)
    if (!source.start_time) at_hand.push_back("source." + id);
  for (const auto& [id, source] : site.sources)
    if (!source.start_time) list.add_lost(id, source.title, "source." + id);
  for (const auto& [id, source] : site.sources) {
    if (!source.start_time) continue;
    std::vector<NodeId> lost = list.nodes(at_hand);
    lost.push_back(*graph.find("source." + id));
    list.add(id + "-no-start", fmt::format("{} does not start", source.title.empty() ? id : source.title),
             std::move(lost));
  }
  for (const char* device_class : {"ups", "switch"})
    for (const auto& [id, device] : site.devices)
      if (device.device_class == device_class) list.add_lost(id, device.title, "device." + id);
  for (const auto& [id, uplink] : site.uplinks) list.add_lost(id, uplink.title, "uplink." + id);
  for (const auto& [id, disruption] : site.disruptions)
    if (disruption.what_if)
      list.add(id, disruption.title.empty() ? id : disruption.title, list.nodes(disruption.about));
  for (const auto& [id, scenario] : site.scenarios) {
    std::vector<std::string> lose = scenario.lose;
    // NAME-lost of a device whose class nobody knows yet, or is no other: its name says enough.
    if (lose.empty() && id.ends_with(lost_suffix)) lose = {"device." + id.substr(0, id.size() - lost_suffix.size())};
    list.add(id, scenario.title.empty() ? id : scenario.title, list.nodes(lose));
  }
  return std::move(list).cases();
}

}  // namespace holdfast::continuity
