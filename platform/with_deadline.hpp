// The body of with_deadline(); included by tasks.hpp.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <tuple>
#include <utility>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::platform {

namespace detail {

inline Error no_answer_within(Duration patience) {
  const auto whole = std::chrono::round<std::chrono::milliseconds>(patience);
  return make_error(Code::no_contact, "no answer within {} ms", whole.count());
}

// Cancels one operation at a deadline, or when the task that waits for it is cancelled. An alarm rather than a second
// coroutine: each exchange with a device has a deadline, and hardly any is ever met.
class Deadline {
 public:
  Deadline(WaitQueue& queue, SteadyTime due, boost::asio::cancellation_slot waiting_task)
      : queue_(queue), key_(queue.reserve(due)), waiting_task_(waiting_task) {
    queue_.set_alarm(key_, [this] {
      passed_ = true;
      stop_.emit(boost::asio::cancellation_type::all);
    });
    if (waiting_task_.is_connected())
      waiting_task_.assign([this](boost::asio::cancellation_type how) { stop_.emit(how); });
  }
  ~Deadline() {
    queue_.drop_alarm(key_);
    if (waiting_task_.is_connected()) waiting_task_.clear();
  }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  boost::asio::cancellation_slot slot() { return stop_.slot(); }
  bool passed() const { return passed_; }

 private:
  WaitQueue& queue_;
  WaitQueue::Key key_;
  boost::asio::cancellation_slot waiting_task_;
  boost::asio::cancellation_signal stop_;
  bool passed_ = false;
};

}  // namespace detail

template <class T>
Awaitable<Result<T>> with_deadline(Clock& clock, SteadyTime deadline, Awaitable<Result<T>> operation) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const auto own = co_await boost::asio::this_coro::cancellation_state;
  const SteadyTime start = clock.steady();
  detail::Deadline limit{clock.waits(), deadline, own.slot()};
  const auto as_values = boost::asio::as_tuple(boost::asio::use_awaitable);
  // Resumes when the operation has ended, frames and all.
  std::tuple<std::exception_ptr, Result<T>> outcome = co_await boost::asio::co_spawn(
      executor, std::move(operation), boost::asio::bind_cancellation_slot(limit.slot(), as_values));
  auto& [failure, result] = outcome;
  // A good answer counts even when it came in the moment of the deadline.
  if (limit.passed() && (failure || !result)) co_return detail::no_answer_within(deadline - start);
  if (failure) std::rethrow_exception(failure);
  co_return std::move(result);
}

}  // namespace holdfast::platform
