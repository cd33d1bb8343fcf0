// Builds one turn: takes the input into a copy of the state and runs detection, incidents, plans and service clocks to
// a fixed point, noting every change as an event. Lives for one turn; used by Engine::turn only.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "agent/engine/engine.hpp"
#include "agent/engine/questions.hpp"

namespace holdfast::engine {

inline constexpr const char* agent = "agent";  // who did it, when nobody else

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
  void take(const EvidenceGiven& given);  // turn_evidence.cpp
  void take(const ClockNews& news);
  void take(const Survey& survey);

  // turn_incident.cpp: disruptions become incidents, and incidents move
  void detect();
  void note(const detect::Detector& detector, detect::DisruptionState& state, const detect::Finding& finding);
  void verified(const std::string& disruption, const detect::Finding& finding, bool unsure);
  void not_verified(const std::string& disruption);
  void cleared(const std::string& disruption);
  void assess(incident::Incident& incident);
  void declare(incident::Incident& incident, const std::string& who, const std::string& reason);
  void dismiss(incident::Incident& incident, const std::string& who, const std::string& reason);
  bool follow(incident::Incident& incident, incident::Event event, const std::string& who, const std::string& reason,
              boost::json::object data = {});
  incident::Incident* open_incident(const std::string& disruption);
  incident::Incident* incident_by_id(const std::string& id);
  void archive(incident::Incident& incident);
  void forget_oldest();

  // turn_grouping.cpp: an incident opens, or joins the one that explains it, and ends
  void raised(const detect::Detector& detector, const detect::DisruptionState& state, const detect::Finding& finding);
  bool follows_from(const std::string& later, const std::string& cause) const;
  bool is_away(continuity::NodeId node) const;
  incident::Incident* cause_of(const std::string& disruption);
  void add_consequence(incident::Incident& incident, const std::string& disruption, boost::json::array evidence);
  void consequence_cleared(const std::string& disruption);
  incident::Incident& open(const model::Disruption& disruption, const detect::DisruptionState& state,
                           boost::json::array evidence);
  incident::Incident& store(incident::Incident incident, const std::string& reason, const std::string& who = "agent");
  void prepare(incident::Incident& incident);
  void absorb_into(incident::Incident& cause);
  void ends(const incident::Incident& incident);
  void release_consequences();
  void let_go(incident::Incident& cause);
  bool explains(const incident::Incident& incident) const;
  void stands_alone(const std::string& disruption);
  void reopen_dismissed(const std::string& service);
  bool concerns(const incident::Incident& incident, const std::string& service) const;
  void give_over(const incident::Incident& to);
  bool concerns_by_word(const incident::Incident& incident, const std::string& service) const;

  // turn_closing.cpp: an incident is over, and closes when nothing is awaited
  struct Said {
    std::string who, reason;
  };
  void end_condition(incident::Incident& incident, const std::string& who, const std::string& reason);
  bool begin_returns_that_waited();  // whether any began
  void be_over(incident::Incident& incident, const std::string& who, const std::string& reason);
  void be_back(incident::Incident& incident);
  bool may_be_back(const incident::Incident& incident) const;
  void close_what_is_over();
  void close(incident::Incident& incident, const Said& said);
  void waive_the_rest(incident::Incident& incident, const PersonsWord& word);

  // turn_people.cpp: what people say
  void acknowledge(const PersonsWord& word);
  void decide(incident::Incident& incident, const PersonsWord& word);
  void stand_down(incident::Incident& incident, const PersonsWord& word);
  void raise_by_hand(const PersonsWord& word);
  void confirm_by_hand(incident::Incident& incident, const PersonsWord& word);
  bool is_seen(const incident::Incident& incident) const;
  void resolve(incident::Incident& incident, const PersonsWord& word);
  void assess_by_hand(incident::Incident& incident, const PersonsWord& word);
  void account_for_data(incident::Incident& incident, const PersonsWord& word);

  // turn_plan.cpp: runs begin, advance and end
  const model::Plan* plan_of(const incident::Incident& incident) const;
  void begin_run(incident::Incident& incident, plan::Stage stage);
  Run* run_of(const incident::Incident& incident);
  void respond(incident::Incident& incident);
  void take_back(const incident::Incident& incident);
  void advance_runs();
  void note(Run& run, const plan::Progress& progress);
  void note_step(const plan::PlanRun& run, const plan::StepChange& change);
  void finish_run(const std::string& id);
  plan::Context context(const Run& run);

  // turn_health.cpp: how everything is, and the clocks of services
  void look_around();
  void watch_batteries();
  void tell_healths();
  bool is_too_new_to_tell(continuity::NodeId node, continuity::Health health);
  void watch_services();
  void watch_data();

  // turn_grades.cpp: the candidate grade and its obligations
  incident::GradeFacts facts_of(const incident::Incident& incident) const;
  void grade_incidents();
  void tell_obligations(incident::Incident& incident, std::vector<incident::DueObligation> due);

  // turn_questions.cpp: whom to ask, and whom next; what people are told
  void ask_people();
  void escalate(const incident::Incident& incident, const Question& question, incident::Asked& asked);
  void put(const incident::Incident& incident, const Question& question, const std::string& why,
           incident::Asked& asked);
  void tell_operator(const std::string& subject, const std::string& text);
  void tell(const std::string& subject, const std::string& role, const std::string& text, boost::json::object data);

  // turn_readiness.cpp
  void work_out_readiness();

  void event(std::string type, std::string subject, boost::json::object data);
  void wake_at(std::optional<SteadyTime> due);

  const Engine& engine_;
  State state_;
  model::Stamp now_;
  std::set<model::PointId> arrived_;
  std::set<model::PointId> read_now_;
  std::vector<std::string> ended_;          // incidents that have ended, or are over, in this turn
  bool reopened_ = false;                   // an incident has opened after the runs were advanced
  std::map<std::string, Said> newly_over_;  // that are over since this turn: who said so, and why
  const Survey* survey_ = nullptr;          // the input, when it is one
  Turn turn_;
};

// A sample's evidence as JSON: {"point":..., "value":..., "quality":..., "age_ms":...}.
boost::json::array evidence_json(const Engine& engine, const std::vector<detect::Evidence>& evidence, SteadyTime now);
// Why a node is as it is: [{"name", "state", "when", "evidence"}], what lies deepest first.
boost::json::array because_json(const Engine& engine, const State& state, continuity::NodeId node, SteadyTime now);
// How old the last confirmed replication or backup of a service is; nothing if nobody tells.
std::optional<Duration> data_age(const Engine& engine, const State& state, const std::string& service, SteadyTime now);
// Whole milliseconds, or null.
boost::json::value milliseconds(std::optional<Duration> span);

}  // namespace holdfast::engine
