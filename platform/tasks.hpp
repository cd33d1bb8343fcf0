// The tasks of the program: named coroutines that are started together, watched, cancelled and waited for.
// An exception that escapes a task is fatal: it is reported with the task's name and ends the program's run.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::platform {

class TaskGroup {
 public:
  // `on_fatal(task name, what)` is called on the loop when a task ends by an exception other than cancellation.
  using OnFatal = std::function<void(const std::string& name, const std::string& what)>;

  TaskGroup(boost::asio::any_io_executor executor, Clock& clock, OnFatal on_fatal);
  ~TaskGroup();  // every task must have ended: call stop() and run the loop first
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;

  void spawn(std::string name, Awaitable<void> task);

  // Asks every task to end (operation_aborted at its next wait), then waits until all have, or until `deadline`.
  // Returns the names of the tasks that have not ended: the caller says so and leaves without them.
  Awaitable<std::vector<std::string>> stop(SteadyTime deadline);
  void cancel_all();

  std::size_t running() const;
  std::vector<std::string> names() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the completion handlers of tasks that outlive a failed stop()
};

// Runs `operation`; when it has not ended by `deadline` it is cancelled and no_contact "no answer within N ms"
// returned. Returns only when the operation has ended: it must honour cancellation. When the waiting task itself is
// cancelled, throws operation_aborted.
template <class T>
Awaitable<Result<T>> with_deadline(Clock& clock, SteadyTime deadline, Awaitable<Result<T>> operation);

}  // namespace holdfast::platform

#include "platform/with_deadline.hpp"
