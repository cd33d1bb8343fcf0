// Profiles whose points are variables, as of upsd and of the reachability probes.
#pragma once

#include <string>
#include <utility>

#include "agent/model/profile.hpp"

namespace holdfast::testing {

inline model::PointSpec variable_point(std::string name, model::Kind kind, std::string variable = "") {
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.kind = kind;
  spec.origins.front().address = model::VariableAddress{variable.empty() ? spec.name : std::move(variable)};
  return spec;
}

inline model::PointSpec writable_point(std::string name, model::Kind kind, std::string written) {
  model::PointSpec spec = variable_point(std::move(name), kind);
  model::WritableAs write;
  write.address = model::VariableAddress{std::move(written)};
  spec.write = write;
  return spec;
}

}  // namespace holdfast::testing
