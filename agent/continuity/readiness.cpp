#include "agent/continuity/readiness.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace holdfast::continuity {

namespace {

// Which of two ends first; unknown where either is, for it may be the first. The first of two that are the same.
const Lasting& sooner(const Lasting& a, const Lasting& b) {
  using Kind = Lasting::Kind;
  if (a.kind == Kind::unknown || b.kind == Kind::unlimited) return a;
  if (b.kind == Kind::unknown || a.kind == Kind::unlimited) return b;
  return b.time < a.time ? b : a;
}

// A UPS that tells no runtime: its energy at what it delivers now.
Lasting by_energy(const EnergyProblem& problem, const std::vector<NodeId>& pools, NodeId ups) {
  const auto found = std::ranges::find(pools, ups);
  if (found == pools.end()) return Lasting::unknown();
  const EnergyPool& pool = problem.pools[static_cast<std::size_t>(found - pools.begin())];
  const bool known = pool.available_wh && pool.delivered_watts && *pool.delivered_watts > 0;
  return known ? Lasting::told(*pool.available_wh * 3600 / *pool.delivered_watts) : Lasting::unknown();
}

}  // namespace

Readiness::Readiness(const model::Site& site, const Graph& graph, std::vector<ServiceTarget> targets)
    : graph_(graph),
      floor_(site.energy.floor),
      targets_(std::move(targets)),
      cases_(scenarios_of(site, graph)),
      loads_(graph, site),
      points_(loads_.points()),
      generators_(site, graph, [this](std::string point) { return want(std::move(point)); }) {
  for (NodeId node = 0; node < graph.size(); ++node)
    if (graph[node].is_ups) upses_.push_back({node, want(graph[node].id + ".battery.runtime")});
}

std::uint32_t Readiness::want(std::string point) {
  const auto known = std::ranges::find(points_, point);
  if (known != points_.end()) return static_cast<std::uint32_t>(known - points_.begin());
  points_.push_back(std::move(point));
  return static_cast<std::uint32_t>(points_.size() - 1);
}

void Readiness::evaluate(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
                         std::span<const Claim> claims, ReadinessResult& out) {
  facts_ = facts;
  readings_ = readings;
  ranked_.clear();
  spent_.clear();
  place_.assign(targets_.size(), std::nullopt);
  service_names_.clear();
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    const Claim claim = i < claims.size() ? claims[i] : Claim{};
    if (!claim.open) continue;
    place_[i] = ranked_.size();
    ranked_.push_back(targets_[i].service);
    spent_.push_back(claim.on_batteries);
    service_names_.push_back(graph_[targets_[i].service].id);
  }
  out.worst.reset();
  out.scenarios.resize(cases_.size());
  work_out(graph_, facts_, {}, Outlook::present, present_);
  work_out(graph_, facts_, {}, Outlook::what_if, untouched_);
  for (std::size_t scenario = 0; scenario < cases_.size(); ++scenario) {
    out.scenarios[scenario].scenario = scenario;
    evaluate(cases_[scenario], out.scenarios[scenario]);
    for (const ServiceOutlook& service : out.scenarios[scenario].services)
      if (service.margin && (!out.worst || *service.margin < out.worst->margin))
        out.worst = Worst{scenario, service.service, *service.margin};
  }
  lost_at_once_.assign(graph_.size(), 0);
  for (NodeId node = 0; node < graph_.size(); ++node)
    lost_at_once_[node] = graph_[node].kind == NodeKind::source ? 1 : 0;
  work_out(graph_, facts_, lost_at_once_, Outlook::what_if, holding_);
  schedule(holding_, out.energy.problem, out.energy.schedule);
  out.energy.pools = loads_.pools();
  out.energy.services = ranked_;
  out.energy.text =
      explain(out.energy.problem, out.energy.schedule, EnergyNames{pool_names_, loads_.load_names(), service_names_});
}

// A UPS that lives and has no input.
void Readiness::mark_on_battery(const Healths& health) {
  on_battery_.assign(graph_.size(), 0);
  for (const Ups& ups : upses_) {
    const bool lives = is_up(health.alive[ups.node]);
    const bool fed = is_up(weigh(graph_[ups.node].power, health.alive));
    on_battery_[ups.node] = lives && !fed ? 1 : 0;
  }
}

