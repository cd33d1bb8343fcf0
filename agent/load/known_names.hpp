// The names of points that every device may have, whatever it is: the tables of docs/names.md, which a test holds this
// to. Conditions on a device whose profile is "auto" are checked against them before anybody knows what the device is.
#pragma once

#include "agent/model/profile.hpp"

namespace holdfast::load {

// A profile that offers every known name with its unit, kind, states, and whether it may be written. Not for drivers:
// its points have no addresses, and the codes of its states mean nothing.
const model::Profile& known_names();

}  // namespace holdfast::load
