// A continuity plan as written: what JR/T 0251-2022 10.6 asks it to state, and its steps. Plain data.
// A run of it keeps this text with it, so a reload never changes a plan under way.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/value.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

struct WriteAction {
  std::string point;  // full name: "pdu-a.outlet.3.status"
  Value value;
};

// Until the time has passed, or (with a condition) until it holds; then the step's timeout is its end.
struct WaitAction {
  std::optional<Duration> span;
  std::string until;
};

struct NotifyAction {
  std::string role;
  std::string text;
};

struct ApproveAction {
  std::string role;
  std::string text;
};

struct NoteAction {
  std::string text;
};

using Action = std::variant<WriteAction, WaitAction, NotifyAction, ApproveAction, NoteAction>;
const char* action_name(const Action& action);  // "write", "wait", "notify", "approve", "note"

struct Verify {
  std::string condition;
  Duration within{std::chrono::seconds{10}};
};

enum class OnFailure { stop, go_on, undo };  // "stop", "continue", "undo"
enum class OnInterruption { verify, rerun, ask };

struct Step {
  // In plan.cpp: copies of its action need not be compiled wherever a step is at hand.
  Step();
  Step(const Step&);
  Step(Step&&) noexcept;
  Step& operator=(const Step&);
  Step& operator=(Step&&) noexcept;
  ~Step();

  std::string id;
  std::string title;
  std::string role;
  std::string when;  // guard; empty: always. Of a background step: what it waits for
  Action action;
  std::optional<Verify> verify;  // a write without one is verified by reading its point back
  Duration timeout{std::chrono::seconds{10}};
  OnFailure on_failure = OnFailure::stop;
  OnInterruption on_interruption = OnInterruption::verify;
  std::optional<WriteAction> undo;
  bool protect = false;             // reversible or fail-safe: may run before the incident is declared
  bool background = false;          // stays armed until the run ends
  bool point_of_no_return = false;  // once it has begun, the response goes on to its end although the cause has gone
};

std::string role_of(const Step& step);  // whom it tells or asks: the action's role, else the step's

struct Plan {
  Plan();
  Plan(const Plan&);
  Plan(Plan&&) noexcept;
  Plan& operator=(const Plan&);
  Plan& operator=(Plan&&) noexcept;
  ~Plan();

  std::string id;
  std::string title;
  std::string purpose;
  std::string scope;
  std::vector<std::string> participants;  // "role: duty"
  std::string activation;                 // the criteria in words; `on` has them in fact
  std::vector<std::string> resources;
  std::string notes;
  std::string owner;
  std::vector<std::string> on;  // disruptions that start it
  std::vector<Step> steps;      // the response
  std::vector<Step> restore;    // the return, once the disruption has cleared
};

}  // namespace holdfast::model
