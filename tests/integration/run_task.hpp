// Runs one coroutine of a test to its end on the test's own loop, in real time, but not for ever.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <stdexcept>
#include <utility>

#include "platform/clock.hpp"

namespace holdfast::testing {

template <class T>
T run_task(boost::asio::io_context& loop, platform::Awaitable<T> task,
           std::chrono::seconds patience = std::chrono::seconds{20}) {
  std::optional<T> result;
  std::exception_ptr failure;
  boost::asio::co_spawn(loop, std::move(task), [&](std::exception_ptr thrown, T value) {
    failure = thrown;
    result.emplace(std::move(value));
  });
  loop.restart();
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!result && std::chrono::steady_clock::now() < end) loop.run_one_until(end);
  if (!result) throw std::runtime_error("the task did not end in time");
  if (failure) std::rethrow_exception(failure);
  return std::move(*result);
}

}  // namespace holdfast::testing
