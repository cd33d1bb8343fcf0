#include "platform/signal.hpp"

#include <optional>

namespace holdfast::platform {

struct Signal::State {
  explicit State(Clock& a_clock) : clock(a_clock) {}

  Clock& clock;
  std::optional<WaitQueue::Key> waiting;
  bool remembered = false;
};

Signal::Signal(Clock& clock) : state_(std::make_unique<State>(clock)) {}

Signal::~Signal() = default;

void Signal::notify() {
  // A waiter whose deadline has passed or who is being cancelled no longer hears: the next one shall.
  if (state_->waiting && state_->clock.waits().wake(*state_->waiting)) {
    state_->waiting.reset();
  } else {
    state_->remembered = true;
  }
}

Awaitable<bool> Signal::wait(SteadyTime deadline) {
  if (state_->remembered) {
    state_->remembered = false;
    co_return true;
  }
  WaitQueue& queue = state_->clock.waits();
  const WaitQueue::Key key = queue.reserve(deadline);
  state_->waiting = key;
  const bool notified = co_await queue.wait(key);
  if (state_->waiting == key) state_->waiting.reset();
  co_return notified;
}

}  // namespace holdfast::platform