void Readiness::schedule(const Healths& health, EnergyProblem& problem, EnergySchedule& schedule) {
  mark_on_battery(health);
  loads_.problem({health, present_, on_battery_, readings_.first(loads_.points().size()), ranked_, spent_}, problem);
  scheduler_.work_out(problem, schedule);
  pool_names_.clear();
  for (const NodeId ups : loads_.pools()) pool_names_.push_back(graph_[ups].id);
}

void Readiness::evaluate(const ScenarioCase& about, ScenarioOutlook& out) {
  lost_for_good_.assign(graph_.size(), 0);
  shown_.assign(facts_.begin(), facts_.end());
  for (const NodeId node : about.lost) {
    lost_for_good_[node] = 1;
    shown_[node].up = detect::Truth::no;
  }
  lost_at_once_ = lost_for_good_;
  generators_.mark(lost_at_once_);
  work_out(graph_, facts_, lost_at_once_, Outlook::lasting, empty_);
  lost_at_once_ = lost_for_good_;
  generators_.mark_resting(lost_at_once_, facts_);
  work_out(graph_, facts_, lost_at_once_, Outlook::what_if, holding_);
  out.services.resize(targets_.size());
  riding_.clear();
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    ServiceOutlook& service = out.services[i];
    service.service = targets_[i].service;
    service.rto = targets_[i].rto;
    service.cause.clear();
    service.relies_on.clear();
    if (!without_batteries(about, service)) riding_.push_back(i);
    service.unshed = service.by_batteries = service.by_batteries_unshed = service.held;
  }
  if (!riding_.empty()) ride_on_batteries(out);
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    settle(targets_[i], about.lasts, out.services[i]);
    if (!place_[i]) rule_out(out.services[i]);
  }
}

// What is held, or is not, whatever the batteries give; else false.
bool Readiness::without_batteries(const ScenarioCase& about, ServiceOutlook& out) {
  const Health at_once = holding_.of(out.service);
  if (!is_up(at_once)) {
    if (const auto contradicted = already_missing(out.service)) {
      out.held = Lasting::unknown();
      out.cause = fmt::format("it is seen up though {} is {}: what it stands on is not as the files say",
                              graph_[*contradicted].name, to_string(untouched_.of(*contradicted)));
      return true;
    }
    out.held = at_once == Health::down ? Lasting::of(Duration{}) : Lasting::unknown();
    name_culprits(out.service, holding_, out.cause);
    return true;
  }
  if (!is_up(empty_.of(out.service))) return false;
  out.held = {};
  const bool concerned =
      std::ranges::any_of(about.lost, [&](NodeId node) { return graph_.rests_on(out.service, node); });
  out.cause = concerned ? "what is left carries it" : "it does not stand on this";
  return true;
}

// What is seen contradicts the files: the service works though something that it needs is down already, and the
// scenario would not take it if that were mended. How it would fare nobody can tell.
std::optional<NodeId> Readiness::already_missing(NodeId service) {
  if (untouched_.of(service) != Health::down || !is_up(present_.of(service))) return std::nullopt;
  std::vector<Fact> mended(facts_.begin(), facts_.end());
  for (Fact& fact : mended) fact.up = detect::Truth::yes;
  work_out(graph_, mended, lost_at_once_, Outlook::what_if, mended_);
  if (!is_up(mended_.of(service))) return std::nullopt;
  for (const NodeId node : culprits_.find(graph_, facts_, untouched_, service))
    if (node != service) return node;
  return std::nullopt;
}

// Those of riding_: as long as their batteries and the supplies that can be started carry them.
void Readiness::ride_on_batteries(ScenarioOutlook& out) {
  schedule(holding_, problem_, schedule_);
  emptied_.clear();
  bool shedding_matters = false;
  for (const std::size_t i : riding_) {
    ServiceOutlook& service = out.services[i];
    hold_by_batteries(i, service);
    service.held = service.by_batteries;
    service.unshed = service.by_batteries_unshed;
    shedding_matters = shedding_matters || service.held != service.unshed;
  }
  carry(out, &ServiceOutlook::by_batteries, &ServiceOutlook::held);
  for (std::size_t at = 0; at < carried_targets_.size(); ++at)
    say_what_carries(carried_[at], out.services[carried_targets_[at]].cause);
  if (shedding_matters) return carry(out, &ServiceOutlook::by_batteries_unshed, &ServiceOutlook::unshed);
  for (const std::size_t i : riding_) out.services[i].unshed = out.services[i].held;
}

