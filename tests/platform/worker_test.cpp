#include "platform/worker.hpp"

#include <atomic>
#include <boost/asio/post.hpp>
#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "tests/platform/virtual_house.hpp"

#include "CppUTest/TestHarness.h"

using namespace std::chrono_literals;
using namespace holdfast;
using namespace holdfast::platform;

namespace {

// Holds a job on the thread until the test opens it; opens by itself so that a failed test ends.
struct Gate {
  std::mutex mutex;
  std::condition_variable changed;
  bool open = false;
  bool reached = false;

  void pass() {
    std::unique_lock lock{mutex};
    reached = true;
    changed.notify_all();
    changed.wait_for(lock, 20s, [this] { return open; });
  }
  void wait_until_reached() {
    std::unique_lock lock{mutex};
    changed.wait_for(lock, 20s, [this] { return reached; });
  }
  void set_open() {
    const std::lock_guard lock{mutex};
    open = true;
    changed.notify_all();
  }
};

Awaitable<void> ask(VirtualHouse* house, Worker* worker, std::function<Result<int>()> job) {
  const Result<int> result = co_await worker->run<int>(std::move(job));
  const std::string code = result ? "" : to_string(result.error().code);
  house->log.push_back(result ? std::to_string(*result) : code + ": " + result.error().message);
}

Result<int> throwing_job() { throw std::runtime_error("no such port"); }

}  // namespace

TEST_GROUP(Worker) {
  VirtualHouse house;
  std::unique_ptr<Worker> worker = std::make_unique<Worker>(house.loop.get_executor(), "test", 2);
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();

  std::function<Result<int>()> gated(int answer) {
    return [answer, held = gate] {
      held->pass();
      return Result<int>{answer};
    };
  }
};

TEST(Worker, runs_jobs_in_order_and_delivers_on_the_loop) {
  for (int i = 0; i < 2; ++i) house.tasks.spawn("asker", ask(&house, worker.get(), [i] { return Result<int>{i}; }));
  house.clock.run_for(0s);
  const std::vector<std::string> expected = {"0", "1"};
  CHECK(expected == house.log);
  CHECK_EQUAL(0u, Worker::total_outstanding());
}

TEST(Worker, turns_a_thrown_exception_into_an_error) {
  house.tasks.spawn("asker", ask(&house, worker.get(), throwing_job));
  house.clock.run_for(0s);
  STRCMP_EQUAL("internal: worker test: no such port", house.log.at(0).c_str());
}

TEST(Worker, refuses_what_exceeds_its_capacity) {
  house.tasks.spawn("asker", ask(&house, worker.get(), gated(1)));
  house.loop.poll();
  gate->wait_until_reached();
  CHECK(worker->post([] {}));
  CHECK(worker->post([] {}));
  CHECK_FALSE(worker->post([] {}));
  house.tasks.spawn("too much", ask(&house, worker.get(), [] { return Result<int>{2}; }));
  house.loop.poll();
  STRCMP_EQUAL("out_of_space: worker test has too much queued", house.log.at(0).c_str());
  CHECK_EQUAL(3u, worker->outstanding());
  gate->set_open();
  house.clock.run_for(0s);
  CHECK_EQUAL(0u, worker->outstanding());
  STRCMP_EQUAL("1", house.log.at(1).c_str());
}

TEST(Worker, drops_the_result_of_a_job_whose_task_was_cancelled) {
  house.tasks.spawn("asker", ask(&house, worker.get(), gated(1)));
  house.loop.poll();
  gate->wait_until_reached();
  house.tasks.cancel_all();
  house.loop.poll();
  CHECK_EQUAL(0u, house.tasks.running());
  CHECK_EQUAL(1u, Worker::total_outstanding());
  gate->set_open();
  house.clock.run_for(0s);
  CHECK_EQUAL(0u, Worker::total_outstanding());
  CHECK(house.log.empty());
  CHECK(house.fatal.empty());
}

TEST(Worker, is_abandoned_when_its_job_hangs_and_tells_those_who_wait) {
  house.tasks.spawn("running", ask(&house, worker.get(), gated(1)));
  house.tasks.spawn("queued", ask(&house, worker.get(), [] { return Result<int>{2}; }));
  house.loop.poll();
  gate->wait_until_reached();
  CHECK_FALSE(worker->stop(10ms));
  CHECK_EQUAL(0u, Worker::total_outstanding());
  house.clock.run_for(0s);
  const std::vector<std::string> expected = {"cancelled: worker test was stopped",
                                             "cancelled: worker test was stopped"};
  CHECK(expected == house.log);
  worker.reset();
  gate->set_open();  // the thread ends some time later, without the loop
}

TEST(Worker, ends_what_is_queued_when_told_to_drain) {
  int ran = 0;
  worker->post([&ran] { ++ran; });
  worker->post([&ran] { ++ran; });
  CHECK(worker->stop(10s, true));
  CHECK_EQUAL(2, ran);
  CHECK_FALSE(worker->post([] {}));
}

TEST(Worker, may_be_destroyed_while_a_task_waits) {
  house.tasks.spawn("asker", ask(&house, worker.get(), gated(1)));
  house.loop.poll();
  gate->wait_until_reached();
  worker.reset();
  house.clock.run_for(0s);
  STRCMP_EQUAL("cancelled: worker test was stopped", house.log.at(0).c_str());
  gate->set_open();
}

TEST(Worker, lets_virtual_time_wait_for_what_a_job_hands_to_the_loop) {
  bool handed = false;
  worker->post([this, &handed] { boost::asio::post(house.loop, [&handed] { handed = true; }); });
  house.clock.run_for(1h);
  CHECK(handed);
}
