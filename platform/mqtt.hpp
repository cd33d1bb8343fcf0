// An MQTT 5 client that can never hold up the loop: Paho lives on a worker thread behind it, every call has a deadline,
// and a client that stalls (DNS, a broker that stops answering) is abandoned and replaced by a fresh one.
// It queues nothing: whoever publishes knows what is not yet acknowledged (the journal's cursor does).
// It never reconnects by itself. Unless disconnect() says goodbye, the will is published.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::platform {

enum class Delivery { at_most_once, at_least_once };
enum class Retain { no, yes };

struct MqttMessage {
  std::string topic;
  std::string payload;
  std::string content_type = "application/json";
  Delivery delivery = Delivery::at_least_once;
  Retain retain = Retain::no;
};

struct MqttOptions {
  std::string uri;  // mqtt://host:port, mqtt://[::1]:port; the port may be left out
  std::string client_id;
  std::optional<std::string> user;
  std::optional<std::string> password;
  std::optional<MqttMessage> will;
  Duration keep_alive = std::chrono::seconds{20};
  Duration connect_deadline = std::chrono::seconds{5};
};

class MqttClient {
 public:
  // `on_lost` is called on the loop, once, when an established connection goes away by itself or is given up.
  MqttClient(boost::asio::any_io_executor loop, Clock& clock, MqttOptions options, std::function<void(Error)> on_lost);
  ~MqttClient();  // abandons what hangs; never blocks longer than 100 ms
  MqttClient(const MqttClient&) = delete;
  MqttClient& operator=(const MqttClient&) = delete;

  // Connects once (clean start), dropping what connection there is. A call while a hung attempt is still stuck in the
  // library starts a fresh client, up to four at a time. Refused credentials: not_permitted; else no_contact.
  Awaitable<Result<void>> connect(SteadyTime deadline);

  // Hands all messages to the broker in their order; returns when the broker has acknowledged every one (QoS 1), or
  // been given every one (QoS 0). After an error none of the unacknowledged ones may be assumed lost or delivered.
  // A broker that says no: device_refused or not_permitted, the connection stays. No answer by the deadline:
  // no_contact, and the connection is given up, so that nothing of this call arrives after what is published later.
  Awaitable<Result<void>> publish(std::vector<MqttMessage> messages, SteadyTime deadline);

  // Says goodbye: publishes `last` (if any) and disconnects without triggering the will; gives up at `deadline`.
  Awaitable<void> disconnect(std::optional<MqttMessage> last, SteadyTime deadline);

  bool connected() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with jobs of an abandoned worker
};

}  // namespace holdfast::platform
