// Everything that the engine remembers from turn to turn, as one value. The durable part is committed with the events
// of each turn; what is seen of the points and the holds under way begin anew with each life of the agent.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "agent/continuity/service_clock.hpp"
#include "agent/continuity/verdict.hpp"
#include "agent/continuity/vitals.hpp"
#include "agent/detect/detector.hpp"
#include "agent/incident/incident.hpp"
#include "agent/model/view.hpp"
#include "agent/plan/progress.hpp"

namespace holdfast::engine {

struct Run {
  plan::PlanRun run;
  std::shared_ptr<const plan::CompiledPlan> compiled;  // immutable, shared by copies of the state; made from run.plan
};

struct ReadinessNow {
  continuity::ReadinessResult result;
  continuity::Judgement judgement;
  SteadyTime at;
};

struct State {
  // In state.cpp, for the same reason as a site's.
  State();
  State(const State&);
  State(State&&) noexcept;
  State& operator=(const State&);
  State& operator=(State&&) noexcept;
  ~State();

  // durable
  std::map<std::string, detect::DisruptionState> disruptions;  // by disruption
  std::map<std::uint64_t, incident::Incident> incidents;       // by number: the open ones and the latest closed
  std::map<std::string, Run> runs;                             // by id: those under way, and the one that ended last
  std::map<std::string, continuity::ServiceClock> services;    // by service
  plan::Outputs outputs;
  std::map<std::string, bool> contact;  // by device, once known
  std::string monitor_only;             // why nothing is switched until a person acknowledges; empty: the agent acts
  std::uint64_t next_incident = 1;
  std::uint64_t next_run = 1;
  std::map<std::string, continuity::Health> health;      // by name in the graph, as told last; normal is left out
  std::map<std::string, continuity::Evidence> evidence;  // by resource, as people said
  std::set<std::string> rpo_missed;                      // services whose data is older than their RPO
  std::string readiness_told;                            // what of it was told last, in short
  std::set<std::string> readiness_misses;                // of these, "mains-lost/cash-machine"
  std::map<std::string, SteadyTime> on_batteries;        // by service: since when it has stood on nothing else
  // of this life
  std::shared_ptr<const ReadinessNow> readiness;  // of the last survey; shared by copies of the state, immutable
  continuity::Seen seen;
  model::Observations observations;
};

}  // namespace holdfast::engine
