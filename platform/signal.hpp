// "Something happened": one task waits with a deadline, others notify. A notification with nobody waiting is remembered
// once. Loop thread only; must outlive the waiting task; a single waiter at a time.
#pragma once

#include <memory>

#include "platform/clock.hpp"

namespace holdfast::platform {

class Signal {
 public:
  explicit Signal(Clock& clock);
  ~Signal();
  Signal(const Signal&) = delete;
  Signal& operator=(const Signal&) = delete;

  void notify();

  // True when notified (now or before the call), false when `deadline` passed first. Throws operation_aborted on
  // cancel.
  Awaitable<bool> wait(SteadyTime deadline);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::platform
