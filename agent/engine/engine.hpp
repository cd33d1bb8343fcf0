// The heart: decides what an input means, and nothing else. turn() is a pure function of state, input and time; an
// Engine is a site made ready for it and never changes. The caller commits the turn's events with its state, then takes
// the state over, then releases the effects; their results come back as inputs. So drills, replays and crash safety are
// one thing.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "agent/continuity/impact.hpp"
#include "agent/engine/input.hpp"
#include "agent/engine/state.hpp"
#include "agent/model/site.hpp"
#include "platform/result.hpp"

namespace holdfast::engine {

// One thing that happened, as the journal keeps it and the operations centre hears it. Types are listed in
// docs/names.md.
struct Event {
  std::string type;
  int version = 1;
  std::string subject;        // "mains-lost", "incident-3", "pdu-a"
  boost::json::object data;   // always with mode, and run and incident where there is one
  std::string bytes() const;  // {"subject":..., then data's own fields}; the same for the same event
};

// Have these points read at once. Needs no commit: reading changes nothing.
struct ReadNow {
  std::set<model::PointId> points;
};

using Effect = std::variant<plan::Operate, ReadNow>;

struct Turn {
  // In engine.cpp, for the same reason as a site's.
  Turn();
  Turn(const Turn&);
  Turn(Turn&&) noexcept;
  Turn& operator=(const Turn&);
  Turn& operator=(Turn&&) noexcept;
  ~Turn();

  State state;
  std::vector<Event> events;       // no durable change without one
  std::vector<Effect> effects;     // to be released only after events and state are committed
  std::optional<SteadyTime> wake;  // when a TimerDue is wanted if nothing else comes before
};

class Engine {
 public:
  // `interval(point)`: how often a point is read; bounds how soon lack of samples is called blindness.
  // invalid_argument: a condition that was not checked; load's diagnostics come first.
  static Result<Engine> make(model::Site site, model::Points& points, plan::Mode mode,
                             std::function<Duration(model::PointId)> interval);

  Engine(Engine&&) noexcept;
  ~Engine();

  State fresh() const;  // of a first life
  Turn turn(State state, const Input& input, const model::Stamp& now) const;

  std::set<model::PointId> watched() const;  // every point that a condition reads or a step writes
  const model::Site& site() const { return site_; }
  const model::PointInfo& point(model::PointId id) const { return points_->info(id); }
  plan::Mode mode() const { return mode_; }
  const continuity::Graph& graph() const { return *graph_; }
  const continuity::Vitals& vitals() const { return vitals_; }
  const detect::Detector& detector(const std::string& disruption) const { return detectors_.at(disruption); }
  const std::vector<continuity::NodeId>& about(const std::string& disruption) const { return about_.at(disruption); }
  std::optional<model::PointId> data_age_point(const std::string& service) const {
    const auto found = data_ages_.find(service);
    return found == data_ages_.end() ? std::nullopt : std::optional{found->second};
  }
  const continuity::Calendar& calendar() const { return calendar_; }
  continuity::NodeId service_node(const std::string& service) const { return service_nodes_.at(service); }
  // What a service's clock runs by, at `now`.
  continuity::ClockTerms terms(const std::string& service, const model::Stamp& now) const;
  const continuity::Readiness& readiness() const { return *readiness_; }
  const std::vector<std::string>& readings() const { return readiness_->points(); }       // that a Survey is to bring
  const std::map<std::string, continuity::Figures>& figures() const { return figures_; }  // by service

  // The durable part as bytes and back. `points` may grow by the step states of a run whose plan has since changed.
  static constexpr int state_version = 2;  // 1 knew no health; it is read, too
  std::string encode(const State& state, const std::string& boot, const model::Stamp& now) const;
  Result<State> decode(const std::string& bytes, int version, model::Points& points, const std::string& boot,
                       const model::Stamp& now) const;

 private:
  friend class TurnBuilder;
  Engine();
  std::optional<model::PointId> contact_point(const std::string& device) const;
  std::vector<continuity::NodeId> nodes_about(const model::Disruption& disruption) const;

  model::Site site_;
  const model::Points* points_ = nullptr;  // outlives us; wired in main
  plan::Mode mode_ = plan::Mode::real;
  std::map<std::string, detect::Detector> detectors_;
  std::unique_ptr<const continuity::Graph> graph_;  // stays where it is when the engine moves
  continuity::Vitals vitals_;
  std::optional<continuity::Readiness> readiness_;
  std::map<std::string, continuity::Figures> figures_;       // by service
  std::map<std::string, continuity::NodeId> service_nodes_;  // by service
  continuity::Calendar calendar_;
  std::map<std::string, model::PointId> data_ages_;                         // by service with an RPO
  std::map<continuity::NodeId, model::PointId> ups_sources_;                // by UPS: its own word on what feeds it
  std::map<std::string, std::vector<continuity::NodeId>> about_;            // disruption -> what has failed
  std::map<std::string, std::shared_ptr<const plan::CompiledPlan>> plans_;  // shared with the runs of it
  std::map<std::string, std::string> plan_for_;                             // disruption -> plan
  std::map<std::string, model::PointId> contact_points_;
};

const char* to_string(PersonsWord::Verb verb);
std::optional<PersonsWord::Verb> verb_from(std::string_view name);

}  // namespace holdfast::engine
