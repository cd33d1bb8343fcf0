// A clock for unit tests. Time advances only when the loop has nothing left to do and no worker job is outstanding,
// and then jumps to the next due wait: hours of waiting take milliseconds and the order is always the same.
#pragma once

#include <functional>
#include <map>

#include "platform/clock.hpp"

namespace holdfast::platform {

class VirtualClock final : public Clock {
 public:
  explicit VirtualClock(boost::asio::io_context& loop, WallTime start = WallTime{std::chrono::seconds{1'767'225'600}});
  ~VirtualClock() override;

  Instant now() const override;
  const std::string& boot_id() const override;
  WaitQueue& waits() override;

  // Runs the loop until virtual time has advanced by `span`, or `done` says so; returns whether `done` held.
  bool run_for(Duration span, std::function<bool()> done = {});

  void jump_wall(Duration by);  // the wall clock is set by somebody; steady time does not notice
  void set_wall_certain(bool certain);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::platform
