// A thread for work that blocks (commits, a serial line, a client library), with an awaitable face.
// Jobs run one after another in the order given. The result arrives on the loop.
// A job that hangs is abandoned, never joined without a deadline: stop() says whether the thread ended.
// Used and destroyed on the loop thread, before the loop is.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::platform {

class Worker {
 public:
  Worker(boost::asio::any_io_executor loop, std::string name, std::size_t capacity = 1024);
  ~Worker();  // stop(100 ms) if nobody did
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  // Runs `job` on the thread and resumes on the loop with what it returned. A job may throw: internal error.
  // When the waiting task is cancelled the job still runs and its result is dropped. Full queue: out_of_space.
  // After stop(): cancelled, also for what was queued or running. The job is destroyed on the thread, so it must own
  // nothing that belongs to the loop.
  template <class T>
  Awaitable<Result<T>> run(std::function<Result<T>()> job);

  // Queue without waiting for a result; false when full or stopping. What the job throws is lost.
  bool post(std::function<void()> job);

  // Drops what is queued (unless drain), blocks up to `patience` for the running job; false: abandoned (thread
  // detached, its state stays alive by shared ownership with the thread, and it never touches the loop again).
  bool stop(Duration patience, bool drain = false);

  std::size_t outstanding() const;         // of this worker
  static std::size_t total_outstanding();  // of all workers; virtual time waits while it is not zero

 private:
  struct State;

  // Runs `work` on the thread; resumes when it has ended, or at once when the worker stops.
  Awaitable<Result<void>> run_on_thread(std::function<void()> work);

  std::shared_ptr<State> state_;  // shared with the thread, which may outlive us when abandoned
};

}  // namespace holdfast::platform

#include "platform/worker_run.hpp"
