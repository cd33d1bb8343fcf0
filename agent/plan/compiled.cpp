#include "agent/plan/compiled.hpp"

namespace holdfast::plan {

namespace {

Result<std::optional<detect::Condition>> parse_optional(const std::string& text, detect::Names& names) {
  if (text.empty()) return std::optional<detect::Condition>{};
  auto parsed = detect::Condition::parse(text, names);
  if (!parsed.condition) {
    const auto& first = parsed.errors.front();
    return make_error(Code::invalid_argument, "`{}` at character {}: {}", text, first.position + 1, first.message);
  }
  return std::optional{std::move(*parsed.condition)};
}

Result<model::PointId> output_of(const model::WriteAction& write, detect::Names& names) {
  const auto point = names.find(write.point);
  if (!point) return make_error(Code::not_found, "there is no point {}", write.point);
  return *point;
}

Result<CompiledStep> compile_step(const model::Step& step, detect::Names& names) {
  CompiledStep compiled;
  auto when = parse_optional(step.when, names);
  if (!when) return when.error();
  compiled.when = std::move(*when);
  if (step.verify) {
    auto verify = parse_optional(step.verify->condition, names);
    if (!verify) return verify.error();
    compiled.verify = std::move(*verify);
  }
  if (const auto* wait = std::get_if<model::WaitAction>(&step.action)) {
    auto until = parse_optional(wait->until, names);
    if (!until) return until.error();
    compiled.until = std::move(*until);
  }
  if (const auto* write = std::get_if<model::WriteAction>(&step.action)) {
    const auto output = output_of(*write, names);
    if (!output) return output.error();
    compiled.output = *output;
  }
  if (step.undo) {
    const auto output = output_of(*step.undo, names);
    if (!output) return output.error();
    compiled.undo_output = *output;
  }
  return compiled;
}

}  // namespace

std::set<model::PointId> CompiledPlan::points() const {
  std::set<model::PointId> points;
  for (const auto& [id, step] : steps) {
    for (const auto* condition : {&step.when, &step.until, &step.verify})
      if (*condition) points.insert((*condition)->points().begin(), (*condition)->points().end());
    if (step.output) points.insert(*step.output);
    if (step.undo_output) points.insert(*step.undo_output);
  }
  for (const auto& [id, point] : state_points) points.erase(point);
  return points;
}

Result<CompiledPlan> compile(const model::Plan& plan, detect::Names& names) {
  CompiledPlan compiled;
  for (const auto* list : {&plan.steps, &plan.restore}) {
    for (const auto& step : *list) {
      if (const auto point = names.find("step." + step.id + ".state")) compiled.state_points.emplace(step.id, *point);
    }
  }
  for (const auto* list : {&plan.steps, &plan.restore}) {
    for (const auto& step : *list) {
      auto made = compile_step(step, names);
      if (!made) return with_context(made.error(), "plan {}, step {}", plan.id, step.id);
      compiled.steps.emplace(step.id, std::move(*made));
    }
  }
  return compiled;
}

}  // namespace holdfast::plan
