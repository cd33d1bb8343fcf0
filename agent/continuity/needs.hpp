// What a service or link needs, as a condition over points: the graph's words turned into the language of conditions.
//   NAME of a device      NAME.contact                 (the device answers)
//   NAME.outlet.3         NAME.outlet.3.status == "on"
//   NAME.interface.3      NAME.interface.3.status == "up"
//   link.NAME, uplink., system., external.             its up_when, or what it needs
//   source.NAME           nothing is known of it yet: it is left out
#pragma once

#include <string>

#include "agent/model/site.hpp"

namespace holdfast::continuity {

// The condition by which a service works: its up_when, else from its needs; empty when nothing can be said.
std::string up_condition(const model::Site& site, const model::Service& service);
std::string up_condition(const model::Site& site, const model::Link& link);

}  // namespace holdfast::continuity
