// Moves a plan run as far as it can go now, and says what that wants done. Pure: the same run, view and time always
// give the same progress. Nothing is done here: requests are released after the turn is committed, results come back
// later.
//
// Foreground steps go one after another; background steps wait for their guard beside them; before declaration only
// steps marked protect run. Unknown data hold a step until its timeout, unless it is marked protect (fail-safe): then
// it acts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/site.hpp"
#include "agent/model/view.hpp"
#include "agent/plan/compiled.hpp"
#include "agent/plan/run.hpp"

namespace holdfast::plan {

// Select, write and read back one output: the request to Operate.
struct Operate {
  std::string run;
  std::string step;
  int attempt = 0;
  std::uint64_t fence = 0;
  bool undo = false;
  bool fail_safe = false;  // acts even if its output cannot be read beforehand
  model::PointId output;
  std::string point;  // its full name
  model::Value wanted;
  SteadyTime deadline;  // of everything, the read-back included
};

// Tell somebody: it is an event in the journal, committed once, and published from there.
struct Notice {
  std::string step;
  std::string role;
  std::string text;
};

struct StepChange {
  std::string step;
  StepEvent event;
  StepState from;
  StepRun now;  // the step after the change
};

struct Held {  // a step that cannot begin yet, said once per reason
  std::string step;
  std::string reason;
};

struct Progress {
  std::vector<StepChange> changes;
  std::vector<Held> held;
  std::vector<Operate> operations;
  std::vector<Notice> notices;
  std::set<model::PointId> read_now;
  std::optional<SteadyTime> wake;
  std::optional<Stage> stage;  // set when the stage changed: complete or halted
};

// Operate ends by its deadline; a result that has not come this long after it will not come.
inline constexpr Duration operate_grace = std::chrono::seconds{2};
// How long an interrupted step's output is tried to be read before a person is asked, at least; and how often.
inline constexpr Duration least_patience_with_unknown = std::chrono::seconds{30};
inline constexpr Duration unknown_read_every = std::chrono::seconds{1};
// How long after an interruption an output may still come round to what had been written, and how often it is looked
// at.
inline constexpr Duration settling_time = std::chrono::seconds{1};
inline constexpr Duration settling_read_every = std::chrono::milliseconds{100};

// What became of an operation, as Operate reports it.
struct OperateResult {
  enum class Outcome { acknowledged, confirmed, refuted, refused, lost };
  std::string run;
  std::string step;
  int attempt = 0;
  std::uint64_t fence = 0;
  Outcome outcome = Outcome::lost;
  std::optional<model::Value> seen;
  std::string reason;
};
const char* to_string(OperateResult::Outcome outcome);

struct Context {
  const CompiledPlan& compiled;
  const model::PointView& view;
  Outputs& outputs;
  model::SwitchLimit limit;
  const std::string& monitor_only;  // why nothing may be switched at present; empty: it may
  SteadyTime now;
};

Progress advance(PlanRun& run, const Context& context);

// Results and people. Each appends what it changed; call advance() afterwards.
void take_result(PlanRun& run, const OperateResult& result, const Context& context, Progress& progress);
bool answer(PlanRun& run, const std::string& step, bool approved, const std::string& who, Progress& progress);

// Past the point of no return, and the response is not through, or has stopped half-way and waits for a person: what
// has cleared must wait for its end.
bool must_go_on(const PlanRun& run);

// Stage changes that the incident decides.
void declare(PlanRun& run);                            // protective -> response
void begin_restore(PlanRun& run, Progress& progress);  // what has not begun of the response is skipped
void relapse(PlanRun& run, Progress& progress);        // another round of the response
void stand_down(PlanRun& run, Progress& progress);     // a person ends it: nothing more begins
void restarted(PlanRun& run, const Context& context, Progress& progress);

// When the output may be switched `times` more; nothing: now.
std::optional<SteadyTime> switchable_at(const Output& output, const model::SwitchLimit& limit, int times,
                                        SteadyTime now);

}  // namespace holdfast::plan
