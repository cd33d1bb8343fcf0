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

const char* action_name(const Action& action) { return std::visit(ActionName{}, action); }

}  // namespace holdfast::model
