// Present values of points by name, as numbers: what readiness is worked out from. A name is looked up again until
// there is such a point, for rows and recognised devices bring theirs late.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/poll/poller.hpp"

namespace holdfast::poll {

class Readings {
 public:
  // Both outlive this.
  Readings(const Poller& poller, const model::Points& points, std::vector<std::string> names)
      : poller_(poller), points_(points), names_(std::move(names)), found_(names_.size()) {}

  // In the order of the names; nothing where there is no present value that is a number.
  std::vector<std::optional<double>> present(SteadyTime now);

 private:
  const Poller& poller_;
  const model::Points& points_;
  std::vector<std::string> names_;
  std::vector<std::optional<model::PointId>> found_;
};

}  // namespace holdfast::poll
