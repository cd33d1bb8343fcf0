#include "platform/worker.hpp"

#include <pthread.h>

#include <atomic>
#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace holdfast::platform {

namespace asio = boost::asio;

namespace {

std::atomic<std::size_t> outstanding_everywhere{0};

// Counts a job from when it is queued until its result has been delivered, or until nobody expects one any more.
class Count {
 public:
  explicit Count(std::shared_ptr<std::atomic<std::size_t>> here) : here_(std::move(here)) {
    ++*here_;
    ++outstanding_everywhere;
  }
  ~Count() { end(); }
  Count(const Count&) = delete;
  Count& operator=(const Count&) = delete;

  void end() {
    if (ended_.exchange(true)) return;
    --*here_;
    --outstanding_everywhere;
  }

 private:
  std::shared_ptr<std::atomic<std::size_t>> here_;  // shared with the worker, which may go first
  std::atomic<bool> ended_{false};
};

// Held by pointer where it is handed on: its move assignment in Asio 1.26 calls itself for ever.
using Handler = asio::any_completion_handler<void(boost::system::error_code, Result<void>)>;

}  // namespace

struct Worker::State : std::enable_shared_from_this<State> {
  struct Job {
    Job(std::function<void()> a_work, std::shared_ptr<std::atomic<std::size_t>> here)
        : work(std::move(a_work)), count(std::move(here)) {}

    std::function<void()> work;  // thread only, once queued
    Count count;
    bool awaited = false;
    std::unique_ptr<Handler> handler;  // loop only; empty when answered
  };
  using JobPtr = std::shared_ptr<Job>;  // owners: the queue or the thread, and the loop's answer to the waiting task

  State(asio::any_io_executor a_loop, std::string a_name, std::size_t a_capacity)
      : loop(std::move(a_loop)), name(std::move(a_name)), capacity(a_capacity) {}

  bool queue(JobPtr job) {
    const std::lock_guard lock{mutex};
    if (stopping || jobs.size() >= capacity) return false;
    jobs.push_back(std::move(job));
    wake.notify_all();
    return true;
  }

  // On the thread.
  void serve() {
    ::pthread_setname_np(::pthread_self(), name.substr(0, 15).c_str());
    std::unique_lock lock{mutex};
    while (true) {
      wake.wait(lock, [this] { return stopping || !jobs.empty(); });
      if (jobs.empty()) break;
      running = std::move(jobs.front());
      jobs.pop_front();
      lock.unlock();
      Result<void> outcome = run(*running);
      lock.lock();
      hand_back(std::exchange(running, nullptr), std::move(outcome));
    }
    ended = true;
    wake.notify_all();
  }

  Result<void> run(Job& job) const {
    Result<void> outcome;
    try {
      job.work();
    } catch (const std::exception& error) {
      outcome = make_error(Code::internal, "worker {}: {}", name, error.what());
    } catch (...) {
      outcome = make_error(Code::internal, "worker {}: an exception of an unknown type", name);
    }
    job.work = nullptr;  // what it holds is destroyed here, on the thread
    return outcome;
  }

  // On the thread, under the mutex: once abandoned is set the loop may be gone.
  void hand_back(JobPtr job, Result<void> outcome) {
    if (abandoned) return;
    if (!job->awaited) {
      job->count.end();
      return;
    }
    asio::post(
        loop, [job = std::move(job), outcome = std::move(outcome)]() mutable { answer(*job, {}, std::move(outcome)); });
  }

  // On the loop.
  static void answer(Job& job, boost::system::error_code error, Result<void> outcome) {
    if (error != asio::error::operation_aborted) job.count.end();  // a cancelled wait does not end the job
    if (!job.handler) return;
    const std::unique_ptr<Handler> handler = std::move(job.handler);
    std::move (*handler)(error, std::move(outcome));
  }

