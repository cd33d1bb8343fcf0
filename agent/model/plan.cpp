#include "agent/model/plan.hpp"

namespace holdfast::model {
namespace {

struct ActionName {
  const char* operator()(const WriteAction&) const { return "write"; }
  const char* operator()(const WaitAction&) const { return "wait"; }
  const char* operator()(const NotifyAction&) const { return "notify"; }
  const char* operator()(const ApproveAction&) const { return "approve"; }
  const char* operator()(const NoteAction&) const { return "note"; }
};

}  // namespace

Step::Step() = default;
Step::Step(const Step&) = default;
Step::Step(Step&&) noexcept = default;
Step& Step::operator=(const Step&) = default;
Step& Step::operator=(Step&&) noexcept = default;
Step::~Step() = default;

std::string role_of(const Step& step) {
  if (const auto* notify = std::get_if<NotifyAction>(&step.action)) return notify->role;
  if (const auto* approve = std::get_if<ApproveAction>(&step.action)) return approve->role;
  return step.role;
}

Plan::Plan() = default;
Plan::Plan(const Plan&) = default;
Plan::Plan(Plan&&) noexcept = default;
Plan& Plan::operator=(const Plan&) = default;
Plan& Plan::operator=(Plan&&) noexcept = default;
Plan::~Plan() = default;

const char* action_name(const Action& action) { return std::visit(ActionName{}, action); }

}  // namespace holdfast::model
