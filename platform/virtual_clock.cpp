#include "platform/virtual_clock.hpp"

#include <boost/asio/executor_work_guard.hpp>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "platform/worker.hpp"

namespace holdfast::platform {

using namespace std::chrono_literals;

struct VirtualClock::State {
  State(boost::asio::io_context& io, WallTime start) : loop(io), queue(io.get_executor(), [] {}), wall(start) {}

  boost::asio::io_context& loop;
  WaitQueue queue;
  SteadyTime steady{1h};  // an hour after boot, so that tests can speak of earlier times
  WallTime wall;
  bool wall_certain = true;
  std::string boot_id = "virtual-boot";

  // Runs handlers until there is nothing left to do but wait for virtual time. True when `done` says so.
  bool settle(const std::function<bool()>& done) {
    const auto give_up = std::chrono::steady_clock::now() + 30s;
    while (true) {
      if (done && done()) return true;
      if (loop.poll_one() > 0) continue;
      if (Worker::total_outstanding() == 0) {
        // A worker's last job may have handed something to the loop after the look above.
        if (loop.poll_one() == 0) return false;
        continue;
      }
      if (std::chrono::steady_clock::now() > give_up) {
        throw std::logic_error("virtual time stands still: a worker job has not ended within 30 s");
      }
      loop.run_one_for(1ms);
    }
  }

  void advance_to(SteadyTime time) {
    if (time <= steady) return;
    wall += time - steady;
    steady = time;
  }
};

VirtualClock::VirtualClock(boost::asio::io_context& loop, WallTime start)
    : state_(std::make_unique<State>(loop, start)) {}

VirtualClock::~VirtualClock() = default;

Instant VirtualClock::now() const { return Instant{state_->steady, state_->wall, state_->wall_certain}; }

const std::string& VirtualClock::boot_id() const { return state_->boot_id; }

WaitQueue& VirtualClock::waits() { return state_->queue; }

bool VirtualClock::run_for(Duration span, std::function<bool()> done) {
  const SteadyTime end = state_->steady + span;
  state_->loop.restart();
  const auto guard = boost::asio::make_work_guard(state_->loop);
  while (!state_->settle(done)) {
    const std::optional<SteadyTime> due = state_->queue.next_due();
    if (!due || *due > end) {
      state_->advance_to(end);
      return done && done();
    }
    state_->advance_to(*due);
    state_->queue.end_all_due(state_->steady);
  }
  return true;
}

void VirtualClock::jump_wall(Duration by) { state_->wall += by; }

void VirtualClock::set_wall_certain(bool certain) { state_->wall_certain = certain; }

}  // namespace holdfast::platform
