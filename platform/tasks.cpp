#include "platform/tasks.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/error.hpp>
#include <boost/system/system_error.hpp>
#include <list>
#include <optional>
#include <utility>

#include "platform/signal.hpp"

namespace holdfast::platform {

namespace asio = boost::asio;

namespace {

struct Task {
  std::string name;
  std::shared_ptr<asio::cancellation_signal> cancellation;  // kept also by cancel_all() while it emits
};

// What went wrong; nothing when the task just ended or was cancelled.
std::optional<std::string> describe(const std::exception_ptr& failure) {
  if (!failure) return std::nullopt;
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& error) {
    if (error.code() == asio::error::operation_aborted) return std::nullopt;
    return error.what();
  } catch (const std::exception& error) {
    return error.what();
  } catch (...) {
    return "an exception of an unknown type";
  }
}

}  // namespace

struct TaskGroup::State {
  State(asio::any_io_executor an_executor, Clock& clock, OnFatal fatal)
      : executor(std::move(an_executor)), on_fatal(std::move(fatal)), ended(clock) {}

  asio::any_io_executor executor;
  OnFatal on_fatal;
  std::list<Task> tasks;
  Signal ended;  // a task has ended
  bool stopping = false;
};

TaskGroup::TaskGroup(asio::any_io_executor executor, Clock& clock, OnFatal on_fatal)
    : state_(std::make_shared<State>(std::move(executor), clock, std::move(on_fatal))) {}

TaskGroup::~TaskGroup() {
  state_->stopping = true;
  state_->on_fatal = nullptr;
}

void TaskGroup::spawn(std::string name, Awaitable<void> task) {
  if (state_->stopping) return;
  const auto place =
      state_->tasks.insert(state_->tasks.end(), Task{std::move(name), std::make_shared<asio::cancellation_signal>()});
  const auto when_ended = [state = state_, place](const std::exception_ptr& failure) {
    const std::string ended = std::move(place->name);
    state->tasks.erase(place);
    const std::optional<std::string> what = describe(failure);
    if (what && state->on_fatal) state->on_fatal(ended, *what);
    state->ended.notify();
  };
  asio::co_spawn(state_->executor, std::move(task),
                 asio::bind_cancellation_slot(place->cancellation->slot(), when_ended));
}

void TaskGroup::cancel_all() {
  std::vector<std::shared_ptr<asio::cancellation_signal>> signals;
  for (const Task& task : state_->tasks) signals.push_back(task.cancellation);
  for (const auto& signal : signals) signal->emit(asio::cancellation_type::terminal);
}

Awaitable<std::vector<std::string>> TaskGroup::stop(SteadyTime deadline) {
  state_->stopping = true;
  cancel_all();
  bool in_time = true;
  while (in_time && !state_->tasks.empty()) in_time = co_await state_->ended.wait(deadline);
  co_return names();
}

std::size_t TaskGroup::running() const { return state_->tasks.size(); }

std::vector<std::string> TaskGroup::names() const {
  std::vector<std::string> result;
  for (const Task& task : state_->tasks) result.push_back(task.name);
  return result;
}

}  // namespace holdfast::platform
