#include "agent/plan/mover.hpp"

#include <algorithm>

#include "agent/plan/run_view.hpp"

namespace holdfast::plan {

namespace {

using detect::Truth;

std::string in_seconds(Duration span) { return fmt::format("{:g} s", std::chrono::duration<double>(span).count()); }

}  // namespace

bool Mover::of_the_return(const StepRun& step) const {
  return std::ranges::any_of(run_.restore, [&](const StepRun& each) { return &each == &step; });
}

void Mover::change(StepRun& step, StepEvent event, std::string reason) {
  const auto to = next(step.state, event);
  if (!to) return;
  const StepState from = step.state;
  step.state = *to;
  step.reason = std::move(reason);
  if (step.state == StepState::unknown && from != StepState::unknown) step.unknown_since = context_.now;
  progress_.changes.push_back({step.id, event, from, step});
}

void Mover::wake_at(SteadyTime due) {
  if (!progress_.wake || due < *progress_.wake) progress_.wake = due;
}

void Mover::wake_for(const detect::Condition& condition) {
  if (const auto change = condition.next_change(context_.view, context_.now)) wake_at(*change);
}

bool Mover::hold(const model::Step& text, StepRun& step, std::string reason) {
  if (step.reason != reason) step.begun = context_.now;  // patience is for each obstacle
  const SteadyTime patience = *step.begun + text.timeout;
  if (context_.now >= patience) {
    change(step, StepEvent::refute, fmt::format("{} for {}; nothing was done", reason, in_seconds(text.timeout)));
    return true;
  }
  wake_at(patience);
  return wait_for_leave(step, std::move(reason));
}

bool Mover::wait_for_leave(StepRun& step, std::string reason) {
  if (step.reason != reason) {
    step.reason = std::move(reason);
    progress_.held.push_back({step.id, step.reason});
  }
  return false;
}

Mover::Guard Mover::guard(const model::Step& text, StepRun& step) {
  const auto& condition = compiled(text.id).when;
  if (!condition) return Guard::passes;
  const RunView view(context_.view, context_.compiled, run_, context_.now);
  const Truth truth = condition->evaluate(view, context_.now).truth;
  if (truth == Truth::yes) return Guard::passes;
  if (text.background) {  // armed: it waits for its guard, however long
    wake_for(*condition);
    return Guard::holds;
  }
  if (truth == Truth::no) return Guard::fails;
  if (text.protect) return Guard::passes;  // fail-safe: not knowing is no reason to leave the site unprotected
  progress_.read_now.insert(condition->points().begin(), condition->points().end());
  wake_for(*condition);
  hold(text, step, fmt::format("unknown whether `{}`", condition->text()));
  return Guard::holds;
}

bool Mover::begin(const model::Step& text, StepRun& step, bool restoring) {
  if (!text.background && !step.begun) step.begun = context_.now;
  const StepState before = step.state;
  switch (guard(text, step)) {
    case Guard::holds: return step.state != before;
    case Guard::fails: change(step, StepEvent::skip, fmt::format("not `{}`", text.when)); return true;
    case Guard::passes: break;
  }
  if (!step.begun) step.begun = context_.now;
  if (const auto* write = std::get_if<model::WriteAction>(&text.action))
    return begin_write(text, step, *write, restoring);
  if (const auto* wait = std::get_if<model::WaitAction>(&text.action)) return begin_wait(text, step, *wait);
  if (const auto* approve = std::get_if<model::ApproveAction>(&text.action))
    return begin_approval(text, step, *approve);
  if (const auto* notify = std::get_if<model::NotifyAction>(&text.action))
    return tell(step, notify->role, notify->text);
  return tell(step, "", std::get<model::NoteAction>(text.action).text);
}

bool Mover::tell(StepRun& step, const std::string& role, const std::string& text) {
  change(step, StepEvent::confirm);
  progress_.notices.push_back({step.id, role, text});
  return true;
}

bool Mover::begin_approval(const model::Step& text, StepRun& step, const model::ApproveAction& approve) {
  step.deadline = context_.now + text.timeout;
  change(step, StepEvent::ask, approve.text);
  wake_at(*step.deadline);
  return true;
}

bool Mover::begin_wait(const model::Step& text, StepRun& step, const model::WaitAction& wait) {
  step.deadline = context_.now + (wait.until.empty() ? wait.span.value_or(Duration{}) : text.timeout);
  change(step, StepEvent::decide);
  wake_at(*step.deadline);
  return true;
}

bool Mover::begin_write(const model::Step& text, StepRun& step, const model::WriteAction& write, bool restoring) {
  const CompiledStep& ready = compiled(text.id);
  const model::Sample* sample = context_.view.latest(*ready.output);
  const bool present = sample && sample->value && model::is_present(*sample, context_.now);
  const RunView view(context_.view, context_.compiled, run_, context_.now);
  const bool effective = !ready.verify || ready.verify->evaluate(view, context_.now).truth == Truth::yes;
  step.wanted = write.value;
  step.before = present ? sample->value : std::nullopt;
  if (present && effective && model::same_reading(write.value, *sample->value)) {
    step.seen = sample->value;
    change(step, StepEvent::confirm, "already so");
    return true;
  }
  if (!present && !text.protect) {
    progress_.read_now.insert(*ready.output);
    return hold(text, step, fmt::format("{} cannot be read", write.point));
  }
  if (!context_.monitor_only.empty())
    return wait_for_leave(step, fmt::format("monitor-only until a person acknowledges: {}", context_.monitor_only));
  Output& output = context_.outputs[write.point];
  if (!output.owner.empty() && output.owner != run_.id)
    return hold(text, step, fmt::format("{} is in use by {}", write.point, output.owner));
  // The way back keeps one switching in reserve: a load that is back on can always be shed again.
  const int wanted = restoring ? 2 : 1;
  if (const auto free_at = switchable_at(output, context_.limit, wanted, context_.now)) {
    wake_at(*free_at);
    return wait_for_leave(step, fmt::format("{} has been switched {} times within {}: waiting for its limit",
                                            write.point, output.switched.size(), in_seconds(context_.limit.per)));
  }
  operate(text, step, write, *ready.output, false);
  change(step, StepEvent::decide);
  return true;
}

void Mover::operate(const model::Step& text, StepRun& step, const model::WriteAction& write, model::PointId output,
                    bool undo) {
  ++step.attempt;
  step.seen.reset();
  step.verify_due.reset();
  step.deadline = context_.now + text.timeout;
  Output& used = context_.outputs[write.point];
  std::erase_if(used.switched, [&](SteadyTime at) { return at + context_.limit.per <= context_.now; });
  used.switched.push_back(context_.now);
  used.owner = run_.id;
  progress_.operations.push_back({run_.id, step.id, step.attempt, run_.fence, undo, text.protect, output, write.point,
                                  write.value, *step.deadline});
  wake_at(*step.deadline + operate_grace);
}

bool Mover::take_back(const model::Step& text, StepRun& step) {
  const auto& ready = compiled(text.id);
  if (!text.undo || !ready.undo_output) return false;
  const std::string why = step.reason;
  change(step, StepEvent::undo, why);
  operate(text, step, *text.undo, *ready.undo_output, true);
  return true;
}

void Mover::repeat_undo(const model::Step& text, StepRun& step) {
  operate(text, step, *text.undo, *compiled(text.id).undo_output, true);
  change(step, StepEvent::restart, "the agent was restarted");
}

bool Mover::follow(const model::Step& text, StepRun& step) {
  if (const auto* wait = std::get_if<model::WaitAction>(&text.action)) return follow_wait(text, step, *wait);
  if (step.state == StepState::needs_operator)
    return std::holds_alternative<model::ApproveAction>(text.action) &&
           overdue(step, StepEvent::refute, fmt::format("nobody answered within {}", in_seconds(text.timeout)));
  if (step.state == StepState::unknown) return resolve_unknown(text, step);
  return follow_write(text, step);
}

bool Mover::overdue(StepRun& step, StepEvent event, const std::string& reason) {
  if (!step.deadline) return false;
  if (context_.now < *step.deadline) {
    wake_at(*step.deadline);
    return false;
  }
  change(step, event, reason);
  return true;
}

bool Mover::follow_wait(const model::Step& text, StepRun& step, const model::WaitAction& wait) {
  if (wait.until.empty()) return overdue(step, StepEvent::confirm, "");
  const auto& until = *compiled(text.id).until;
  const RunView view(context_.view, context_.compiled, run_, context_.now);
  if (until.evaluate(view, context_.now).truth == Truth::yes) {
    change(step, StepEvent::confirm);
    return true;
  }
  wake_for(until);
  return overdue(step, StepEvent::refute,
                 fmt::format("`{}` did not come true within {}", wait.until, in_seconds(text.timeout)));
}

void Mover::read_back_confirmed(const model::Step& text, StepRun& step) {
  if (!text.verify) {
    change(step, StepEvent::confirm);
    return;
  }
  if (step.state == StepState::intent) change(step, StepEvent::acknowledge);
  step.verify_due = context_.now + text.verify->within;
  const auto& points = compiled(text.id).verify->points();
  progress_.read_now.insert(points.begin(), points.end());
  wake_at(*step.verify_due);
}

bool Mover::follow_verification(const model::Step& text, StepRun& step) {
  const auto& verify = *compiled(text.id).verify;
  const RunView view(context_.view, context_.compiled, run_, context_.now);
  if (verify.evaluate(view, context_.now).truth == Truth::yes) {
    change(step, StepEvent::confirm);
    return true;
  }
  if (context_.now >= *step.verify_due) {
    change(step, StepEvent::refute,
           fmt::format("`{}` did not come true within {}", verify.text(), in_seconds(text.verify->within)));
    return true;
  }
  wake_at(*step.verify_due);
  return false;
}

bool Mover::follow_write(const model::Step& text, StepRun& step) {
  if (step.verify_due) return follow_verification(text, step);
  const SteadyTime patience = step.deadline.value_or(context_.now) + operate_grace;
  if (context_.now < patience) {
    wake_at(patience);
    return false;
  }
  change(step, StepEvent::lose, "no result came in time");
  return true;
}

bool Mover::resolve_unknown(const model::Step& text, StepRun& step) {
  if (step.verify_due) return follow_verification(text, step);
  const model::PointId output = *compiled(text.id).output;
  const model::Sample* sample = context_.view.latest(output);
  const SteadyTime since = step.unknown_since.value_or(context_.now);
  // Only what was read after the interruption tells what became of the write.
  const bool read_since =
      sample && sample->value && model::is_present(*sample, context_.now) && sample->stamp.steady >= since;
  // A device may act some time after it has taken a write: only what still reads so after a while was not done.
  const auto& wanted = std::get<model::WriteAction>(text.action).value;
  const bool settled = read_since && sample->stamp.steady >= since + settling_time;
  if (settled || (read_since && model::same_reading(wanted, *sample->value)))
    return decide_again(text, step, *sample->value);
  progress_.read_now.insert(output);
  const SteadyTime patience = since + std::max<Duration>(text.timeout, least_patience_with_unknown);
  if (context_.now >= patience && !read_since) {
    change(step, StepEvent::ask, "it was interrupted, and its output cannot be read");
    return true;
  }
  wake_at(read_since ? context_.now + settling_read_every : std::min(patience, context_.now + unknown_read_every));
  return false;
}

bool Mover::decide_again(const model::Step& text, StepRun& step, const model::Value& seen) {
  const auto& write = std::get<model::WriteAction>(text.action);
  const std::string reads = fmt::format("it reads {}, wanted {}", to_string(seen), to_string(write.value));
  step.seen = seen;
  if (model::same_reading(write.value, seen)) {
    if (!text.verify) {
      change(step, StepEvent::confirm, "read back after the interruption");
      return true;
    }
    step.verify_due = context_.now + text.verify->within;
    return follow_verification(text, step);
  }
  if (text.on_interruption == model::OnInterruption::ask) {
    change(step, StepEvent::ask, "interrupted: " + reads);
    return true;
  }
  // The return is decided anew like protection: a load that a restart leaves off for ever is an outage of its own.
  const bool anew = text.protect || of_the_return(step);
  const bool late = step.deadline && context_.now > *step.deadline;
  if (late && !anew) {
    change(step, StepEvent::refute, "interrupted and past its deadline, so nothing was done: " + reads);
    return true;
  }
  const bool untouched = step.before && model::same_reading(*step.before, seen);
  const bool safe_to_repeat = untouched || anew || text.on_interruption == model::OnInterruption::rerun;
  if (!safe_to_repeat) {
    change(step, StepEvent::ask, "interrupted, and its output is neither as before nor as wanted: " + reads);
    return true;
  }
  operate(text, step, write, *compiled(text.id).output, false);
  change(step, StepEvent::again, reads);
  return true;
}

}  // namespace holdfast::plan