// What the supplies that can be started make of what the batteries give; of riding_, where that is known.
void Readiness::carry(ScenarioOutlook& out, Part by_batteries, Part held) {
  riders_.clear();
  carried_targets_.clear();
  carried_.clear();
  for (const std::size_t i : riding_) {
    const Lasting& batteries = out.services[i].*by_batteries;
    if (batteries.kind != Lasting::Kind::known) continue;
    riders_.push_back({out.services[i].service, batteries.time});
    carried_targets_.push_back(i);
  }
  if (riders_.empty()) return;
  generators_.work_out({facts_, readings_, lost_for_good_, on_battery_}, riders_, carried_);
  for (std::size_t at = 0; at < riders_.size(); ++at) out.services[carried_targets_[at]].*held = carried_[at].held;
}

void Readiness::rule_out(ServiceOutlook& out) {
  out.downtime.reset();
  out.margin.reset();
  out.survives.reset();
  out.needs_shedding = false;
  out.cause = "outside its hours, which do not count";
}

// As the schedule shares the batteries out. A UPS on which no load of the service is declared lasts as it says itself.
void Readiness::hold_by_batteries(std::size_t rank, ServiceOutlook& service) {
  service.by_batteries = service.by_batteries_unshed = Lasting::of(Duration{});
  if (!place_[rank]) {
    service.cause = "outside its hours it claims no energy";
    return;
  }
  const auto place = static_cast<std::uint32_t>(*place_[rank]);
  std::string undeclared_cause;
  const auto found = undeclared_hold(service.service, place, undeclared_cause);
  const Lasting undeclared = found.value_or(Lasting{});
  const ServiceHold& scheduled = schedule_.services[place];
  const bool rests = scheduled.held.kind != Lasting::Kind::unlimited || found;
  if (rests) service.by_batteries_unshed = sooner(scheduled.without_shedding, undeclared);
  if (const auto spare = spare_load(service.service, place)) {
    service.cause = fmt::format("{} goes at once: it is spare", loads_.load_names()[*spare]);
    return;
  }
  if (!rests) return name_culprits(service.service, empty_, service.cause);
  service.by_batteries = sooner(scheduled.held, undeclared);
  if (service.by_batteries == scheduled.held) {
    explain_end(problem_, schedule_, EnergyNames{pool_names_, loads_.load_names(), service_names_}, place,
                service.cause);
  } else {
    service.cause = std::move(undeclared_cause);
  }
  find_shed_before(place, service);
}

// Loads on its batteries that go off before its hold ends; one of which nobody knows when it goes is one, too.
void Readiness::find_shed_before(std::uint32_t place, ServiceOutlook& service) const {
  if (service.by_batteries == service.by_batteries_unshed) return;
  std::uint64_t pools = 0;  // a bit each; a site has fewer UPS
  const auto bits = [&](const EnergyLoad& load) {
    std::uint64_t all = 0;
    for (const std::uint32_t pool : problem_.feeds_of(load)) all |= std::uint64_t{1} << (pool % 64);
    return all;
  };
  for (const std::uint32_t own : problem_.needs_of(problem_.services[place])) pools |= bits(problem_.loads[own]);
  for (const EnergyLoad& load : problem_.loads)
    if (load.use != LoadUse::claimed && load.use != LoadUse::spare) pools |= bits(load);  // as if it needed them
  for (std::uint32_t number = 0; number < problem_.loads.size(); ++number) {
    const Lasting& off = schedule_.shed_at[number];
    if ((bits(problem_.loads[number]) & pools) == 0 || off.kind == Lasting::Kind::unlimited) continue;
    const bool after = off.kind == Lasting::Kind::known && service.by_batteries.kind == Lasting::Kind::known &&
                       off.time >= service.by_batteries.time;
    if (!after) service.relies_on.push_back(number);
  }
}

// One that goes at once and without which the service does not work.
std::optional<std::uint32_t> Readiness::spare_load(NodeId service, std::uint32_t place) {
  for (const std::uint32_t number : problem_.needs_of(problem_.services[place])) {
    const EnergyLoad& load = problem_.loads[number];
    if (load.use == LoadUse::spare && load.feeds != 0 && !is_up(without(loads_.goes_dark(number)).of(service)))
      return number;
  }
  return std::nullopt;
}

