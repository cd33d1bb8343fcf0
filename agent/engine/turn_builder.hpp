// Builds one turn: takes the input into a copy of the state and runs detection, incidents, plans and service clocks to
// a fixed point, noting every change as an event. Lives for one turn; used by Engine::turn only.
#pragma once

#include <string>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

class TurnBuilder {
 public:
  TurnBuilder(const Engine& engine, State state, const model::Stamp& now)
      : engine_(engine), state_(std::move(state)), now_(now) {}

  Turn run(const Input& input);

 private:
  // turn_builder.cpp: the inputs, and the order of the rest
  void take(const Started& started);
  void take(const Samples& samples);
  void take(const ContactNews& news);
  void take(const SecurityNews& news);
  void take(const TrapNews& news);
  void take(const TimerDue&) {}
  void take(const plan::OperateResult& result);
  void take(const PersonsWord& word);
  void take(const ClockNews& news);

  // turn_incident.cpp: disruptions become incidents, and incidents move
  void detect();
  void note(const detect::Detector& detector, detect::DisruptionState& state, const detect::Finding& finding);
  void raised(const detect::Detector& detector, const detect::DisruptionState& state, const detect::Finding& finding);
  void verified(const std::string& disruption, const detect::Finding& finding, bool unsure);
  void cleared(const std::string& disruption);
  void declare(incident::Incident& incident, const std::string& who);
  void dismiss(incident::Incident& incident, const std::string& who, const std::string& reason);
  void complete(incident::Incident& incident);
  bool follow(incident::Incident& incident, incident::Event event, const std::string& who, const std::string& reason,
              boost::json::object data = {});
  incident::Incident* open_incident(const std::string& disruption);
  incident::Incident* incident_by_id(const std::string& id);
  void forget_oldest();

  // turn_plan.cpp: runs begin, advance and end
  void begin_run(incident::Incident& incident, plan::Stage stage);
  void advance_runs();
  void note(Run& run, const plan::Progress& progress);
  void note_step(const plan::PlanRun& run, const plan::StepChange& change);
  void finish_run(const std::string& id);
  plan::Context context(const Run& run);

  // turn_health.cpp: how everything is, and the clocks of services
  void look_around();
  void tell_healths();
  void watch_services();

  void event(std::string type, std::string subject, boost::json::object data);
  void wake_at(std::optional<SteadyTime> due);

  const Engine& engine_;
  State state_;
  model::Stamp now_;
  std::set<model::PointId> arrived_;
  std::set<model::PointId> read_now_;
  Turn turn_;
};

// A sample's evidence as JSON: {"point":..., "value":..., "quality":..., "age_ms":...}.
boost::json::array evidence_json(const Engine& engine, const std::vector<detect::Evidence>& evidence, SteadyTime now);
// Why a node is as it is: [{"name", "state", "when", "evidence"}], what lies deepest first.
boost::json::array because_json(const Engine& engine, const State& state, continuity::NodeId node, SteadyTime now);
// Whole milliseconds, or null.
boost::json::value milliseconds(std::optional<Duration> span);

}  // namespace holdfast::engine
