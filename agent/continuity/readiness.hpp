// "If this failed now, which service would miss its RTO?" For each scenario, how long each service is held, and what
// margin is left:  downtime = 0 if held >= lasts, else lasts - held + recovery;  margin = RTO - downtime.
// Pure; made of a site once and evaluated often. Unknown never counts as held.
//
// A service is held
//   not at all    when losing this brings it down at once
//   without end   when it stays up though every battery were empty (redundancy)
//   else by the batteries, as the energy schedule shares them out. While supplies that were started carry it, its
//   batteries rest (generators.hpp).
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/continuity/culprits.hpp"
#include "agent/continuity/energy.hpp"
#include "agent/continuity/generators.hpp"
#include "agent/continuity/health.hpp"
#include "agent/continuity/loads.hpp"
#include "agent/continuity/scenario.hpp"

namespace holdfast::continuity {

struct ServiceOutlook {
  NodeId service = 0;
  Lasting held;
  Lasting unshed;                        // the same with every load left on; longer, where its own hold is the shorter
  Lasting by_batteries;                  // of held, what the batteries give without any supply that starts
  Lasting by_batteries_unshed;           // the same with every load left on
  std::vector<std::uint32_t> relies_on;  // loads on its batteries that go off before it does, by number
  std::optional<Duration> downtime;      // nothing: unknown, or nobody said how long the scenario lasts
  std::optional<Duration> rto;
  std::optional<Duration> margin;
  std::optional<bool> survives;  // nothing: cannot be told, or outside its hours
  bool needs_shedding = false;   // it survives, and would not (or nobody can tell) with every load left on
  std::string cause;             // what ends the hold, or why there is no end
};

struct ScenarioOutlook {
  std::size_t scenario = 0;              // into Readiness::cases()
  std::vector<ServiceOutlook> services;  // in rank order
};

struct Worst {
  std::size_t scenario = 0;
  NodeId service = 0;
  Duration margin{};
};

// The schedule for the loss of every supply: what would be shed when.
struct EnergyOutlook {
  std::vector<NodeId> pools;     // the UPS of each
  std::vector<NodeId> services;  // those that claim energy, in rank order
  EnergyProblem problem;
  EnergySchedule schedule;
  std::string text;
};

struct ReadinessResult {
  std::vector<ScenarioOutlook> scenarios;
  std::optional<Worst> worst;
  EnergyOutlook energy;
};

// What a service is to be held to.
struct ServiceTarget {
  NodeId service = 0;
  std::optional<Duration> rto;
  Duration recovery{};
};

// What a service claims of the batteries now.
struct Claim {
  bool open = true;         // nobody is held outside its hours
  Duration on_batteries{};  // for how long, in its hours, it has hung on nothing else: so much of its hold is over
};

class Readiness {
 public:
  // `targets`: services in rank order. `graph` is of `site` and outlives this; `site` is only read here.
  Readiness(const model::Site& site, const Graph& graph, std::vector<ServiceTarget> targets);

  const std::vector<ScenarioCase>& cases() const { return cases_; }
  const std::vector<ServiceTarget>& targets() const { return targets_; }
  const LoadMap& loads() const { return loads_; }

  // Points whose values it wants, by full name; not all of them exist.
  const std::vector<std::string>& points() const { return points_; }

  // `facts` by node; `readings` of points(), present ones only, base units and % as 0 to 100; `claims` by target, or
  // empty. Keeps the memory of `out`.
  void evaluate(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
                std::span<const Claim> claims, ReadinessResult& out);

 private:
  struct Ups {
    NodeId node = 0;
    std::uint32_t runtime = 0;  // into points_
  };
  struct Undeclared {  // a UPS on which no load of a service is declared
    NodeId node = 0;
    Lasting lasts;
  };

  std::uint32_t want(std::string point);  // its number among the readings
  void evaluate(const ScenarioCase& about, ScenarioOutlook& out);
  bool without_batteries(const ScenarioCase& about, ServiceOutlook& out);
  void ride_on_batteries(ScenarioOutlook& out);
  using Part = Lasting ServiceOutlook::*;
  void carry(ScenarioOutlook& out, Part by_batteries, Part held);
  void find_shed_before(std::uint32_t place, ServiceOutlook& service) const;
  void schedule(const Healths& health, EnergyProblem& problem, EnergySchedule& schedule);
  void mark_on_battery(const Healths& health);
  std::optional<NodeId> already_missing(NodeId service);
  void hold_by_batteries(std::size_t rank, ServiceOutlook& service);
  std::optional<std::uint32_t> spare_load(NodeId service, std::uint32_t place);
  std::optional<Lasting> undeclared_hold(NodeId service, std::uint32_t place, std::string& cause);
  bool is_declared(std::uint32_t service, NodeId ups) const;
  const Healths& without(const std::vector<NodeId>& gone);
  void say_what_carries(const Carried& carried, std::string& cause) const;
  void name_culprits(NodeId service, const Healths& health, std::string& cause);
  static void rule_out(ServiceOutlook& out);
  static std::optional<Duration> downtime(const ServiceTarget& target, Duration lasts, const Lasting& held);
  static void settle(const ServiceTarget& target, const std::optional<Duration>& lasts, ServiceOutlook& out);

  const Graph& graph_;
  double floor_;
  std::vector<ServiceTarget> targets_;
  std::vector<ScenarioCase> cases_;
  LoadMap loads_;
  std::vector<std::string> points_;
  Generators generators_;
  std::vector<Ups> upses_;
  EnergyScheduler scheduler_;

  // of the evaluation under way
  std::span<const Fact> facts_;
  std::span<const std::optional<double>> readings_;
  std::vector<NodeId> ranked_;                     // those that claim energy
  std::vector<Duration> spent_;                    // of ranked_: how much of the hold is over
  std::vector<std::optional<std::size_t>> place_;  // by target: in ranked_
  std::vector<Fact> shown_;                        // the facts of a scenario: what is lost is seen not to work
  std::vector<std::uint8_t> lost_at_once_, lost_for_good_, on_battery_;
  Healths holding_, empty_, present_, untouched_, mended_;
  std::vector<Undeclared> undeclared_;
  std::vector<std::pair<std::vector<NodeId>, Healths>> emptied_;  // of the scenario at hand
  std::vector<std::size_t> riding_;                               // targets that hang on batteries
  std::vector<std::size_t> carried_targets_;                      // those of them that are carried on
  std::vector<Rider> riders_;                                     // the same, with what the batteries give
  std::vector<Carried> carried_;                                  // of these
  Culprits culprits_;
  EnergyProblem problem_;
  EnergySchedule schedule_;
  std::vector<std::string> pool_names_, service_names_;
};

}  // namespace holdfast::continuity
