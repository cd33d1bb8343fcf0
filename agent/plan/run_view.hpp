// The point table as a plan's conditions see it: the site's points, and step.ID.state of the run itself.
#pragma once

#include <map>

#include "agent/model/view.hpp"
#include "agent/plan/compiled.hpp"
#include "agent/plan/run.hpp"

namespace holdfast::plan {

class RunView final : public model::PointView {
 public:
  RunView(const model::PointView& site, const CompiledPlan& compiled, const PlanRun& run, SteadyTime now);

  const model::Sample* latest(model::PointId point) const override;
  std::optional<SteadyTime> last_good(model::PointId point) const override;
  std::optional<double> rate(model::PointId point, Duration window, SteadyTime now) const override;

 private:
  const model::PointView& site_;
  std::map<model::PointId, model::Sample> states_;
};

}  // namespace holdfast::plan
