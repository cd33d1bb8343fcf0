// The part of an incident's description that says where it came from, how far it reaches, and what of it is still to be
// accounted for.
#pragma once

#include <boost/json.hpp>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

// {"origin": "agent" | "staff" | "customer" | "outside", "is_warning", "expected_ms": until then, negative once past,
//  "service","plan_named", "part_of": null or an incident,
//  "consequences": [{"disruption","title","since","cleared"}],
//  "assessment": null | {"services":[..],"lasts_ms","grade","who","text"},
//  "affected": [services], "data": [{"service","lost_from","lost_to","made_up","waiver","who"}],
//  "return_waits": it has cleared, and the response, past its point of no return, goes on to its end;
//  "over": nothing is left to do; it closes when "awaits_services": [services] are back and of the data of
//  "awaits_data": [services] is spoken}
boost::json::object describe_extent(const Engine& engine, const State& state, const incident::Incident& incident,
                                    const model::Stamp& now);

}  // namespace holdfast::engine
