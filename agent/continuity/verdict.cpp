#include "agent/continuity/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agent/continuity/analysis.hpp"
#include "agent/continuity/roster.hpp"

namespace holdfast::continuity {

namespace {

constexpr std::pair<Verdict, const char*> names[] = {
    {Verdict::ready, "ready"}, {Verdict::doubtful, "doubtful"}, {Verdict::not_ready, "not ready"}};

void look_at_sources(const model::Site& site, std::vector<Finding>& findings) {
  for (const auto& [id, source] : site.sources) {
    if (!source.start_time && source.up_when.empty())
      findings.push_back({"source-unwatched", "source." + id,
                          fmt::format("Nothing tells whether {} is there; it is taken to be. Say up_when.", id)});
    if (source.start_time && !source.fuel.empty() && !source.runtime)
      findings.push_back({"fuel-without-runtime", "source." + id,
                          fmt::format("How long the fuel of {} lasts is not said; it is taken to last. Say runtime, "
                                      "with a full tank.",
                                      id)});
  }
}

bool is_off(const model::Value& wanted) {
  const bool* flag = std::get_if<bool>(&wanted);
  return flag != nullptr ? !*flag : model::to_string(wanted) == "off";
}

// By the response of some plan.
bool is_switched_off(const model::Site& site, const std::string& load) {
  const std::string& outlet = site.loads.at(load).outlet;
  const auto does_it = [&](const model::Step& step) {
    const auto* write = std::get_if<model::WriteAction>(&step.action);
    return write != nullptr && write->point == outlet + ".status" && is_off(write->value);
  };
  return std::ranges::any_of(site.plans,
                             [&](const auto& plan) { return std::ranges::any_of(plan.second.steps, does_it); });
}

// Whether a service keeps something else on one of its UPS on longer. What is protected or set aside is not kept by it.
bool goes_early(const EnergyOutlook& energy, std::size_t load) {
  const auto& schedule = energy.schedule.shed_at;
  const auto& loads = energy.problem.loads;
  if (schedule[load].kind != Lasting::Kind::known) return false;
  const auto feeds = energy.problem.feeds_of(loads[load]);
  for (std::size_t other = 0; other < loads.size(); ++other) {
    if (loads[other].use == LoadUse::protected_load || loads[other].use == LoadUse::reserve) continue;
    const auto others = energy.problem.feeds_of(loads[other]);
    const bool shares = std::ranges::any_of(others, [&](auto pool) { return std::ranges::count(feeds, pool) > 0; });
    if (shares && schedule[other].kind == Lasting::Kind::known && schedule[other].time > schedule[load].time)
      return true;
  }
  return false;
}

// A hold counts on loads that go off at their time; a plan does that, or nobody does.
void look_at_shedding(const model::Site& site, const Readiness& readiness, const EnergyOutlook& energy,
                      std::vector<Finding>& findings) {
  std::vector<std::string> by_hand;
  for (std::size_t load = 0; load < energy.schedule.shed_at.size(); ++load) {
    const std::string& name = readiness.loads().load_names()[load];
    if (goes_early(energy, load) && !is_switched_off(site, name)) by_hand.push_back(name);
  }
  if (by_hand.empty()) return;
  findings.push_back(
      {"shedding-by-hand", "energy",
       fmt::format("No plan switches off {}: until somebody does so at its time in the schedule, services "
                   "are held no longer than without shedding.",
                   fmt::join(by_hand, ", "))});
}

// Services that come through a scenario only because loads go off that no plan switches off.
void look_at_survival(const model::Site& site, const Graph& graph, const Readiness& readiness,
                      const ReadinessResult& result, std::vector<Finding>& findings) {
  std::set<std::string> by_hand;
  std::vector<std::string> saved;
  for (const auto& scenario : result.scenarios) {
    for (const auto& service : scenario.services) {
      if (!service.needs_shedding) continue;
      bool saves = false;
      for (const std::uint32_t load : service.relies_on) {
        const std::string& name = readiness.loads().load_names()[load];
        if (is_switched_off(site, name)) continue;
        by_hand.insert(name);
        saves = true;
      }
      if (saves)
        saved.push_back(
            fmt::format("{} when {}", graph[service.service].id, readiness.cases()[scenario.scenario].name));
    }
  }
  if (saved.empty()) return;
  findings.push_back(
      {"survival-by-hand", "energy",
       fmt::format("If nobody switches off {} in time, these may miss their RTO: {}. Write the steps into a plan.",
                   fmt::join(by_hand, ", "), fmt::join(saved, ", "))});
}

bool cannot_be_told(const ReadinessResult& result) {
  for (const auto& scenario : result.scenarios)
    for (const auto& service : scenario.services)
      if (service.held.kind == Lasting::Kind::unknown || (service.downtime > Duration{} && !service.rto)) return true;
  return false;
}

bool is_doubt(const Finding& finding) {
  return finding.code == "scenario-without-lasts" || finding.code.starts_with("evidence-") ||
         finding.code == "load-without-watts" || finding.code == "fuel-without-runtime" ||
         finding.code == "training-lapsed" || finding.code == "no-scenario" || finding.code == "survival-by-hand";
}

}  // namespace

const char* to_string(Verdict verdict) {
  for (const auto& [known, name] : names)
    if (known == verdict) return name;
  return "?";
}

std::optional<Verdict> verdict_from(std::string_view name) {
  for (const auto& [verdict, known] : names)
    if (name == known) return verdict;
  return std::nullopt;
}

Judgement judge(const model::Site& site, const Graph& graph, const Readiness& readiness, const ReadinessResult& result,
                const std::map<std::string, Evidence>& evidence, model::Day today) {
  Judgement judgement;
  for (const ScenarioCase& scenario : readiness.cases())
    if (!scenario.lasts)
      judgement.findings.push_back({"scenario-without-lasts", "scenario." + scenario.name,
                                    fmt::format("Nobody has said how long {} lasts, so no margin can be told. Write "
                                                "[scenario.{}] lasts = \"2h\".",
                                                scenario.name, scenario.name)});
  for (const LoadFinding& finding : readiness.loads().findings(result.energy.problem, result.energy.pools))
    judgement.findings.push_back({finding.code, finding.subject, finding.text});
  look_at_shedding(site, readiness, result.energy, judgement.findings);
  look_at_survival(site, graph, readiness, result, judgement.findings);
  look_at_sources(site, judgement.findings);
  if (readiness.cases().empty())
    judgement.findings.push_back(
        {"no-scenario", "readiness",
         "Nothing is known that could fail: no source, UPS, switch or uplink, no [scenario.*]."});
  for (Finding& finding : roster_findings(site, today))
    if (finding.code == "training-lapsed") judgement.findings.push_back(std::move(finding));
  for (Finding& finding : evidence_findings(site, evidence, today)) judgement.findings.push_back(std::move(finding));
  if (result.worst && result.worst->margin < Duration{}) {
    judgement.verdict = Verdict::not_ready;
  } else if (cannot_be_told(result) || std::ranges::any_of(judgement.findings, is_doubt)) {
    judgement.verdict = Verdict::doubtful;
  } else {
    judgement.verdict = Verdict::ready;
  }
  return judgement;
}

std::vector<ServiceTarget> targets_of(const model::Site& site, const Graph& graph) {
  std::vector<ServiceTarget> targets;
  for (const AnalysedService& service : rank_services(site)) {
    const auto node = graph.find("service." + service.id);
    if (!node) continue;
    targets.push_back({*node, service.figures.rto, site.services.at(service.id).recovery.value_or(Duration{})});
  }
  return targets;
}

}  // namespace holdfast::continuity
