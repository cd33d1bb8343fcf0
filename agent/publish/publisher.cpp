#include "agent/publish/publisher.hpp"

#include <algorithm>
#include <functional>

#include "agent/publish/backoff.hpp"
#include "agent/publish/payload.hpp"
#include "agent/publish/snapshots.hpp"
#include "platform/log.hpp"
#include "platform/signal.hpp"

namespace holdfast::publish {
namespace {

using platform::Awaitable;
using platform::MqttMessage;
using Position = journal::Journal::Position;

constexpr const char* reader_name = "publisher";
constexpr std::size_t batch_size = 50;
constexpr Duration snapshot_pause = std::chrono::milliseconds{500};
constexpr Duration acknowledge_deadline = std::chrono::seconds{10};
constexpr Duration journal_pause = std::chrono::seconds{1};  // after a failed read of the journal
constexpr Duration long_wait = std::chrono::minutes{1};

}  // namespace

struct Publisher::State {
  State(boost::asio::any_io_executor loop, platform::Clock& clock_, journal::Journal& journal_, PublisherOptions given)
      : clock(clock_),
        journal(journal_),
        options(std::move(given)),
        origin{options.site, options.agent, options.version},
        recorded_before(journal.last()),
        snapshots(snapshot_pause),
        backoff(options.retry_least, options.retry_most, std::hash<std::string>{}(options.site + "/" + options.agent)),
        wake(clock),
        ended(clock),
        client(loop, clock, mqtt_options(), [this](const Error& error) { on_lost(error); }) {}

  platform::MqttOptions mqtt_options() const {
    platform::MqttOptions mqtt = options.mqtt;
    mqtt.client_id = "holdfast/" + options.site + "/" + options.agent;
    mqtt.will = will_message(origin);
    return mqtt;
  }

  class Running;

  // What follows runs as one task, so that nothing is ever published twice at the same time or out of order.
  Awaitable<void> run();
  Awaitable<bool> load_cursor();
  Awaitable<bool> connect();
  Awaitable<void> serve_connection();
  Awaitable<bool> greet();
  Awaitable<bool> send_snapshots();
  Awaitable<bool> send_events();
  Awaitable<bool> fetch();
  Awaitable<bool> publish(std::vector<MqttMessage> messages);
  Awaitable<void> leave();
  Awaitable<void> pause(Duration span);

  void on_lost(const Error& error);
  void failed(const Error& error);
  Age age_of(const journal::Record& record) const;
  bool over() const { return stopping && clock.steady() >= send_by; }

  platform::Clock& clock;
  journal::Journal& journal;
  PublisherOptions options;
  Origin origin;
  Position recorded_before;  // the last event that was recorded before this process, then before this connection
  Snapshots snapshots;
  Backoff backoff;
  PublisherHealth health;

  // The batch that is on its way over this connection. Kept until it is acknowledged, and sent again as it is.
  std::vector<MqttMessage> batch;
  Position batch_end;

