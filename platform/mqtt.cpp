#include "platform/mqtt.hpp"

#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <chrono>
#include <mutex>
#include <utility>

#include "platform/mqtt_link.hpp"
#include "platform/tasks.hpp"
#include "platform/worker.hpp"

namespace holdfast::platform {

using namespace std::chrono_literals;

namespace {

constexpr Duration grace = 300ms;  // by how much a job may miss its own deadline before the library counts as stalled
constexpr std::size_t most_abandoned = 4;

// Carries the news of a lost connection from Paho's threads to the loop, until nobody wants to hear it any more.
class News {
 public:
  News(boost::asio::any_io_executor loop, std::function<void(Error)> tell)
      : loop_(std::move(loop)), tell_(std::move(tell)) {}

  void lost(Error error) {
    const std::lock_guard lock{mutex_};
    if (closed_) return;
    closed_ = true;
    boost::asio::post(loop_, [tell = std::move(tell_), error = std::move(error)] { tell(error); });
  }

  // From now on lost() does not touch the loop. False when it has already told.
  bool close() {
    const std::lock_guard lock{mutex_};
    return !std::exchange(closed_, true);
  }

 private:
  std::mutex mutex_;
  bool closed_ = false;
  boost::asio::any_io_executor loop_;
  std::function<void(Error)> tell_;
};

}  // namespace

// Loop only. The thread sees `link` alone, which its jobs hold too.
struct MqttClient::State : std::enable_shared_from_this<State> {
  State(boost::asio::any_io_executor a_loop, Clock& a_clock, MqttOptions some_options, std::function<void(Error)> lost)
      : loop(std::move(a_loop)), clock(a_clock), options(std::move(some_options)), on_lost(std::move(lost)) {}

  // Runs `job` on the thread by `deadline`; when it does not come back the thread is abandoned with the link.
  static Awaitable<Result<void>> run(std::shared_ptr<State> self, std::function<Result<void>()> job,
                                     SteadyTime deadline) {
    const auto ended = std::make_shared<std::atomic<bool>>(false);  // the other owner: the job
    std::function<Result<void>()> noted = [ended, job = std::move(job)] {
      Result<void> outcome = job();
      *ended = true;
      return outcome;
    };
    const std::uint64_t used = self->threads;
    Awaitable<Result<void>> running = self->worker->run<void>(std::move(noted));
    const Result<void> outcome = co_await with_deadline(self->clock, deadline + grace, std::move(running));
    if (!*ended && self->threads == used) self->abandon();
    co_return outcome;
  }

  // The same moment on the clock that the thread can wait by.
  MqttLink::Deadline on_thread(SteadyTime deadline) const {
    return std::chrono::steady_clock::now() + (deadline - clock.steady());
  }

  std::size_t abandoned_alive() {
    std::erase_if(abandoned, [](const std::weak_ptr<MqttLink>& hung) { return hung.expired(); });
    return abandoned.size();
  }

  void abandon() {
    if (forget_connection()) tell_lost(make_error(Code::no_contact, "the MQTT library hangs"));
    if (link) abandoned.push_back(link);
    if (worker) worker->stop(0ms);
    worker.reset();
    link.reset();  // the hung job still holds it, and destroys it on its thread if it ever ends
  }

  // No more news from the present connection. Whether there was one.
  bool forget_connection() {
    if (news) news->close();
    news.reset();
    return std::exchange(connected, false);
  }

  // Closes the present link on the thread, without waiting for it.
  void drop_link() {
    forget_connection();
    if (!link || !worker) return;
    worker->post([old = std::move(link)]() mutable {
      old->drop();
      old.reset();
    });
    link.reset();
  }

  void start_link() {
    drop_link();
    if (!worker) {
      worker = std::make_unique<Worker>(loop, "mqtt");
      ++threads;
    }
    news = std::make_shared<News>(loop, [weak = weak_from_this(), number = ++connections](const Error& error) {
      const std::shared_ptr<State> self = weak.lock();
      if (self && self->connections == number) self->hear_lost(error);
    });
    link = std::make_shared<MqttLink>(options, [told = news](const Error& error) { told->lost(error); });
  }

