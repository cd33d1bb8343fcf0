#include "agent/incident/incident.hpp"

namespace holdfast::incident {

bool Incident::follow(Event event, const model::Stamp& at, const std::string& who, const std::string& reason) {
  const auto to = next(state, event);
  if (!to) return false;
  if (event == Event::relapse) ++relapses;
  state = *to;
  history.push_back({*to, at, who, reason});
  return true;
}

}  // namespace holdfast::incident
