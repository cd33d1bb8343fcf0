// The body of Worker::run(); included by worker.hpp.
#pragma once

#include <memory>
#include <optional>
#include <utility>

#include "platform/worker.hpp"

namespace holdfast::platform {

template <class T>
Awaitable<Result<T>> Worker::run(std::function<Result<T>()> job) {
  // Written on the thread, read on the loop after the job has ended; shared because either side may be gone first.
  const auto place = std::make_shared<std::optional<Result<T>>>();
  std::function<void()> work = [place, job = std::move(job)] { place->emplace(job()); };
  const Result<void> ran = co_await run_on_thread(std::move(work));
  if (!ran) co_return ran.error();
  co_return std::move(**place);
}

}  // namespace holdfast::platform
