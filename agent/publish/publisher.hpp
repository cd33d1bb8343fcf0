// Tells the operations centre what is in the journal, and how things stand. A reader of the journal with a saved
// cursor, not a second queue: what was missed while there was no broker is published when it comes back, in order,
// marked historical. Never on the path of an action.
//
// Topics under holdfast/{site}/: status (retained, also the will), device/{id}, service/{id}, incident/{id} (retained
// snapshots, on change), event (CloudEvents JSON, QoS 1, in order, at least once).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "agent/journal/journal.hpp"
#include "platform/mqtt.hpp"
#include "platform/tasks.hpp"

namespace holdfast::publish {

struct PublisherOptions {
  std::string site;
  std::string agent;
  std::string version;
  platform::MqttOptions mqtt;  // will and client id are set by the publisher
  Duration retry_least{std::chrono::milliseconds{500}};
  Duration retry_most{std::chrono::seconds{15}};
  Duration historical_after{std::chrono::seconds{5}};  // an event older than this when first sent is historical
};

struct PublisherHealth {
  bool connected = false;
  std::string last_error;
  std::uint64_t published = 0;  // events acknowledged by the broker since start
  journal::Journal::Position acknowledged;
};

class Publisher {
 public:
  Publisher(boost::asio::any_io_executor loop, platform::Clock& clock, journal::Journal& journal,
            PublisherOptions options);
  ~Publisher();

  void start(platform::TaskGroup& tasks);  // its task must have ended before this object goes

  // A retained snapshot by its topic below holdfast/{site}/ ("device/ups-main") as JSON text. Kept here, sent when it
  // differs from what the broker has; all are sent again on every new connection. An empty text removes it.
  void set_snapshot(const std::string& topic, std::string json);
  void journal_grew();  // new events are committed

  // Sends what it can until `deadline`, then says offline and leaves.
  platform::Awaitable<void> stop(SteadyTime deadline);
  const PublisherHealth& health() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::publish
