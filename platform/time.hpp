// The three kinds of time that the house speaks of. Types only: nobody here reads a clock.
// SteadyTime runs on through suspend and never jumps (CLOCK_BOOTTIME); it means nothing in another boot.
// WallTime is UTC and may jump or be wrong until the box has learnt the time.
#pragma once

#include <chrono>
#include <cstdint>

namespace holdfast {

using Duration = std::chrono::microseconds;

struct BootClock {
  using rep = Duration::rep;
  using period = Duration::period;
  using duration = Duration;
  using time_point = std::chrono::time_point<BootClock, Duration>;
  static constexpr bool is_steady = true;
};

using SteadyTime = BootClock::time_point;
using WallTime = std::chrono::sys_time<Duration>;

}  // namespace holdfast
