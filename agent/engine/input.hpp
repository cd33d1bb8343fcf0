// What can happen to the engine: everything that it ever learns comes in as one of these.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/sample.hpp"
#include "agent/plan/progress.hpp"

namespace holdfast::engine {

// The first input of every life of the agent.
struct Started {
  std::string version;
  std::string boot;
  std::string journal_lost;  // what became of the journal, if a new epoch had to begin; empty: all is remembered
};

// What one round over a device told of its watched points.
struct Samples {
  std::vector<model::PointSample> samples;
};

// A device fell silent, or answers again.
struct ContactNews {
  std::string device;
  bool in_contact = false;
  std::string error;  // the last one; empty when in contact
};

// A device's identity or clock is not what it was (SNMP v3).
struct SecurityNews {
  std::string device;
  std::string text;
};

// A device has sent something unasked, or (suppressed > 0) so much that only the number is kept. Never acted upon.
struct TrapNews {
  std::string device;
  std::string trap;                    // its OID
  std::vector<std::string> variables;  // "1.3.6.1.2.1.33.1.6.3.3 = 5", as many as are kept
  std::string how;                     // "v2c trap", "v3 inform"
  std::uint64_t suppressed = 0;
};

// The time for which the last turn asked has come.
struct TimerDue {};

// A person said something, at the box or (later) signed from the operations centre.
struct PersonsWord {
  enum class Verb {
    approve,      // incident, step
    deny,         // incident, step
    confirm,      // incident: it is real
    dismiss,      // incident, reason
    declare,      // incident
    stand_down,   // incident, reason
    acknowledge,  // monitor-only ends
    raise,        // text, origin; service or disruption if known: something has happened that no sensor told
    warn,       // text, origin, lasts (until it is expected); disruption or plan whose protective steps prepare for it
    resolve,    // incident raised by people: it is over
    assess,     // incident, services, lasts, grade, reason
    reconcile,  // incident, service, lost_from, lost_to, made_up
    waive,      // incident, service, reason: no statement about its data is needed
  };
  Verb verb = Verb::approve;
  std::string incident;
  std::string step;
  std::string who;
  std::string reason{};
  // of raise and warn
  std::string text{};
  std::string origin{};  // staff, customer, outside
  std::string disruption{};
  std::string plan{};
  // of raise, reconcile, waive: the one service; of assess: all that are affected
  std::vector<std::string> services{};
  std::optional<Duration> lasts{};
  std::string grade{};
  std::string lost_from{}, lost_to{}, made_up{};
};

// What readiness wants to know, every 10 s and when somebody asks: present values of Engine::readings(), in its order.
struct Survey {
  std::vector<std::optional<double>> readings;  // base units, % as 0 to 100
};

// A person says what shows that something readiness relies on still serves: [resource.NAME].
struct EvidenceGiven {
  std::string resource;
  model::Day on{};              // of the site; not after its wall clock's day
  std::optional<double> value;  // in the resource's unit
  std::string text;
  std::string who;
};

// The box has learnt the time, or somebody has set the clock: earlier stamps of this boot are off by `shift`.
struct ClockNews {
  Duration shift{};
  bool certain = false;
};

using Input = std::variant<Started, Samples, ContactNews, SecurityNews, TrapNews, TimerDue, plan::OperateResult,
                           PersonsWord, EvidenceGiven, ClockNews, Survey>;

}  // namespace holdfast::engine
