// Why something is as it is, down to the samples with their times: a node of the graph, a disruption, a load.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

// `name` as people say it: "service.cash-machine", "cash-machine", "ups-main", "pdu-a.outlet.4", "mains-lost",
// "load.lobby". Nothing if there is no such thing.
//   {"name", "kind", "state", "signs": [{"says", "when", "truth", "evidence": [..]}], "rests_on": [the same again], ..}
// kind: source, device, link, uplink, system, external, service (with "clock" and "readiness"), disruption (with
// "phase", "incident"), load (with "watts", "shed_at_s", "text").
std::optional<boost::json::object> why(const Engine& engine, const State& state, const std::string& name,
                                       const model::Stamp& now);

// Every name that why() knows.
std::vector<std::string> known_names(const Engine& engine);

}  // namespace holdfast::engine
