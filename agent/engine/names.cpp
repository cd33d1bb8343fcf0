#include "agent/engine/names.hpp"

#include "agent/plan/step_state.hpp"

namespace holdfast::engine {

namespace {

constexpr std::string_view step_prefix = "step.";
constexpr std::string_view contact_suffix = ".contact";

model::PointInfo step_point(std::string_view full_name) {
  model::PointInfo info;
  info.device = "step";
  info.name = full_name.substr(step_prefix.size());
  info.kind = model::Kind::enumeration;
  for (const auto state : plan::step_states()) info.states.emplace_back(plan::to_string(state));
  return info;
}

}  // namespace

model::PointId contact_point(model::Points& points, const std::string& device) {
  model::PointInfo info;
  info.device = device;
  info.name = "contact";
  info.kind = model::Kind::boolean;
  return points.intern(std::move(info));
}

std::optional<model::PointId> PointNames::find(std::string_view full_name) {
  if (const auto known = points_.find(full_name)) return known;
  if (full_name.starts_with(step_prefix)) return points_.intern(step_point(full_name));
  if (full_name.ends_with(contact_suffix)) {
    const std::string device(full_name.substr(0, full_name.size() - contact_suffix.size()));
    const auto found = site_.devices.find(device);
    if (found != site_.devices.end() && found->second.is_polled()) return contact_point(points_, device);
  }
  return std::nullopt;
}

}  // namespace holdfast::engine
