#include "agent/engine/describe_readiness.hpp"

#include <cmath>

namespace holdfast::engine {

namespace json = boost::json;
using continuity::Lasting;

namespace {

// Whole seconds as such, others as they are.
json::value seconds(std::optional<Duration> span) {
  if (!span) return nullptr;
  if (span->count() % 1'000'000 == 0) return span->count() / 1'000'000;
  return static_cast<double>(span->count()) / 1e6;
}

json::value seconds(const Lasting& lasting) { return seconds(lasting.known()); }

json::value number(std::optional<double> value) {
  if (!value) return nullptr;
  return *value;
}

json::object state_json(const ReadinessView& view) {
  json::object state;
  for (continuity::NodeId node = 0; node < view.graph.size(); ++node) {
    if (view.graph[node].kind == continuity::NodeKind::part) continue;
    state[view.graph[node].name] = continuity::to_string(view.healths.of(node));
  }
  return state;
}

json::array scenarios_json(const ReadinessView& view) {
  json::array scenarios;
  for (const auto& scenario : view.result.scenarios) {
    const auto& about = view.readiness.cases()[scenario.scenario];
    json::array services;
    for (const auto& service : scenario.services)
      services.push_back({{"name", view.graph[service.service].id},
                          {"held_s", seconds(service.held)},
                          {"held_without_shedding_s", seconds(service.unshed)},
                          {"unknown", service.held.kind == Lasting::Kind::unknown},
                          {"downtime_s", seconds(service.downtime)},
                          {"rto_s", seconds(service.rto)},
                          {"margin_s", seconds(service.margin)},
                          {"survives", service.survives ? json::value(*service.survives) : json::value(nullptr)},
                          {"cause", service.cause}});
    scenarios.push_back({{"name", about.name},
                         {"title", about.title},
                         {"lasts_s", seconds(about.lasts)},
                         {"services", std::move(services)}});
  }
  return scenarios;
}

json::object energy_json(const ReadinessView& view) {
  const auto& energy = view.result.energy;
  json::array pools, loads, services, unknown;
  for (std::size_t i = 0; i < energy.pools.size(); ++i)
    pools.push_back(
        {{"ups", view.graph[energy.pools[i]].id}, {"available_wh", number(energy.problem.pools[i].available_wh)}});
  const auto& names = view.readiness.loads().load_names();
  for (std::size_t i = 0; i < names.size(); ++i)
    loads.push_back({{"name", names[i]},
                     {"watts", number(energy.problem.loads[i].watts)},
                     {"shed_at_s", seconds(energy.schedule.shed_at[i])}});
  for (std::size_t i = 0; i < names.size(); ++i)
    if (energy.schedule.shed_at[i].kind == continuity::Lasting::Kind::unknown) unknown.emplace_back(names[i]);
  for (std::size_t i = 0; i < energy.services.size(); ++i) {
    const auto& hold = energy.schedule.services[i];
    services.push_back({{"name", view.graph[energy.services[i]].id},
                        {"held_s", seconds(hold.held)},
                        {"held_without_shedding_s", seconds(hold.without_shedding)}});
  }
  return {{"pools", std::move(pools)},
          {"loads", std::move(loads)},
          {"services", std::move(services)},
          {"unknown_loads", std::move(unknown)},
          {"text", energy.text}};
}

}  // namespace

json::object readiness_json(const ReadinessView& view) {
  json::array findings;
  for (const auto& finding : view.judgement.findings)
    findings.push_back({{"code", finding.code}, {"subject", finding.subject}, {"text", finding.text}});
  json::value worst = nullptr;
  if (const auto& found = view.result.worst)
    worst = {{"scenario", view.readiness.cases()[found->scenario].name},
             {"service", view.graph[found->service].id},
             {"margin_s", seconds(found->margin)}};
  return {{"verdict", continuity::to_string(view.judgement.verdict)},
          {"state", state_json(view)},
          {"scenarios", scenarios_json(view)},
          {"worst", std::move(worst)},
          {"energy", energy_json(view)},
          {"findings", std::move(findings)}};
}

}  // namespace holdfast::engine
