// The case that groups disruptions with one cause, or that people have raised: what happened, since when, what follows
// from it, how far it has come, who decided. A plain value.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/incident/grades.hpp"
#include "agent/incident/life_cycle.hpp"
#include "agent/model/sample.hpp"

namespace holdfast::incident {

struct Transition {
  State to;
  model::Stamp at;
  std::string who;  // "agent", or a person
  std::string reason;
};

enum class Origin { agent, staff, customer, outside };  // who noticed it
const char* to_string(Origin origin);
std::optional<Origin> origin_from(std::string_view name);

// A disruption that follows from the incident's cause and therefore is no incident of its own.
struct Consequence {
  std::string disruption;
  model::Stamp since;
  bool cleared = false;
};

// How far it reaches: which services, for how long, how grave. The agent's own first, a person's after it.
struct Assessment {
  std::vector<std::string> services;
  std::optional<Duration> lasts;
  std::string grade;
  std::string who;
  std::string text;
};

// What became of a service's data: what was lost and made up, or why nobody asks.
struct DataStatement {
  std::string lost_from, lost_to;  // as the person wrote them, RFC 3339; both empty: nothing was lost
  std::string made_up;             // how, or that it was
  std::string waiver;              // why no statement is needed
  std::string who;
};

// A question that waits for a person, and who was asked so far.
struct Asked {
  SteadyTime since;                // when the first of them was asked
  SteadyTime latest;               // and the last
  std::vector<std::string> roles;  // ids, or names that nobody wrote down
  bool reached = true;             // somebody was on duty for the last, as far as that was known
  bool operator==(const Asked&) const = default;
};

struct Incident {
  std::string id;          // "incident-7", numbered without gaps within the agent's state
  std::string disruption;  // the probable cause; empty when people raised it and no disruption is meant
  std::string title;
  State state = State::detected;
  model::Stamp opened;
  std::optional<SteadyTime> last_good;  // the disruption began in [last_good, first_bad]
  std::optional<SteadyTime> first_bad;
  bool cause_unsure = false;
  std::string run;   // the plan run that answers it; empty if there is no plan
  std::string plan;  // named by a person; else the disruption's
  int relapses = 0;
  std::vector<Transition> history;

  Origin origin = Origin::agent;
  bool is_warning = false;                // of something that has not happened yet
  std::optional<SteadyTime> expected_at;  // of a warning
  std::string service;                    // that people named
  std::vector<Consequence> consequences;
  std::string part_of;  // an incident that was found to be its cause while its own plan ran already
  std::optional<Assessment> assessment;
  std::set<std::string> affected;             // services that fell below their minimum while it was open
  std::map<std::string, DataStatement> data;  // by service
  GradeState grading;                         // the candidate grade, and the rules by which
  std::vector<DueObligation> obligations;     // possible ones, told; by due time
  bool return_waits = false;                  // it has cleared, and the response is past its point of no return
  std::optional<SteadyTime> over;             // nothing is left to do: it closes once nothing is awaited either
  std::map<std::string, Asked> asked;         // what waits for an answer, by Question::key()

  // Follows the table; false (and unchanged) when the event means nothing now.
  bool follow(Event event, const model::Stamp& at, const std::string& who, const std::string& reason);
  bool has_consequence(const std::string& of) const;
};

}  // namespace holdfast::incident
