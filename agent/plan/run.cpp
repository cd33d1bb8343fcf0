#include "agent/plan/run.hpp"

#include <algorithm>
#include <array>

namespace holdfast::plan {

const char* to_string(Mode mode) {
  switch (mode) {
    case Mode::real: return "real";
    case Mode::drill: return "drill";
    case Mode::replay: return "replay";
  }
  return "?";
}

std::optional<Mode> mode_from(std::string_view name) {
  for (const Mode mode : {Mode::real, Mode::drill, Mode::replay})
    if (name == to_string(mode)) return mode;
  return std::nullopt;
}

const char* to_string(Stage stage) {
  switch (stage) {
    case Stage::protective: return "protective";
    case Stage::response: return "response";
    case Stage::restore: return "restore";
    case Stage::complete: return "complete";
    case Stage::halted: return "halted";
  }
  return "?";
}

std::optional<Stage> stage_from(std::string_view name) {
  for (const Stage stage : {Stage::protective, Stage::response, Stage::restore, Stage::complete, Stage::halted})
    if (name == to_string(stage)) return stage;
  return std::nullopt;
}

namespace {

template <class Run>
auto find_in(Run& run, const std::string& step) -> decltype(&run.response.front()) {
  for (auto* list : {&run.response, &run.restore}) {
    const auto found = std::ranges::find(*list, step, &StepRun::id);
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

std::vector<StepRun> fresh(const std::vector<model::Step>& steps) {
  std::vector<StepRun> runs;
  runs.reserve(steps.size());
  for (const auto& step : steps) runs.push_back(StepRun{.id = step.id});
  return runs;
}

}  // namespace

StepRun* PlanRun::find(const std::string& step) { return find_in(*this, step); }
const StepRun* PlanRun::find(const std::string& step) const { return find_in(*this, step); }

const model::Step* PlanRun::text(const std::string& step) const {
  for (const auto* list : {&plan.steps, &plan.restore}) {
    const auto found = std::ranges::find(*list, step, &model::Step::id);
    if (found != list->end()) return &*found;
  }
  return nullptr;
}

bool PlanRun::any_in_flight() const {
  const auto moving = [](const StepRun& step) { return in_flight(step.state); };
  return std::ranges::any_of(response, moving) || std::ranges::any_of(restore, moving);
}

PlanRun begin_run(std::string id, std::string incident, model::Plan plan, std::string hash, Mode mode, Stage stage) {
  PlanRun run;
  run.id = std::move(id);
  run.incident = std::move(incident);
  run.response = fresh(plan.steps);
  run.restore = fresh(plan.restore);
  run.plan = std::move(plan);
  run.hash = std::move(hash);
  run.mode = mode;
  run.owner = "agent";
  run.stage = stage;
  return run;
}

}  // namespace holdfast::plan
