// Grades an incident by a set of rules: a candidate, never a verdict. A grade rises by itself, as rules come to hold,
// and never falls by itself; a person may set it, with a reason. Pure: the caller hands in the facts and the time, and
// keeps the state.
//
// A rule that has held once does not raise again, so what a person has set stands until another rule comes to hold.
// What is unknown raises nothing and is told, once the rest holds: a share of business that nobody wrote down, the time
// of day, and what a branch cannot see (Reach).
//
// Durations are of SteadyTime and do not mind a clock that jumps; only peak hours ask what time it is. A duration
// counts from when the rule's other demands began to hold together among the services that are down now; where it asks
// for no service, from the beginning of the incident.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/calendar.hpp"
#include "agent/model/rules.hpp"
#include "platform/result.hpp"
#include "platform/time.hpp"

namespace holdfast::incident {

struct ServiceDown {
  std::string id;
  int priority_class = 0;  // 1 to 4; 0: unknown
  std::optional<double> revenue_share;
  std::optional<double> volume_share;
  SteadyTime since;
};

struct GradeFacts {
  SteadyTime now;
  std::optional<WallTime> wall;  // the same instant; nothing: the time is not certain
  SteadyTime since;              // the incident's beginning
  std::vector<ServiceDown> down;
  std::vector<std::string> disruption_classes;  // of its cause and consequences
  model::Reach reach = model::Reach::site;
};

struct GradeSetByPerson {
  std::string from, to;  // empty: none
  std::string who, reason;
  SteadyTime at;
};

// What is kept with the incident.
struct GradeState {
  std::string rules;                                     // "cn-bank-2025 of 2025-08-01"
  std::string grade;                                     // the candidate; empty: none
  std::vector<std::pair<std::string, SteadyTime>> held;  // rules that have held, and since when that was known
  std::map<std::string, SteadyTime> reached;             // when this grade or a higher one was reached
  std::vector<GradeSetByPerson> set;                     // in order
};

struct Doubt {
  std::string rule;
  std::string grade;  // that it would mean
  std::string text;   // what is not known
};

struct DueObligation {
  std::string id;  // of the rule set's obligation
  SteadyTime due;  // may have passed
};

struct Grading {
  GradeState state;
  bool raised = false;                     // above what it was before
  std::vector<std::string> holding;        // rules that hold now
  std::vector<Doubt> doubts;               // rules that would hold if something unknown were so
  std::vector<DueObligation> obligations;  // possible ones, by due time
  std::optional<SteadyTime> next;          // when the same facts may say more
};

Grading evaluate(const model::RuleSet& rules, const continuity::Calendar& calendar, const GradeFacts& facts,
                 const GradeState& previous);

// The grade that a person wants, higher or lower; "" for none. Errors: a grade that the rules do not have, the same
// grade, no name, no reason. Countdowns of grades above it end.
Result<GradeState> set_grade(const model::RuleSet& rules, const GradeState& state, const std::string& grade,
                             const std::string& who, const std::string& reason, SteadyTime now);

// "cn-bank-2025 of 2025-08-01"; stands on each incident.
std::string version_of(const model::RuleSet& rules);

const char* to_string(model::Reach reach);

}  // namespace holdfast::incident
