// Where the program gets its time, and the one place where it waits. Everything that decides is handed a time instead.
// All waits share one queue over one timer, so that wake-ups stay few. Loop thread only.
// Must outlive every task that waits on it.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>

#include "platform/time.hpp"
#include "platform/wait_queue.hpp"

namespace holdfast::platform {

template <class T>
using Awaitable = boost::asio::awaitable<T>;

// One reading of every clock at once.
struct Instant {
  SteadyTime steady;
  WallTime wall;
  bool wall_certain = false;  // see wall_is_certain()
};

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant now() const = 0;
  virtual const std::string& boot_id() const = 0;  // /proc/sys/kernel/random/boot_id; a fixed word in tests
  SteadyTime steady() const { return now().steady; }

  // Resumes at `due` or soon after, on the loop. Throws operation_aborted when the waiting task is cancelled.
  Awaitable<void> wait_until(SteadyTime due);

  // For Signal, which ends waits early; tasks use wait_until() or a Signal.
  virtual WaitQueue& waits() = 0;
};

// The machine's clocks: CLOCK_BOOTTIME and CLOCK_REALTIME.
std::unique_ptr<Clock> make_real_clock(boost::asio::io_context& loop);

// Whether the wall time can be believed. Before 2024: never. Otherwise yes when the kernel says that it is synchronised
// (adjtimex without STA_UNSYNC). Many machines keep good time without telling the kernel (virtual machines, containers,
// a good RTC), so unsynchronised time is believed too from this program's release on: a box that lost its clock comes
// up with the date of its image, which is older.
bool wall_is_certain(WallTime wall, bool synchronised);

}  // namespace holdfast::platform
