#include "agent/plan/run_view.hpp"

namespace holdfast::plan {

RunView::RunView(const model::PointView& site, const CompiledPlan& compiled, const PlanRun& run, SteadyTime now)
    : site_(site) {
  for (const auto& [id, point] : compiled.state_points) {
    const StepRun* step = run.find(id);
    if (!step) continue;
    model::Sample sample;
    sample.value = model::Enumeration{to_string(step->state), static_cast<std::int64_t>(step->state)};
    sample.quality = model::Quality::good;
    sample.reason = model::Reason::none;
    sample.stamp.steady = now;
    sample.fresh_until = SteadyTime::max();
    states_.emplace(point, std::move(sample));
  }
}

const model::Sample* RunView::latest(model::PointId point) const {
  const auto state = states_.find(point);
  return state != states_.end() ? &state->second : site_.latest(point);
}

std::optional<SteadyTime> RunView::last_good(model::PointId point) const {
  const auto state = states_.find(point);
  return state != states_.end() ? std::optional{state->second.stamp.steady} : site_.last_good(point);
}

std::optional<double> RunView::rate(model::PointId point, Duration window, SteadyTime now) const {
  return site_.rate(point, window, now);
}

}  // namespace holdfast::plan
