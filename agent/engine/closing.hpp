// What keeps an incident open once nothing is left to do in it: services that are not back, data of which nobody has
// spoken. Pure. A person may end it before, with a reason.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

// Services with an RPO that fell below their minimum in it, and of whose data nobody has spoken yet.
std::vector<std::string> missing_statements(const Engine& engine, const incident::Incident& incident);

// Services that fell below their minimum in it and still are. Not those that are closed at this hour, nor those of
// another incident whose response is not over: that one waits for them.
std::vector<std::string> still_down(const Engine& engine, const State& state, const incident::Incident& incident,
                                    const model::Stamp& now);

struct Awaited {
  std::vector<std::string> services;  // that are still down
  std::vector<std::string> data;      // of services that are back
  bool nothing() const { return services.empty() && data.empty(); }
};

// Of an open incident that is over; else nothing is awaited.
Awaited awaited_by(const Engine& engine, const State& state, const incident::Incident& incident,
                   const model::Stamp& now);

// When a service of an incident that is over should have been back: after its `recovery` and `stable_for`.
SteadyTime should_be_back(const Engine& engine, const incident::Incident& incident, const std::string& service);

}  // namespace holdfast::engine
