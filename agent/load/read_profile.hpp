// Profiles: one file a model of device (docs/profiles.md has the dialect).
#pragma once

#include <string>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"
#include "agent/model/profile.hpp"

namespace holdfast::load {

// `id`: "apc/rack-pdu". What is wrong is reported; the profile then holds what could be read.
model::Profile read_profile(const std::string& id, const Node& root, Report& report);

}  // namespace holdfast::load
