// Which services hang on batteries alone now. Pure; three-valued: what cannot be told is neither.
//
// Whether a UPS is on its battery it knows best itself. Where it has no word for it the rules decide: one without input
// is; while its word is missing they may say yes and never no. A transfer switch that still answers passes nothing on,
// so it does not count that something is seen alive. Nor does it help that a second UPS behind the first would hold for
// a while.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

// By node. `says`: what each UPS says of itself, yes when it is on its battery, nothing when it has no word for it; of
// others it is not looked at.
//   yes      it works, and would not if the batteries of every UPS that is on them were empty
//   no       it would work without them, or no UPS is on its battery
//   unknown  it does not work, or it is not known of a UPS that matters
std::vector<detect::Truth> on_batteries(const Graph& graph, std::span<const Fact> facts, const Healths& present,
                                        std::span<const std::optional<detect::Truth>> says);

}  // namespace holdfast::continuity
