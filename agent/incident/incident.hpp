// The case that a disruption opens: what happened, since when, how far it has come, who decided. A plain value.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/incident/life_cycle.hpp"
#include "agent/model/sample.hpp"

namespace holdfast::incident {

struct Transition {
  State to;
  model::Stamp at;
  std::string who;  // "agent", or a person
  std::string reason;
};

struct Incident {
  std::string id;  // "incident-7", numbered without gaps within the agent's state
  std::string disruption;
  std::string title;
  State state = State::detected;
  model::Stamp opened;
  std::optional<SteadyTime> last_good;  // the disruption began in [last_good, first_bad]
  std::optional<SteadyTime> first_bad;
  bool cause_unsure = false;
  std::string run;  // the plan run that answers it; empty if there is no plan
  int relapses = 0;
  std::vector<Transition> history;

  // Follows the table; false (and unchanged) when the event means nothing now.
  bool follow(Event event, const model::Stamp& at, const std::string& who, const std::string& reason);
};

}  // namespace holdfast::incident
