// What the program says to the service manager and hears from it: readiness, status line, watchdog, SIGTERM.
#pragma once

#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>

#include "platform/clock.hpp"

namespace holdfast::platform {

void tell_ready(const std::string& status);  // sd_notify READY=1 STATUS=...; nothing without a service manager
void tell_status(const std::string& status);
void tell_watchdog();
void tell_stopping();

// Resumes when SIGTERM or SIGINT arrives (returns the signal number). SIGPIPE is ignored from construction on.
class StopSignals {
 public:
  explicit StopSignals(boost::asio::io_context& loop);
  ~StopSignals();
  Awaitable<int> wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The name of this box; "gateway" if it has none.
std::string host_name();

}  // namespace holdfast::platform
