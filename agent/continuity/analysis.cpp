#include "agent/continuity/analysis.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>
#include <utility>

#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

namespace {

// Nothing is laxer than any duration.
Duration or_never(const std::optional<Duration>& duration) { return duration.value_or(Duration::max()); }

void keep_stricter(std::optional<Duration>& kept, const std::optional<Duration>& other) {
  if (other && or_never(kept) > *other) kept = other;
}

// What a service rests on, parts told as their device, other services left out. Ascending.
std::set<NodeId> dependencies_of(const Graph& graph, NodeId service) {
  std::set<NodeId> found;
  for (const NodeId below : graph.below(service)) {
    const NodeId node = graph[below].kind == NodeKind::part ? graph[below].device : below;
    if (graph[node].kind != NodeKind::service) found.insert(node);
  }
  return found;
}

// Which services do not work with nothing lost but this; batteries do not count, they end.
void find_brought_down(const Graph& graph, const std::vector<const AnalysedService*>& services, Healths& healths,
                       Dependency& out) {
  const std::vector<Fact> facts(graph.size());
  std::vector<std::uint8_t> lost(graph.size(), 0);
  lost[out.node] = 1;
  work_out(graph, facts, lost, Outlook::lasting, healths);
  for (const AnalysedService* service : services) {
    if (is_up(healths.of(*graph.find("service." + service->id)))) continue;
    out.brought_down.push_back(service->id);
    keep_stricter(out.brought_down_rto, service->figures.rto);
    const int priority = service->figures.priority.value_or(0);
    if (priority > 0 && (out.brought_down_class == 0 || priority < out.brought_down_class))
      out.brought_down_class = priority;
  }
  out.has_alternative = out.brought_down.empty();
}

std::vector<model::Risk> sorted_risks(const model::Site& site) {
  std::vector<model::Risk> risks;
  for (const auto& [id, risk] : site.risks) risks.push_back(risk);
  std::stable_sort(risks.begin(), risks.end(), [](const model::Risk& a, const model::Risk& b) {
    return a.likelihood * a.impact > b.likelihood * b.impact;
  });
  return risks;
}

}  // namespace

std::vector<AnalysedService> rank_services(const model::Site& site) {
  std::vector<AnalysedService> services;
  for (const auto& [id, service] : site.services) services.push_back({id, 0, figures_of(site.bia, service), {}});
  // Means are compared without their last bits: what is equal on paper is equal here.
  const auto key = [](const AnalysedService& service) {
    const double mean = service.figures.mean.value_or(0.0);
    return std::tuple(-std::llround(mean * 1e9), or_never(service.figures.rto));
  };
  std::stable_sort(services.begin(), services.end(),
                   [&](const AnalysedService& a, const AnalysedService& b) { return key(a) < key(b); });
  for (std::size_t i = 0; i < services.size(); ++i) services[i].rank = static_cast<int>(i) + 1;
  return services;
}

std::vector<Dependency> find_dependencies(const Graph& graph, const std::vector<AnalysedService>& services) {
  std::map<NodeId, Dependency> found;
  std::map<NodeId, std::vector<const AnalysedService*>> needing;
  for (const AnalysedService& service : services) {
    const auto node = graph.find("service." + service.id);
    if (!node) continue;
    for (const NodeId below : dependencies_of(graph, *node)) {
      Dependency& dependency = found[below];
      dependency.needed_by.push_back(service.id);
      keep_stricter(dependency.rto, service.figures.rto);
      keep_stricter(dependency.rpo, service.figures.rpo);
      needing[below].push_back(&service);
    }
  }
  std::vector<Dependency> sorted;
  Healths healths;
  for (auto& [node, dependency] : found) {
    dependency.node = node;
    dependency.name = graph[node].name;
    find_brought_down(graph, needing[node], healths, dependency);
    sorted.push_back(std::move(dependency));
  }
  std::sort(sorted.begin(), sorted.end(), [](const Dependency& a, const Dependency& b) {
    return std::tuple(or_never(a.rto), or_never(a.rpo), a.name) < std::tuple(or_never(b.rto), or_never(b.rpo), b.name);
  });
  return sorted;
}

std::map<std::string, std::vector<double>> add_minimum(const model::Site& site) {
  std::map<std::string, std::vector<double>> sums;
  const std::size_t horizons = site.bia.horizons.size();
  const auto add = [&](const std::map<std::string, model::Amounts>& minimum) {
    for (const auto& [resource, amounts] : minimum) {
      if (amounts.size() != 1 && amounts.size() != horizons) continue;
      std::vector<double>& sum = sums.try_emplace(resource, horizons, 0.0).first->second;
      for (std::size_t i = 0; i < horizons; ++i) sum[i] += amounts[amounts.size() == 1 ? 0 : i];
    }
  };
  for (const auto& [id, service] : site.services) add(service.minimum);
  for (const auto* links : {&site.systems, &site.externals, &site.links, &site.uplinks})
    for (const auto& [id, link] : *links) add(link.minimum);
  return sums;
}

Analysis analyse(const model::Site& site, const Graph& graph, model::Day today) {
  Analysis analysis;
  analysis.services = rank_services(site);
  analysis.dependencies = find_dependencies(graph, analysis.services);
  for (const AnalysedService& service : analysis.services) analysis.matrix[service.id];
  for (const Dependency& dependency : analysis.dependencies)
    for (const std::string& service : dependency.needed_by) analysis.matrix[service].push_back(dependency.name);
  for (auto& [service, names] : analysis.matrix) std::sort(names.begin(), names.end());
  analysis.minimum = add_minimum(site);
  analysis.risks = sorted_risks(site);
  for (AnalysedService& service : analysis.services)
    service.findings = service_findings(site, graph, service, analysis.services);
  analysis.findings = site_findings(site, graph, analysis, today);
  return analysis;
}

}  // namespace holdfast::continuity
