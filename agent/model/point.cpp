#include "agent/model/point.hpp"

#include <utility>

namespace holdfast::model {

PointId Points::intern(PointInfo info) {
  const PointId next{static_cast<std::uint32_t>(infos_.size())};
  const auto [found, is_new] = by_name_.try_emplace(info.full_name(), next);
  if (is_new) infos_.push_back(std::move(info));
  return found->second;
}

std::optional<PointId> Points::find(std::string_view full_name) const {
  const auto found = by_name_.find(std::string(full_name));
  if (found == by_name_.end()) return std::nullopt;
  return found->second;
}

std::vector<std::string> Points::names() const {
  std::vector<std::string> names;
  names.reserve(infos_.size());
  for (const PointInfo& info : infos_) names.push_back(info.full_name());
  return names;
}

}  // namespace holdfast::model