  void hear_lost(const Error& error) {
    lost_early = !connected;
    if (!forget_connection()) return;
    drop_link();
    tell_lost(error);
  }

  // A connection that stands but does not serve.
  void give_up(const Error& error) {
    if (connected) tell_lost(error);
    drop_link();
  }

  void tell_lost(const Error& error) {
    boost::asio::post(loop, [self = shared_from_this(), error] {
      if (self->on_lost) self->on_lost(error);
    });
  }

  const boost::asio::any_io_executor loop;
  Clock& clock;
  const MqttOptions options;
  std::function<void(Error)> on_lost;

  std::unique_ptr<Worker> worker;
  std::shared_ptr<MqttLink> link;  // shared with the jobs of the worker; only they use it
  std::shared_ptr<News> news;      // shared with Paho's callbacks in the link
  std::vector<std::weak_ptr<MqttLink>> abandoned;
  std::uint64_t threads = 0;      // workers started so far
  std::uint64_t connections = 0;  // links started so far
  bool connected = false;
  bool lost_early = false;  // the news of the loss came before that of the connection
};

MqttClient::MqttClient(boost::asio::any_io_executor loop, Clock& clock, MqttOptions options,
                       std::function<void(Error)> on_lost)
    : state_(std::make_shared<State>(std::move(loop), clock, std::move(options), std::move(on_lost))) {}

MqttClient::~MqttClient() {
  state_->on_lost = nullptr;
  state_->drop_link();
  if (state_->worker) state_->worker->stop(100ms, true);
  state_->worker.reset();
}

bool MqttClient::connected() const { return state_->connected; }

Awaitable<Result<void>> MqttClient::connect(SteadyTime deadline) {
  const std::shared_ptr<State> state = state_;
  if (state->abandoned_alive() >= most_abandoned) {
    co_return make_error(Code::no_contact, "connecting to {}: {} earlier attempts still hang", state->options.uri,
                         most_abandoned);
  }
  state->start_link();
  state->lost_early = false;
  const std::uint64_t number = state->connections;
  const SteadyTime latest = std::min(deadline, state->clock.steady() + state->options.connect_deadline);
  std::function<Result<void>()> job = [link = state->link, by = state->on_thread(latest)] { return link->connect(by); };
  const Result<void> outcome = co_await State::run(state, std::move(job), latest);
  const bool replaced = state->connections != number;
  if (outcome && !replaced && state->link && !state->lost_early) {
    state->connected = true;
    co_return outcome;
  }
  if (!replaced) state->drop_link();
  if (!outcome) co_return with_context(outcome.error(), "connecting to {}", state->options.uri);
  co_return make_error(Code::no_contact, "connecting to {}: the connection was lost at once", state->options.uri);
}

Awaitable<Result<void>> MqttClient::publish(std::vector<MqttMessage> messages, SteadyTime deadline) {
  const std::shared_ptr<State> state = state_;
  if (!state->connected) co_return make_error(Code::no_contact, "publishing to {}: not connected", state->options.uri);
  const std::uint64_t number = state->connections;
  std::function<Result<void>()> job = [link = state->link, by = state->on_thread(deadline),
                                       messages = std::move(messages)] { return link->publish(messages, by); };
  const Result<void> outcome = co_await State::run(state, std::move(job), deadline);
  if (outcome) co_return outcome;
  const Error error = with_context(outcome.error(), "publishing to {}", state->options.uri);
  if (error.code == Code::no_contact && state->connections == number) state->give_up(error);
  co_return error;
}

Awaitable<void> MqttClient::disconnect(std::optional<MqttMessage> last, SteadyTime deadline) {
  const std::shared_ptr<State> state = state_;
  if (!state->connected) {
    state->drop_link();
    co_return;
  }
  state->forget_connection();
  std::function<Result<void>()> job = [link = state->link, by = state->on_thread(deadline), last = std::move(last)] {
    link->disconnect(last, by);
    return Result<void>{};
  };
  const Result<void> outcome = co_await State::run(state, std::move(job), deadline);
  if (state->worker) state->drop_link();
}

}  // namespace holdfast::platform
