// One durable execution of a plan: the text it started with, how far it has come, what each step saw. Plain values.
// A drill is one too: `mode` says so.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/plan.hpp"
#include "agent/model/point.hpp"
#include "agent/plan/step_state.hpp"
#include "platform/time.hpp"

namespace holdfast::plan {

enum class Mode { real, drill, replay };
const char* to_string(Mode mode);
std::optional<Mode> mode_from(std::string_view name);

enum class Stage {
  protective,  // not yet declared: only the steps marked protect
  response,
  restore,
  complete,  // every step of the return has ended
  halted,    // a step failed that must not be passed over: a person takes it from here
};
const char* to_string(Stage stage);
std::optional<Stage> stage_from(std::string_view name);

struct StepRun {
  std::string id;
  StepState state = StepState::pending;
  int attempt = 0;                       // counts intents over all rounds; results name it
  std::optional<model::Value> before{};  // as read before the write was decided
  std::optional<model::Value> wanted{};
  std::optional<model::Value> seen{};    // as read back
  std::optional<SteadyTime> begun{};     // when the step came up, or met what holds it
  std::optional<SteadyTime> deadline{};  // of the act, or of the wait
  std::optional<SteadyTime> unknown_since{};
  std::optional<SteadyTime> verify_due{};  // written and read back; now the step's condition must hold
  std::string reason{};                    // why it failed, is held, was skipped
  std::string by{};                        // who approved or denied
};

struct PlanRun {
  std::string id;  // "run-3"
  std::string incident;
  model::Plan plan;  // as it was when the run began
  std::string hash;  // of that text
  Mode mode = Mode::real;
  std::string owner;        // "agent"
  std::uint64_t fence = 1;  // raised by each restart: results of an earlier life count for nothing
  Stage stage = Stage::response;
  int round = 1;       // a relapse begins another
  bool ended = false;  // complete, and nothing of it is in flight: kept only to be looked at
  std::vector<StepRun> response;
  std::vector<StepRun> restore;

  StepRun* find(const std::string& step);
  const StepRun* find(const std::string& step) const;
  const model::Step* text(const std::string& step) const;
  bool any_in_flight() const;
};

PlanRun begin_run(std::string id, std::string incident, model::Plan plan, std::string hash, Mode mode, Stage stage);

// How often an output has been switched, and who holds it. Durable: a restart must not forget it.
struct Output {
  std::vector<SteadyTime> switched;  // within the limit's span
  std::string owner;                 // run, or empty
};
using Outputs = std::map<std::string, Output>;  // by the point's full name

}  // namespace holdfast::plan
