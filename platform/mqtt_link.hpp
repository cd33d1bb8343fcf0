// One connection to a broker by Paho, from the attempt to the end: the blocking side of MqttClient.
// Everything here may block, beyond its deadline when the library stalls, the destructor too: a worker's thread only.
#pragma once

#include <mqtt/async_client.h>

#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/mqtt.hpp"
#include "platform/result.hpp"

namespace holdfast::platform {

class MqttLink {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // `on_lost` is called on one of Paho's threads, at most a few times, also for a connection that never was complete.
  MqttLink(MqttOptions options, std::function<void(Error)> on_lost);
  ~MqttLink();
  MqttLink(const MqttLink&) = delete;
  MqttLink& operator=(const MqttLink&) = delete;

  Result<void> connect(Deadline deadline);
  Result<void> publish(const std::vector<MqttMessage>& messages, Deadline deadline);
  void disconnect(const std::optional<MqttMessage>& last, Deadline deadline);
  void drop();  // leaves with the will as the last message, and destroys the client

 private:
  Result<void> wait_for(const mqtt::token_ptr& token, Deadline deadline) const;
  Result<void> wait_for_oldest(std::deque<mqtt::token_ptr>& in_flight, Deadline deadline) const;

  MqttOptions options_;
  std::function<void(Error)> on_lost_;
  std::unique_ptr<mqtt::async_client> client_;
};

}  // namespace holdfast::platform