  std::optional<Position> position;  // everything up to here is acknowledged; not yet read from the journal if empty
  bool stopping = false;
  bool running = false;
  bool outage_told = false;
  SteadyTime send_by = SteadyTime::max();   // stop(): until when events are sent
  SteadyTime leave_by = SteadyTime::max();  // stop(): until when the farewell must be said
  SteadyTime connected_at;
  WallTime online_since;
  platform::Signal wake;   // something to do: events, snapshots, a lost connection, stop
  platform::Signal ended;  // the task has ended
  platform::MqttClient client;
};

// Also when the task is cancelled.
class Publisher::State::Running {
 public:
  explicit Running(State& state) : state_(state) { state_.running = true; }
  ~Running() {
    state_.running = false;
    state_.ended.notify();
  }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  State& state_;
};

Awaitable<void> Publisher::State::run() {
  const Running mark(*this);
  while (!stopping) {
    const bool known = co_await load_cursor();
    if (!known) {
      co_await pause(journal_pause);
      continue;
    }
    const bool connected = co_await connect();
    if (connected) co_await serve_connection();
    if (!stopping) co_await pause(backoff.next());
  }
  co_await leave();
}

Awaitable<bool> Publisher::State::load_cursor() {
  if (position) co_return true;
  const Result<Position> saved = co_await journal.cursor(reader_name);
  if (!saved) {
    failed(saved.error());
    co_return false;
  }
  position = *saved;
  health.acknowledged = *saved;
  co_return true;
}

Awaitable<bool> Publisher::State::connect() {
  const Result<void> connected = co_await client.connect(clock.steady() + options.mqtt.connect_deadline);
  if (!connected) {
    failed(connected.error());
    co_return false;
  }
  const platform::Instant now = clock.now();
  connected_at = now.steady;
  online_since = now.wall;
  recorded_before = journal.last();
  batch.clear();  // whether it had arrived nobody knows: what this connection brings anew is historical
  snapshots.forget_broker();
  health.connected = true;
  co_return true;
}

// Publishes until the connection is gone, or until stop() and everything is sent or its deadline has passed.
Awaitable<void> Publisher::State::serve_connection() {
  bool greeted = false;
  while (health.connected && !over()) {
    bool sound = true;
    if (!greeted) {
      greeted = co_await greet();
      sound = greeted;
    } else if (!batch.empty()) {
      sound = co_await send_events();
    } else {
      sound = co_await fetch();
    }
    if (sound && greeted) sound = co_await send_snapshots();
    if (!sound) {
      // The broker refuses a message, or the journal cannot be read: no reason to leave, nor to try without a pause.
      if (!client.connected() || stopping) break;
      co_await pause(backoff.next());
    } else if (batch.empty() && journal.last() <= *position) {
      const std::optional<SteadyTime> snapshot_due = snapshots.next_due();
      if (stopping && !snapshot_due) break;
      const SteadyTime idle_until = std::min(send_by, clock.steady() + long_wait);
      const bool notified = co_await wake.wait(std::min(snapshot_due.value_or(idle_until), idle_until));
      static_cast<void>(notified);
    }
  }
  if (clock.steady() - connected_at >= options.retry_most) backoff.reset();  // not one that is lost again at once
  if (!stopping) health.connected = false;
}

Awaitable<bool> Publisher::State::greet() {
  const platform::Instant now = clock.now();
  std::vector<MqttMessage> messages;
  messages.push_back(online_message(origin, clock.boot_id(), online_since, now.wall_certain));
  const bool said = co_await publish(std::move(messages));
  if (said) {
    platform::log::info("operations centre: connected to {}", options.mqtt.uri);
    outage_told = false;
    health.last_error.clear();
  }
  co_return said;
}

Awaitable<bool> Publisher::State::send_snapshots() {
  const std::vector<Snapshots::Item> items = snapshots.due(clock.steady(), batch_size);
  if (items.empty()) co_return true;
  std::vector<MqttMessage> messages;
  messages.reserve(items.size());
  for (const Snapshots::Item& item : items) {
    messages.push_back(MqttMessage{.topic = topic_of(origin, item.topic),
                                   .payload = item.text,
                                   .content_type = "application/json",
                                   .delivery = platform::Delivery::at_least_once,
                                   .retain = platform::Retain::yes});
  }
  const bool sent = co_await publish(std::move(messages));
  if (sent) snapshots.sent(items, clock.steady());
  co_return sent;
}

// Fills the batch from the journal unless one is still on its way.
Awaitable<bool> Publisher::State::fetch() {
  if (!batch.empty() || journal.last() <= *position) co_return true;
  const Result<std::vector<journal::Record>> records = co_await journal.read_after(*position, batch_size);
  if (!records) {
    failed(records.error());
    co_return false;
  }
  for (const journal::Record& record : *records) batch.push_back(event_message(origin, record, age_of(record)));
  if (!records->empty()) batch_end = {records->back().epoch, records->back().seq};
  co_return true;
}

Awaitable<bool> Publisher::State::send_events() {
  const bool sent = co_await publish(batch);
  if (!sent) co_return false;
  health.published += batch.size();
  batch.clear();
  position = batch_end;
  health.acknowledged = batch_end;
  const Result<void> moved = co_await journal.advance(reader_name, batch_end);
  // Not fatal: a cursor that stays behind makes this process's successor repeat events, under the same ids.
  if (!moved) failed(moved.error());
  co_return true;
}

Awaitable<bool> Publisher::State::publish(std::vector<MqttMessage> messages) {
  const SteadyTime deadline = std::min(send_by, clock.steady() + acknowledge_deadline);
  const Result<void> sent = co_await client.publish(std::move(messages), deadline);
  if (!sent) failed(sent.error());
  co_return sent.has_value();
}

Awaitable<void> Publisher::State::leave() {
  if (!health.connected) co_return;
  health.connected = false;
  const platform::Instant now = clock.now();
  const MqttMessage farewell = farewell_message(origin, now.wall, now.wall_certain);
  co_await client.disconnect(farewell, leave_by);
}

// Ends early when the program is to stop.
Awaitable<void> Publisher::State::pause(Duration span) {
  const SteadyTime until = clock.steady() + span;
  while (!stopping && clock.steady() < until) {
    const bool notified = co_await wake.wait(until);
    static_cast<void>(notified);
  }
}

void Publisher::State::on_lost(const Error& error) {
  if (!health.connected) return;
  health.connected = false;
  failed(error);
  wake.notify();
}

void Publisher::State::failed(const Error& error) {
  health.last_error = error.message;
  if (outage_told || stopping) return;
  outage_told = true;
  platform::log::warning("operations centre: {}; events stay in the journal until they are delivered",
                         health.last_error);
}

Age Publisher::State::age_of(const journal::Record& record) const {
  const bool before = Position{record.epoch, record.seq} <= recorded_before || record.entry.boot != clock.boot_id();
  const bool late = clock.steady() - record.entry.steady > options.historical_after;
  return before || late ? Age::historical : Age::fresh;
}

Publisher::Publisher(boost::asio::any_io_executor loop, platform::Clock& clock, journal::Journal& journal,
                     PublisherOptions options)
    : state_(std::make_unique<State>(loop, clock, journal, std::move(options))) {}

Publisher::~Publisher() = default;

void Publisher::start(platform::TaskGroup& tasks) { tasks.spawn("publisher", state_->run()); }

void Publisher::set_snapshot(const std::string& topic, std::string json) {
  if (state_->snapshots.set(topic, std::move(json)) && state_->health.connected) state_->wake.notify();
}

void Publisher::journal_grew() {
  if (state_->health.connected) state_->wake.notify();
}

Awaitable<void> Publisher::stop(SteadyTime deadline) {
  State& state = *state_;
  const Duration left = std::max(Duration{0}, deadline - state.clock.steady());
  state.stopping = true;
  state.send_by = deadline - left / 4;
  state.leave_by = deadline;
  state.wake.notify();
  // Not connected: nobody to say goodbye to, and an attempt to connect may take longer than we have.
  if (!state.health.connected) co_return;
  if (state.running) {
    const bool ended = co_await state.ended.wait(deadline);
    static_cast<void>(ended);
  } else {
    co_await state.leave();
  }
}

const PublisherHealth& Publisher::health() const { return state_->health; }

}  // namespace holdfast::publish
