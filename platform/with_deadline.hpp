// The body of with_deadline(); included by tasks.hpp.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <chrono>
#include <exception>
#include <memory>
#include <optional>
#include <utility>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::platform {

namespace detail {

template <class T>
Awaitable<void> store_result(std::shared_ptr<std::optional<Result<T>>> place, Awaitable<Result<T>> operation) {
  Result<T> result = co_await std::move(operation);
  place->emplace(std::move(result));
}

inline Error no_answer_within(Duration patience) {
  const auto whole = std::chrono::round<std::chrono::milliseconds>(patience);
  return make_error(Code::no_contact, "no answer within {} ms", whole.count());
}

}  // namespace detail

template <class T>
Awaitable<Result<T>> with_deadline(Clock& clock, SteadyTime deadline, Awaitable<Result<T>> operation) {
  const auto executor = co_await boost::asio::this_coro::executor;
  const SteadyTime start = clock.steady();
  // Shared with the operation only so that a result can be absent; it has ended when the group has.
  const auto place = std::make_shared<std::optional<Result<T>>>();

  // Both sides have ended, frames and all, when the group completes. Cancelling us cancels both.
  auto group = boost::asio::experimental::make_parallel_group(
      boost::asio::co_spawn(executor, detail::store_result<T>(place, std::move(operation)), boost::asio::deferred),
      boost::asio::co_spawn(executor, clock.wait_until(deadline), boost::asio::deferred));
  const auto outcome = co_await group.async_wait(boost::asio::experimental::wait_for_one(), boost::asio::use_awaitable);
  const bool timed_out = std::get<0>(outcome)[0] == 1;
  const std::exception_ptr& failure = std::get<1>(outcome);
  const std::exception_ptr& wait_failure = std::get<2>(outcome);

  // A good answer counts even when it came in the moment of the deadline.
  if (place->has_value() && ((*place)->has_value() || !timed_out)) co_return std::move(**place);
  if (timed_out && !wait_failure) co_return detail::no_answer_within(deadline - start);
  std::rethrow_exception(failure ? failure : wait_failure);
}

}  // namespace holdfast::platform