// Until those UPS are empty, one after the other, on which nothing is declared for the service: at the first without
// which it does not work. Nothing: it works without all of them.
std::optional<Lasting> Readiness::undeclared_hold(NodeId service, std::uint32_t place, std::string& cause) {
  undeclared_.clear();
  for (const Ups& ups : upses_) {
    if (on_battery_[ups.node] == 0 || !graph_.rests_on(service, ups.node) || is_declared(place, ups.node)) continue;
    const auto& runtime = readings_[ups.runtime];
    undeclared_.push_back(
        {ups.node, runtime ? Lasting::told(*runtime * (1.0 - floor_)) : by_energy(problem_, loads_.pools(), ups.node)});
  }
  const auto order = [](const Undeclared& ups) {  // what is unknown may be empty at once
    return std::pair{ups.lasts.kind != Lasting::Kind::unknown, ups.lasts.known().value_or(Duration::max())};
  };
  std::ranges::stable_sort(undeclared_, {}, order);
  std::vector<NodeId> empty;
  for (const Undeclared& ups : undeclared_) {
    empty.push_back(ups.node);
    if (is_up(without(empty).of(service))) continue;
    cause = ups.lasts.kind == Lasting::Kind::unknown
                ? fmt::format("how long {} lasts is unknown", graph_[ups.node].id)
                : fmt::format("until {} is empty, at its present load: no load of this service on it is declared",
                              graph_[ups.node].id);
    return ups.lasts;
  }
  return std::nullopt;
}

bool Readiness::is_declared(std::uint32_t service, NodeId ups) const {
  return std::ranges::any_of(problem_.needs_of(problem_.services[service]), [&](std::uint32_t number) {
    const EnergyLoad& load = problem_.loads[number];
    return load.use != LoadUse::spare && load.watts.value_or(1) > 0 &&  // the schedule counts nothing for these
           std::ranges::any_of(problem_.feeds_of(load), [&](auto pool) { return loads_.pools()[pool] == ups; });
  });
}

// How everything is in the scenario at hand once these are gone, too.
const Healths& Readiness::without(const std::vector<NodeId>& gone) {
  for (const auto& [known, healths] : emptied_)
    if (known == gone) return healths;
  std::vector<std::uint8_t> lost = lost_at_once_;
  for (const NodeId node : gone) lost[node] = 1;
  emptied_.emplace_back(gone, Healths{});
  work_out(graph_, facts_, lost, Outlook::what_if, emptied_.back().second);
  return emptied_.back().second;
}

void Readiness::say_what_carries(const Carried& carried, std::string& cause) const {
  if (carried.taken_over_by && carried.ended_by) {
    cause = fmt::format("{} takes over, until its fuel ends", graph_[*carried.ended_by].id);
  } else if (carried.taken_over_by) {
    cause = fmt::format("{} takes over", graph_[*carried.taken_over_by].id);
  }
  if (carried.too_late) {
    cause += fmt::format("; the batteries are empty before {} has started", graph_[*carried.too_late].id);
  } else if (carried.untold && !carried.taken_over_by) {
    cause += fmt::format("; the fuel of {} is unknown and does not count", graph_[*carried.untold].id);
  }
}

void Readiness::name_culprits(NodeId service, const Healths& health, std::string& cause) {
  int named = 0;
  for (const NodeId node : culprits_.find(graph_, shown_, health, service)) {
    if (node == service && named == 0 && shown_[node].up != detect::Truth::no) continue;
    if (lost_at_once_[node] != 0 && lost_for_good_[node] == 0) continue;  // a supply that has not started yet
    fmt::format_to(std::back_inserter(cause), "{}{} is {}", named == 0 ? "" : ", ", graph_[node].name,
                   to_string(health.of(node)));
    if (++named == 3) break;
  }
}

std::optional<Duration> Readiness::downtime(const ServiceTarget& target, Duration lasts, const Lasting& held) {
  if (held.kind == Lasting::Kind::unknown) return std::nullopt;
  const bool through = held.kind == Lasting::Kind::unlimited || held.time >= lasts;
  return through ? Duration{} : lasts - held.time + target.recovery;
}

void Readiness::settle(const ServiceTarget& target, const std::optional<Duration>& lasts, ServiceOutlook& out) {
  out.downtime.reset();
  out.margin.reset();
  out.survives.reset();
  out.needs_shedding = false;
  if (lasts) out.downtime = downtime(target, *lasts, out.held);
  if (!out.downtime || !target.rto) return;
  out.margin = *target.rto - *out.downtime;
  out.survives = *out.margin >= Duration{};
  const auto unshed = downtime(target, *lasts, out.unshed);
  out.needs_shedding = *out.survives && !out.relies_on.empty() && (!unshed || *unshed > *target.rto);
}

}  // namespace holdfast::continuity
