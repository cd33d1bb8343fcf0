// Cancellation as the house knows it: an exception. An operation that reports its end as a value hides a cancelled
// task.
#pragma once

#include <boost/asio/cancellation_type.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include "platform/clock.hpp"

namespace holdfast::drivers {

// Throws operation_aborted when the calling task has been cancelled.
inline platform::Awaitable<void> throw_if_cancelled() {
  const auto state = co_await boost::asio::this_coro::cancellation_state;
  if (state.cancelled() != boost::asio::cancellation_type::none) {
    throw boost::system::system_error(boost::asio::error::operation_aborted);
  }
}

}  // namespace holdfast::drivers
