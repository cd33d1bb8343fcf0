// Evidence as people give it: whether it can be taken, and all that shows what readiness relies on, for people to read.
// Pure.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "agent/engine/engine.hpp"

namespace holdfast::engine {

// Why it is not taken: there is no such resource, its day lies after `today`, a value is wanted and
// none given, or what is known is newer. Empty: it is.
std::string refusal(const model::Site& site, const State& state, const EvidenceGiven& given, model::Day today);

// {"today": "2026-03-01", "resources": [{"id","title","kind","owner","unit","least","serves":[..],
//   "shown": "missing" | "counts" | "lapsed" | "too-low", "on","until","value","text","who"}]}; `who` is empty for what
// the files say, `until` null for what never lapses.
boost::json::object describe_evidence(const model::Site& site, const State& state, model::Day today);

}  // namespace holdfast::engine
