#include "platform/service.hpp"

#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>

namespace holdfast::platform {
namespace {

void tell(const std::string& state, const std::string& status) {
  std::string line = status;
  std::replace(line.begin(), line.end(), '\n', ' ');  // a new line would begin another assignment
  sd_notify(0, (state + "STATUS=" + line).c_str());
}

}  // namespace

void tell_ready(const std::string& status) { tell("READY=1\n", status); }

void tell_status(const std::string& status) { tell("", status); }

void tell_watchdog() { sd_notify(0, "WATCHDOG=1"); }

void tell_stopping() { sd_notify(0, "STOPPING=1"); }

struct StopSignals::State {
  explicit State(boost::asio::io_context& loop) : signals(loop, SIGTERM, SIGINT) {}
  boost::asio::signal_set signals;
};

StopSignals::StopSignals(boost::asio::io_context& loop) : state_(std::make_unique<State>(loop)) {
  std::signal(SIGPIPE, SIG_IGN);
}

StopSignals::~StopSignals() = default;

Awaitable<int> StopSignals::wait() {
  const int number = co_await state_->signals.async_wait(boost::asio::use_awaitable);
  co_return number;
}

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0') return "gateway";
  return name.data();
}

}  // namespace holdfast::platform
