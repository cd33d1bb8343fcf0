// The state as the outside sees it: JSON for the local socket, the command line and the operations centre's snapshots.
// Spans are whole milliseconds (..._ms), times are RFC 3339 in UTC, what does not exist is null.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

// How long it lasts, or lasted, is since_ms.
// {"id","disruption","title","state","opened","opened_certain","since_ms","cause_unsure","relapses","history":[..],
//  and the fields of describe_extent(), "questions": those of describe_questions(),
//  "run": null | {"id","plan","title","stage","round","steps":[..],"restore":[..]}}
boost::json::object describe_incident(const Engine& engine, const State& state, const incident::Incident& incident,
                                      const model::Stamp& now);

// {"id","title","owner","level","health","elapsed_ms","rto_ms","rto_left_ms","rto_missed","mtpd_ms","mtpd_left_ms",
//  "decide_within_ms","recovers_within_ms","rpo_ms","data_age_ms","rpo_missed","impact","next_impact",
//  "next_impact_in_ms","held_ms","held_in"}; in describe_service.cpp
boost::json::object describe_service(const Engine& engine, const State& state, const std::string& service,
                                     const model::Stamp& now);

// {"id","title","phase","cause_unsure","blind","held_ms","due_ms","verify_ms"}: for how long the change under way (to
// raised, to cleared) has held, what is left of its hold, what is left for the witnesses.
boost::json::object describe_disruption(const Engine& engine, const State& state, const std::string& disruption,
                                        SteadyTime now);

// {"monitor_only": null or why}, incidents (open ones first, then the latest), services, disruptions.
boost::json::object describe(const Engine& engine, const State& state, const model::Stamp& now);

// "2026-03-01T12:31:07.123Z"
std::string rfc3339(WallTime time);

}  // namespace holdfast::engine
