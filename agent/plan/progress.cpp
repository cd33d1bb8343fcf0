#include "agent/plan/progress.hpp"

#include <algorithm>

#include "agent/plan/mover.hpp"

namespace holdfast::plan {

namespace {

using Texts = std::vector<model::Step>;
using Runs = std::vector<StepRun>;

bool any_in_flight(const Runs& runs) {
  return std::ranges::any_of(runs, [](const StepRun& step) { return in_flight(step.state); });
}

bool follow_all(Mover& mover, const Texts& texts, Runs& runs) {
  bool changed = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const bool waits_for_person = runs[i].state == StepState::needs_operator;
    if (in_flight(runs[i].state) || waits_for_person) changed |= mover.follow(texts[i], runs[i]);
  }
  return changed;
}

enum class Pass { changed, waiting, ended, halted };

// One move of the foreground: the first step that is not behind us begins, or everybody waits for it.
Pass foreground(Mover& mover, const Texts& texts, Runs& runs, bool protect_only, bool restoring) {
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const model::Step& text = texts[i];
    StepRun& step = runs[i];
    if (text.background || (protect_only && !text.protect)) continue;
    switch (step.state) {
      case StepState::verified:
      case StepState::skipped:
      case StepState::undone: continue;
      case StepState::pending: return mover.begin(text, step, restoring) ? Pass::changed : Pass::waiting;
      case StepState::failed:
        if (text.on_failure == model::OnFailure::go_on) continue;
        if (text.on_failure == model::OnFailure::undo)
          return mover.take_back(text, step) ? Pass::changed : Pass::halted;
        return Pass::halted;
      case StepState::intent:
      case StepState::sent:
      case StepState::unknown:
      case StepState::undoing:
      case StepState::needs_operator: return Pass::waiting;
    }
  }
  return Pass::ended;
}

bool background(Mover& mover, const Texts& texts, Runs& runs, bool protect_only) {
  bool changed = false;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    if (!texts[i].background || (protect_only && !texts[i].protect)) continue;
    if (runs[i].state == StepState::pending) changed |= mover.begin(texts[i], runs[i], false);
    if (runs[i].state == StepState::failed && texts[i].on_failure == model::OnFailure::undo)
      changed |= mover.take_back(texts[i], runs[i]);
  }
  return changed;
}

// One round over the run; true when something changed and another round may find more to do.
bool move_once(PlanRun& run, Mover& mover, Progress& progress) {
  bool changed = follow_all(mover, run.plan.steps, run.response);
  changed |= follow_all(mover, run.plan.restore, run.restore);
  const auto enter = [&](Stage stage) {
    run.stage = stage;
    progress.stage = stage;
  };
  if (run.stage == Stage::protective || run.stage == Stage::response) {
    const bool protect_only = run.stage == Stage::protective;
    changed |= background(mover, run.plan.steps, run.response, protect_only);
    if (any_in_flight(run.restore)) return changed;  // what the return had begun ends first
    const Pass pass = foreground(mover, run.plan.steps, run.response, protect_only, false);
    if (pass == Pass::halted && !protect_only) enter(Stage::halted);
    return changed || pass == Pass::changed;
  }
  if (run.stage == Stage::restore) {
    if (any_in_flight(run.response)) return changed;
    const Pass pass = foreground(mover, run.plan.restore, run.restore, false, true);
    if (pass == Pass::halted) enter(Stage::halted);
    if (pass == Pass::ended) enter(Stage::complete);
    return changed || pass == Pass::changed;
  }
  return changed;
}

void skip_unbegun(Runs& runs, const std::string& reason, Progress& progress) {
  for (StepRun& step : runs) {
    if (step.state != StepState::pending && step.state != StepState::needs_operator) continue;
    const StepState from = step.state;
    step.state = StepState::skipped;
    step.reason = reason;
    progress.changes.push_back({step.id, StepEvent::skip, from, step});
  }
}

void begin_afresh(Runs& runs) {
  for (StepRun& step : runs) {
    if (in_flight(step.state)) continue;
    step = StepRun{.id = step.id, .attempt = step.attempt};
  }
}

}  // namespace

const char* to_string(OperateResult::Outcome outcome) {
  switch (outcome) {
    case OperateResult::Outcome::acknowledged: return "acknowledged";
    case OperateResult::Outcome::confirmed: return "confirmed";
    case OperateResult::Outcome::refuted: return "refuted";
    case OperateResult::Outcome::refused: return "refused";
    case OperateResult::Outcome::lost: return "lost";
  }
  return "?";
}

