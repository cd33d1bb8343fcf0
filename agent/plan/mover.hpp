// Moves single steps of one run: begins them, follows those in flight, resolves what a crash or a lost device left
// open. Used by progress.cpp only; holds no state of its own beyond one call.
#pragma once

#include <string>

#include "agent/plan/progress.hpp"

namespace holdfast::plan {

class Mover {
 public:
  Mover(PlanRun& run, const Context& context, Progress& progress) : run_(run), context_(context), progress_(progress) {}

  // A pending step that is next: skips it, begins it, or holds it with a reason. True when its state changed.
  bool begin(const model::Step& text, StepRun& step, bool restoring);
  // A step that is under way: has its time come, does its condition hold, what does the device read? True on a change.
  bool follow(const model::Step& text, StepRun& step);
  // Takes back a failed step. True when that began.
  bool take_back(const model::Step& text, StepRun& step);
  void repeat_undo(const model::Step& text, StepRun& step);  // after a restart: Operate reads before it writes

  void change(StepRun& step, StepEvent event, std::string reason = {});
  void read_back_confirmed(const model::Step& text, StepRun& step);

 private:
  enum class Guard { passes, fails, holds };
  Guard guard(const model::Step& text, StepRun& step);
  bool begin_write(const model::Step& text, StepRun& step, const model::WriteAction& write, bool restoring);
  bool begin_wait(const model::Step& text, StepRun& step, const model::WaitAction& wait);
  bool begin_approval(const model::Step& text, StepRun& step, const model::ApproveAction& approve);
  bool tell(StepRun& step, const std::string& role, const std::string& text);
  bool hold(const model::Step& text, StepRun& step, std::string reason);  // until its timeout
  bool wait_for_leave(StepRun& step, std::string reason);                 // however long

  bool follow_wait(const model::Step& text, StepRun& step, const model::WaitAction& wait);
  bool follow_write(const model::Step& text, StepRun& step);
  bool follow_verification(const model::Step& text, StepRun& step);
  bool resolve_unknown(const model::Step& text, StepRun& step);
  bool decide_again(const model::Step& text, StepRun& step, const model::Value& seen);
  bool overdue(StepRun& step, StepEvent event, const std::string& reason);

  void operate(const model::Step& text, StepRun& step, const model::WriteAction& write, model::PointId output,
               bool undo);
  void wake_at(SteadyTime due);
  void wake_for(const detect::Condition& condition);
  bool of_the_return(const StepRun& step) const;
  const CompiledStep& compiled(const std::string& step) const { return context_.compiled.steps.at(step); }

  PlanRun& run_;
  const Context& context_;
  Progress& progress_;
};

}  // namespace holdfast::plan