  // On the loop. The handler is taken along: an abandoned thread may hold the job for longer than the loop lives.
  void answer_stopped(Job& job) {
    job.count.end();
    if (!job.handler) return;
    asio::post(loop, [handler = std::move(job.handler), error = stopped_error()]() mutable {
      std::move (*handler)(boost::system::error_code{}, Result<void>{error});
    });
  }

  // Full or stopped.
  void refuse(Job& job) {
    job.count.end();
    const Error full = make_error(Code::out_of_space, "worker {} has too much queued", name);
    asio::post(loop, [handler = std::move(job.handler), error = stopping ? stopped_error() : full]() mutable {
      std::move (*handler)(boost::system::error_code{}, Result<void>{error});
    });
  }

  // Put into the waiting task's cancellation slot. Answers by way of the loop: a task is not resumed by its canceller.
  struct Cancel {
    std::shared_ptr<State> state;
    std::weak_ptr<Job> job;

    void operator()(asio::cancellation_type) const {
      asio::post(state->loop, [weak = job] {
        if (const JobPtr waiting = weak.lock()) answer(*waiting, asio::error::operation_aborted, {});
      });
    }
  };

  Error stopped_error() const { return make_error(Code::cancelled, "worker {} was stopped", name); }

  const asio::any_io_executor loop;
  const std::string name;
  const std::size_t capacity;
  const std::shared_ptr<std::atomic<std::size_t>> outstanding = std::make_shared<std::atomic<std::size_t>>(0);

  std::mutex mutex;
  std::condition_variable wake;
  std::deque<JobPtr> jobs;
  JobPtr running;
  bool stopping = false;
  bool ended = false;
  bool abandoned = false;
  std::thread thread;
};

Worker::Worker(asio::any_io_executor loop, std::string name, std::size_t capacity)
    : state_(std::make_shared<State>(std::move(loop), std::move(name), capacity)) {
  state_->thread = std::thread{[state = state_] { state->serve(); }};
}

Worker::~Worker() { stop(std::chrono::milliseconds{100}); }

// No coroutine itself: the worker may be destroyed while the task waits.
Awaitable<Result<void>> Worker::run_on_thread(std::function<void()> work) {
  auto job = std::make_shared<State::Job>(std::move(work), state_->outstanding);
  job->awaited = true;
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(boost::system::error_code, Result<void>)>(
      [state = state_, job = std::move(job)](auto handler) {
        job->handler = std::make_unique<Handler>(std::move(handler));
        auto slot = job->handler->get_cancellation_slot();  // not the task's own: Handler has put itself between
        if (slot.is_connected()) slot.assign(State::Cancel{state, job});
        if (!state->queue(job)) state->refuse(*job);
      },
      asio::use_awaitable);
}

bool Worker::post(std::function<void()> job) {
  return state_->queue(std::make_shared<State::Job>(std::move(job), state_->outstanding));
}

bool Worker::stop(Duration patience, bool drain) {
  State& state = *state_;
  if (!state.thread.joinable()) return !state.abandoned;
  std::deque<State::JobPtr> dropped;
  bool ended = false;
  {
    std::unique_lock lock{state.mutex};
    state.stopping = true;
    if (!drain) dropped.swap(state.jobs);
    state.wake.notify_all();
    ended = state.wake.wait_for(lock, patience, [&state] { return state.ended; });
    if (!ended) {
      state.abandoned = true;
      if (state.running) dropped.push_back(state.running);
      dropped.insert(dropped.end(), state.jobs.begin(), state.jobs.end());
      state.jobs.clear();
    }
  }
  if (ended) {
    state.thread.join();
  } else {
    state.thread.detach();
  }
  for (const State::JobPtr& job : dropped) state.answer_stopped(*job);
  return ended;
}

std::size_t Worker::outstanding() const { return *state_->outstanding; }

std::size_t Worker::total_outstanding() { return outstanding_everywhere; }

}  // namespace holdfast::platform
