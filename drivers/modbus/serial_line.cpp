#include "drivers/modbus/serial_line.hpp"

namespace holdfast::drivers::modbus {
namespace {

// One that runs, and some that wait behind it when it hangs: more would only be asked in vain.
constexpr std::size_t most_jobs = 4;

}  // namespace

SerialLine::SerialLine(boost::asio::any_io_executor loop, platform::Clock& clock, SerialSettings settings)
    : Channel(clock),
      settings_(std::move(settings)),
      port_(std::make_shared<SerialPort>(settings_)),
      worker_(std::move(loop), "serial line", most_jobs) {}

SerialLine::~SerialLine() {
  port_->cancel(exchanges_);
  renew();
  worker_.stop(std::chrono::milliseconds{100}, true);
}

void SerialLine::renew() {
  open_ = false;
  worker_.post([port = port_] { port->close(); });
}

void SerialLine::ended_badly() { port_->cancel(exchanges_); }

Awaitable<Result<Reply>> SerialLine::on_worker(std::function<Result<Reply>()> job) {
  Result<Reply> reply = co_await worker_.run<Reply>(std::move(job));
  if (!reply && reply.error().code == Code::out_of_space) {
    co_return make_error(Code::no_contact, "{} hangs", settings_.tty);
  }
  co_return reply;
}

Awaitable<Result<Reply>> SerialLine::transact(Request request, Manners manners, SteadyTime deadline) {
  const SerialPort::Number number = ++exchanges_;
  if (!open_) {
    std::function<Result<Reply>()> job = [port = port_]() -> Result<Reply> {
      const Result<void> opened = port->open();
      if (!opened) return opened.error();
      return Reply{};
    };
    const Result<Reply> opened = co_await on_worker(std::move(job));
    if (!opened) co_return opened.error();
    open_ = true;
    if (manners.pause_after_connect > Duration{}) {
      const SteadyTime ready = clock_.steady() + manners.pause_after_connect;
      co_await clock_.wait_until(ready);
    }
  }
  // The deadline is kept here; the worker's own patience is for a loop that has died.
  const Duration patience = deadline - clock_.steady() + std::chrono::seconds{1};
  std::function<Result<Reply>()> job = [port = port_, request = std::move(request), number, patience] {
    return port->exchange(request, number, patience);
  };
  Result<Reply> reply = co_await on_worker(std::move(job));
  co_return reply;
}

}  // namespace holdfast::drivers::modbus
