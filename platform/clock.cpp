#include "platform/clock.hpp"

#include <sys/timerfd.h>
#include <sys/timex.h>
#include <unistd.h>
#include <ctime>

#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <fstream>
#include <optional>
#include <system_error>

namespace holdfast::platform {

namespace asio = boost::asio;

namespace {

using namespace std::chrono_literals;

constexpr WallTime released{std::chrono::sys_days{std::chrono::year{2026} / 11 / 1}};
constexpr WallTime absurd_before{std::chrono::sys_days{std::chrono::year{2024} / 1 / 1}};

Duration read_clock(clockid_t id) {
  timespec now{};
  ::clock_gettime(id, &now);
  return std::chrono::seconds{now.tv_sec} + std::chrono::duration_cast<Duration>(std::chrono::nanoseconds{now.tv_nsec});
}

std::string read_boot_id() {
  std::ifstream file{"/proc/sys/kernel/random/boot_id"};
  std::string id;
  if (!std::getline(file, id) || id.empty()) return "unknown-boot";
  return id;
}

// An absolute CLOCK_BOOTTIME timer as a descriptor, rather than Asio's steady_timer: that one counts CLOCK_MONOTONIC,
// which stands still while the machine is suspended. After SIGSTOP or a suspend the timer is simply due.
class BootTimer {
 public:
  explicit BootTimer(asio::io_context& loop) : descriptor_(loop) {
    const int raw = ::timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    if (raw < 0) throw std::system_error(errno, std::generic_category(), "timerfd_create");
    descriptor_.assign(raw);
  }

  asio::posix::stream_descriptor& descriptor() { return descriptor_; }

  void set(SteadyTime due) {
    // A time of zero would disarm it; anything in the past is due at once.
    const auto since_boot = std::max(due.time_since_epoch(), Duration{1});
    const auto seconds = std::chrono::floor<std::chrono::seconds>(since_boot);
    itimerspec spec{};
    spec.it_value.tv_sec = static_cast<time_t>(seconds.count());
    spec.it_value.tv_nsec = static_cast<long>(std::chrono::nanoseconds{since_boot - seconds}.count());
    ::timerfd_settime(descriptor_.native_handle(), TFD_TIMER_ABSTIME, &spec, nullptr);
  }

  void clear() {
    std::uint64_t expirations = 0;
    [[maybe_unused]] const auto read = ::read(descriptor_.native_handle(), &expirations, sizeof expirations);
  }

 private:
  asio::posix::stream_descriptor descriptor_;
};

class RealClock final : public Clock {
 public:
  explicit RealClock(asio::io_context& loop) : boot_id_(read_boot_id()), state_(std::make_shared<State>(loop)) {}

  ~RealClock() override { state_->timer.descriptor().close(); }

  Instant now() const override {
    const SteadyTime steady{read_clock(CLOCK_BOOTTIME)};
    const WallTime wall{read_clock(CLOCK_REALTIME)};
    // adjtimex is a system call while the clocks are not: once a second is enough.
    if (!synchronised_read_at_ || steady - *synchronised_read_at_ >= 1s) {
      timex request{};
      synchronised_ = ::adjtimex(&request) != -1 && (request.status & STA_UNSYNC) == 0;
      synchronised_read_at_ = steady;
    }
    return Instant{steady, wall, wall_is_certain(wall, synchronised_)};
  }

  const std::string& boot_id() const override { return boot_id_; }
  WaitQueue& waits() override { return state_->queue; }

 private:
  struct State : std::enable_shared_from_this<State> {
    explicit State(asio::io_context& loop) : timer(loop), queue(loop.get_executor(), [this] { follow_queue(); }) {}

    // Keeps the timer at the next due wait, and listens to it only while somebody waits: the loop's run() then returns
    // when the last task has ended. An earlier setting is left standing: it wakes once for nothing, which is cheaper
    // than setting the timer anew for each deadline that is met.
    void follow_queue() {
      const std::optional<SteadyTime> due = queue.next_due();
      if (!due) {
        if (listening) timer.descriptor().cancel();
        return;
      }
      if (!armed || *due < *armed) {
        timer.set(*due);
        armed = *due;
      }
      if (!listening) listen();
    }

    void listen() {
      listening = true;
      timer.descriptor().async_wait(asio::posix::stream_descriptor::wait_read,
                                    [weak = weak_from_this()](boost::system::error_code error) {
                                      if (const auto self = weak.lock()) self->heard(error);
                                    });
    }

    void heard(boost::system::error_code error) {
      listening = false;
      if (!timer.descriptor().is_open()) return;
      if (!error) {
        timer.clear();
        armed.reset();
        queue.end_all_due(SteadyTime{read_clock(CLOCK_BOOTTIME)});
      }
      follow_queue();
    }

    BootTimer timer;
    WaitQueue queue;
    std::optional<SteadyTime> armed;
    bool listening = false;
  };

  std::string boot_id_;
  std::shared_ptr<State> state_;  // the other owner, weakly: the timer's handler, which the loop may run after us
  mutable std::optional<SteadyTime> synchronised_read_at_;
  mutable bool synchronised_ = false;
};

}  // namespace

bool wall_is_certain(WallTime wall, bool synchronised) {
  if (wall < absurd_before) return false;
  return synchronised || wall >= released;
}

Awaitable<void> Clock::wait_until(SteadyTime due) {
  WaitQueue& queue = waits();
  const WaitQueue::Key key = queue.reserve(due);
  [[maybe_unused]] const bool woken = co_await queue.wait(key);
}

std::unique_ptr<Clock> make_real_clock(asio::io_context& loop) { return std::make_unique<RealClock>(loop); }

}  // namespace holdfast::platform
