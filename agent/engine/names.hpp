// The points of a site as the condition parser asks for them. Makes the two kinds of points that no device has: whether
// a device answers (DEVICE.contact) and the state of a plan's step (step.ID.state).
#pragma once

#include <string>
#include <string_view>

#include "agent/detect/condition.hpp"
#include "agent/model/site.hpp"

namespace holdfast::engine {

class PointNames final : public detect::Names {
 public:
  PointNames(const model::Site& site, model::Points& points) : site_(site), points_(points) {}

  std::optional<model::PointId> find(std::string_view full_name) override;
  const model::PointInfo& info(model::PointId point) const override { return points_.info(point); }
  std::string nearest(std::string_view) const override { return {}; }  // names were checked when the files were read

 private:
  const model::Site& site_;
  model::Points& points_;
};

// The point that says whether `device` answers; made if need be.
model::PointId contact_point(model::Points& points, const std::string& device);

}  // namespace holdfast::engine
