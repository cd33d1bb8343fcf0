// The one path of every write: permit, select, operate, read back. Whoever wants an output switched comes through here.
//
//   permits say no          -> refused
//   it already reads so     -> confirmed, nothing is written (after a crash the same request may come again)
//   it cannot be read       -> lost, nothing is written, unless the request is fail-safe
//   the device says no      -> refused
//   acknowledged, then read back until the deadline: as wanted -> confirmed, otherwise -> refuted, unreadable -> lost
//
// Owns no state; ports must outlive every call.
#pragma once

#include <functional>

#include "agent/act/ports.hpp"
#include "agent/plan/progress.hpp"

namespace holdfast::act {

class Operate {
 public:
  Operate(platform::Clock& clock, const Ports& ports, const Permits& permits)
      : clock_(clock), ports_(ports), permits_(permits) {}

  // `report` hears of the acknowledgement as soon as it is there; the final outcome is returned.
  Awaitable<plan::OperateResult> execute(plan::Operate request, std::function<void(plan::OperateResult)> report) const;

 private:
  std::optional<std::string> forbidden(const plan::Operate& request) const;
  Awaitable<plan::OperateResult> read_back(plan::Operate request, std::string write_problem) const;

  platform::Clock& clock_;
  const Ports& ports_;
  const Permits& permits_;
};

}  // namespace holdfast::act
