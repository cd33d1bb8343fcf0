// A virtual clock of a process that can be stopped and continued: time passes, nothing runs, and on waking everything
// that had been waiting is due at once.
#pragma once

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <string>

#include "platform/clock.hpp"
#include "platform/wait_queue.hpp"

namespace holdfast::testing {

class StoppableClock final : public platform::Clock {
 public:
  explicit StoppableClock(boost::asio::io_context& loop) : loop_(loop), queue_(loop.get_executor(), [] {}) {}

  platform::Instant now() const override { return {steady_, WallTime{steady_.time_since_epoch()}, true}; }
  const std::string& boot_id() const override { return boot_id_; }
  platform::WaitQueue& waits() override { return queue_; }

  void run_for(Duration span) {
    const SteadyTime end = steady_ + span;
    settle();
    while (queue_.next_due() && *queue_.next_due() <= end) {
      steady_ = std::max(steady_, *queue_.next_due());
      queue_.end_all_due(steady_);
      settle();
    }
    steady_ = end;
  }

  void stop_process_for(Duration span) { steady_ += span; }

 private:
  void settle() {
    loop_.restart();
    while (loop_.poll() > 0) loop_.restart();
  }

  boost::asio::io_context& loop_;
  platform::WaitQueue queue_;
  SteadyTime steady_{std::chrono::hours{1}};
  std::string boot_id_ = "stoppable-boot";
};

}  // namespace holdfast::testing
