#include "agent/incident/life_cycle.hpp"

#include <algorithm>
#include <array>

namespace holdfast::incident {

namespace {

using enum State;

constexpr std::array table{
    Row{detected, Event::verify, verified},     Row{detected, Event::dismiss, dismissed},
    Row{detected, Event::clear, closed},        Row{verified, Event::declare, declared},
    Row{verified, Event::dismiss, dismissed},   Row{verified, Event::clear, closed},
    Row{declared, Event::respond, responding},  Row{declared, Event::stand_down, closed},
    Row{responding, Event::clear, restoring},   Row{responding, Event::stand_down, closed},
    Row{restoring, Event::relapse, responding}, Row{restoring, Event::complete, closed},
    Row{restoring, Event::stand_down, closed},  Row{closed, Event::archive, archived},
    Row{dismissed, Event::archive, archived},
};

constexpr std::array all_states{detected, verified, declared, responding, restoring, closed, archived, dismissed};

}  // namespace

std::span<const Row> rows() { return table; }

std::optional<State> next(State from, Event event) {
  const auto row = std::ranges::find_if(table, [&](const Row& r) { return r.from == from && r.event == event; });
  if (row == table.end()) return std::nullopt;
  return row->to;
}

const char* to_string(State state) {
  switch (state) {
    case detected: return "detected";
    case verified: return "verified";
    case declared: return "declared";
    case responding: return "responding";
    case restoring: return "restoring";
    case closed: return "closed";
    case archived: return "archived";
    case dismissed: return "dismissed";
  }
  return "?";
}

const char* to_string(Event event) {
  switch (event) {
    case Event::verify: return "verify";
    case Event::declare: return "declare";
    case Event::respond: return "respond";
    case Event::clear: return "clear";
    case Event::relapse: return "relapse";
    case Event::complete: return "complete";
    case Event::stand_down: return "stand_down";
    case Event::dismiss: return "dismiss";
    case Event::archive: return "archive";
  }
  return "?";
}

std::optional<State> state_from(std::string_view name) {
  const auto found = std::ranges::find_if(all_states, [&](State s) { return name == to_string(s); });
  if (found == all_states.end()) return std::nullopt;
  return *found;
}

bool is_open(State state) { return state != closed && state != archived && state != dismissed; }

bool is_formal(State state) { return state == declared || state == responding || state == restoring; }

}  // namespace holdfast::incident