Progress advance(PlanRun& run, const Context& context) {
  Progress progress;
  Mover mover(run, context, progress);
  // Every change uses up a transition; the bound only turns an error in the tables into a stop instead of a spin.
  const std::size_t bound = 16 * (run.response.size() + run.restore.size() + 1);
  for (std::size_t round = 0; round < bound; ++round) {
    progress.wake.reset();
    if (!move_once(run, mover, progress)) break;
  }
  return progress;
}

void take_result(PlanRun& run, const OperateResult& result, const Context& context, Progress& progress) {
  StepRun* step = run.find(result.step);
  const model::Step* text = run.text(result.step);
  if (!step || !text || result.run != run.id || result.attempt != step->attempt || result.fence != run.fence) return;
  Mover mover(run, context, progress);
  if (result.seen) step->seen = result.seen;
  switch (result.outcome) {
    case OperateResult::Outcome::acknowledged: mover.change(*step, StepEvent::acknowledge); return;
    case OperateResult::Outcome::confirmed:
      if (step->state == StepState::undoing)
        mover.change(*step, StepEvent::confirm, step->reason);
      else
        mover.read_back_confirmed(*text, *step);
      return;
    case OperateResult::Outcome::refuted:
    case OperateResult::Outcome::refused: mover.change(*step, StepEvent::refute, result.reason); return;
    case OperateResult::Outcome::lost: mover.change(*step, StepEvent::lose, result.reason); return;
  }
}

bool answer(PlanRun& run, const std::string& step_id, bool approved, const std::string& who, Progress& progress) {
  StepRun* step = run.find(step_id);
  if (!step) return false;
  const StepEvent event = approved ? StepEvent::confirm : StepEvent::refute;
  const auto to = next(step->state, event);
  if (step->state != StepState::needs_operator || !to) return false;
  const StepState from = step->state;
  step->state = *to;
  step->by = who;
  step->reason = approved ? "approved by " + who : "denied by " + who;
  progress.changes.push_back({step->id, event, from, *step});
  return true;
}

bool must_go_on(const PlanRun& run) {
  if (run.stage != Stage::response && run.stage != Stage::halted) return false;
  bool past = false, more = false;
  for (std::size_t i = 0; i < run.response.size(); ++i) {
    const model::Step& text = run.plan.steps[i];
    const StepState state = run.response[i].state;
    const bool begun = state != StepState::pending && state != StepState::skipped && state != StepState::undone;
    past = past || (text.point_of_no_return && begun);
    const bool acts = in_flight(state) || state == StepState::needs_operator;
    more = more || acts || (state == StepState::pending && !text.background);
  }
  return past && (more || run.stage == Stage::halted);
}

void declare(PlanRun& run) {
  if (run.stage == Stage::protective) run.stage = Stage::response;
}

void begin_restore(PlanRun& run, Progress& progress) {
  if (run.stage == Stage::restore || run.stage == Stage::complete) return;  // it has begun, or nothing more begins
  skip_unbegun(run.response, "the disruption has cleared", progress);
  begin_afresh(run.restore);
  run.stage = Stage::restore;
}

void relapse(PlanRun& run, Progress& progress) {
  skip_unbegun(run.restore, "the disruption is back", progress);
  begin_afresh(run.response);
  run.stage = Stage::response;
  ++run.round;
}

void stand_down(PlanRun& run, Progress& progress) {
  skip_unbegun(run.response, "stood down", progress);
  skip_unbegun(run.restore, "stood down", progress);
  run.stage = Stage::complete;
}

void restarted(PlanRun& run, const Context& context, Progress& progress) {
  ++run.fence;
  Mover mover(run, context, progress);
  for (auto* runs : {&run.response, &run.restore}) {
    for (StepRun& step : *runs) {
      const model::Step& text = *run.text(step.id);
      if (step.state == StepState::pending) {  // its patience begins anew: nothing has been read yet in this life
        step.begun.reset();
        step.reason.clear();
      }
      if (!std::holds_alternative<model::WriteAction>(text.action)) continue;
      if (step.state == StepState::undoing) {
        mover.repeat_undo(text, step);
      } else if (in_flight(step.state)) {
        step.verify_due.reset();
        step.unknown_since = context.now;
        mover.change(step, StepEvent::restart, "the agent was restarted");
      }
    }
  }
}

std::optional<SteadyTime> switchable_at(const Output& output, const model::SwitchLimit& limit, int times,
                                        SteadyTime now) {
  std::vector<SteadyTime> recent;
  for (const SteadyTime at : output.switched)
    if (at + limit.per > now) recent.push_back(at);
  const int allowed = limit.switches - times;  // how many recent ones still leave room
  const int surplus = static_cast<int>(recent.size()) - std::max(allowed, 0);
  if (surplus <= 0) return std::nullopt;
  std::ranges::sort(recent);
  return recent[static_cast<std::size_t>(surplus) - 1] + limit.per;
}

}  // namespace holdfast::plan
