#include "platform/leave.hpp"

#include <unistd.h>
#include <csignal>
#include <ctime>

namespace holdfast::platform {

namespace {

int exit_code = 0;

void leave(int) { _exit(exit_code); }  // async-signal-safe, runs no destructor

}  // namespace

void leave_within(Duration patience, int code) {
  exit_code = code;
  struct sigaction action {};
  action.sa_handler = leave;
  sigaction(SIGALRM, &action, nullptr);
  timer_t timer{};
  sigevent event{};
  event.sigev_notify = SIGEV_SIGNAL;
  event.sigev_signo = SIGALRM;
  if (timer_create(CLOCK_BOOTTIME, &event, &timer) != 0) {
    alarm(static_cast<unsigned>(std::chrono::ceil<std::chrono::seconds>(patience).count()));
    return;
  }
  const auto seconds = std::chrono::floor<std::chrono::seconds>(patience);
  itimerspec due{};
  due.it_value.tv_sec = seconds.count();
  due.it_value.tv_nsec = std::chrono::nanoseconds(patience - seconds).count();
  timer_settime(timer, 0, &due, nullptr);
}

}  // namespace holdfast::platform
