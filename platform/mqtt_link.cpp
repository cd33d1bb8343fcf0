#include "platform/mqtt_link.hpp"

#include <netdb.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#ifdef __SANITIZE_ADDRESS__
// Paho forgets the properties of messages that were in flight when their broker fell silent (some 130 bytes each such
// time), and OpenSSL the state of a thread that the end of the program overtakes.
extern "C" const char* __lsan_default_suppressions() { return "leak:libpaho-mqtt3as\nleak:libcrypto\n"; }
#endif

namespace holdfast::platform {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;

constexpr std::size_t largest_window = 20;  // messages not yet acknowledged; brokers commonly allow 20
constexpr auto look_after = 100ms;          // how soon a lost connection ends the wait for an acknowledgement

struct Address {
  std::string host;
  std::string port = "1883";
};

Result<Address> parse(const std::string& uri) {
  std::string_view rest = uri;
  bool known_scheme = false;
  for (const std::string_view scheme : {"mqtt://", "tcp://"}) {
    if (!known_scheme && rest.starts_with(scheme)) {
      rest.remove_prefix(scheme.size());
      known_scheme = true;
    }
  }
  if (!known_scheme) return make_error(Code::invalid_argument, "\"{}\" is not of the form mqtt://host:port", uri);
  Address address;
  const std::size_t bracket = rest.starts_with('[') ? rest.find(']') : 0;
  const std::size_t colon = bracket == std::string_view::npos ? bracket : rest.find(':', bracket);
  address.host = bracket > 0 && bracket != std::string_view::npos ? rest.substr(1, bracket - 1) : rest.substr(0, colon);
  if (colon != std::string_view::npos) address.port = rest.substr(colon + 1);
  if (address.host.empty() || address.port.empty()) {
    return make_error(Code::invalid_argument, "\"{}\" is not of the form mqtt://host:port", uri);
  }
  return address;
}

// Names are looked up here and not by Paho, which holds a lock of the whole process meanwhile: one name server that
// does not answer would stop every other client too.
Result<std::vector<std::string>> resolve(const Address& address) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = ::getaddrinfo(address.host.c_str(), address.port.c_str(), &hints, &found);
  if (error != 0) {
    return make_error(Code::no_contact, "looking up {}: {}", address.host, ::gai_strerror(error));
  }
  std::vector<std::string> uris;
  for (const addrinfo* entry = found; entry != nullptr; entry = entry->ai_next) {
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    const int flags = NI_NUMERICHOST | NI_NUMERICSERV;
    if (::getnameinfo(entry->ai_addr, entry->ai_addrlen, host.data(), host.size(), port.data(), port.size(), flags)) {
      continue;
    }
    const bool v6 = entry->ai_family == AF_INET6;
    uris.push_back(fmt::format("tcp://{}{}{}:{}", v6 ? "[" : "", host.data(), v6 ? "]" : "", port.data()));
  }
  ::freeaddrinfo(found);
  if (uris.empty()) return make_error(Code::no_contact, "looking up {}: no address", address.host);
  return uris;
}

mqtt::message_ptr in_paho(const MqttMessage& message) {
  const int qos = message.delivery == Delivery::at_least_once ? 1 : 0;
  mqtt::message_ptr result = mqtt::make_message(message.topic, message.payload, qos, message.retain == Retain::yes);
  if (!message.content_type.empty()) {
    mqtt::properties properties;
    properties.add(mqtt::property{mqtt::property::CONTENT_TYPE, message.content_type});
    result->set_properties(std::move(properties));
  }
  return result;
}

std::chrono::milliseconds left_until(MqttLink::Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now());
  return std::max<std::chrono::milliseconds>(left, 0ms);
}

const char* text_of(int reason) {
  const char* text = ::MQTTReasonCode_toString(static_cast<MQTTReasonCodes>(reason));
  return text == nullptr ? "something unknown" : text;
}

// What Paho reports as an exception, also for reasons that are no failure (a message that nobody has subscribed to).
Result<void> outcome_of(const mqtt::exception& failure) {
  constexpr int first_refusal = 0x80;  // MQTT 5, 2.4: reason codes below it say yes
  // Paho gives the reason of a refused connection as its return code; its own codes are negative.
  const int reason = std::max<int>(failure.get_reason_code(), failure.get_return_code());
  if (reason >= first_refusal) {
    const bool rights = reason == mqtt::NOT_AUTHORIZED || reason == mqtt::BAD_USER_NAME_OR_PASSWORD;
    const Code code = rights ? Code::not_permitted : Code::device_refused;
    return make_error(code, "the broker says \"{}\" (reason {:#04x})", text_of(reason), reason);
  }
  if (failure.get_return_code() == MQTTASYNC_SUCCESS) return {};
  return make_error(Code::no_contact, "{}", failure.what());
}

mqtt::connect_options connect_options(const MqttOptions& options, const std::vector<std::string>& uris,
                                      std::chrono::milliseconds patience) {
  mqtt::connect_options result;
  result.set_mqtt_version(MQTTVERSION_5);
  result.set_clean_start(true);
  result.set_automatic_reconnect(false);
  result.set_keep_alive_interval(std::max(std::chrono::ceil<std::chrono::seconds>(options.keep_alive), 1s));
  result.set_connect_timeout(std::max(std::chrono::ceil<std::chrono::seconds>(patience), 1s));
  result.set_max_inflight(static_cast<int>(largest_window));
  result.set_servers(mqtt::string_collection::create(uris));
  if (options.user) result.set_user_name(*options.user);
  if (options.password) result.set_password(*options.password);
  if (options.will) result.set_will_message(in_paho(*options.will));
  return result;
}

}  // namespace

MqttLink::MqttLink(MqttOptions options, std::function<void(Error)> on_lost)
    : options_(std::move(options)), on_lost_(std::move(on_lost)) {}

MqttLink::~MqttLink() = default;

Result<void> MqttLink::connect(Deadline deadline) {
  const Result<Address> address = parse(options_.uri);
  if (!address) return address.error();
  const Result<std::vector<std::string>> uris = resolve(*address);
  if (!uris) return uris.error();
  try {
    // No persistence of Paho's: the journal is the only queue.
    client_ = std::make_unique<mqtt::async_client>(uris->front(), options_.client_id,
                                                   mqtt::create_options{MQTTVERSION_5}, nullptr);
    client_->set_connection_lost_handler([on_lost = on_lost_](const std::string& cause) {
      on_lost(make_error(Code::no_contact, "the connection is lost{}{}", cause.empty() ? "" : ": ", cause));
    });
    client_->set_disconnected_handler([on_lost = on_lost_](const mqtt::properties&, mqtt::ReasonCode reason) {
      on_lost(make_error(Code::no_contact, "the broker ended the connection: {}", text_of(reason)));
    });
    const mqtt::token_ptr token = client_->connect(connect_options(options_, *uris, left_until(deadline)));
    if (!token->wait_for(left_until(deadline))) return make_error(Code::no_contact, "the broker does not answer");
  } catch (const mqtt::exception& failure) {
    const Result<void> outcome = outcome_of(failure);
    if (outcome) return {};
    // A broker that refuses to serve us now is, for the caller, one that cannot be reached, unless it is about rights.
    const Code code = outcome.error().code == Code::not_permitted ? Code::not_permitted : Code::no_contact;
    return Error{code, outcome.error().message};
  }
  return {};
}

Result<void> MqttLink::wait_for(const mqtt::token_ptr& token, Deadline deadline) const {
  try {
    while (true) {
      const auto left = left_until(deadline);
      if (token->wait_for(std::min<std::chrono::milliseconds>(left, look_after))) return {};
      if (left <= look_after) return make_error(Code::no_contact, "no acknowledgement from the broker");
      // With a clean start nothing completes the tokens of a connection that is gone.
      if (!client_->is_connected()) return make_error(Code::no_contact, "the connection is lost");
    }
  } catch (const mqtt::exception& failure) {
    return outcome_of(failure);
  }
}

Result<void> MqttLink::wait_for_oldest(std::deque<mqtt::token_ptr>& in_flight, Deadline deadline) const {
  const mqtt::token_ptr token = in_flight.front();
  in_flight.pop_front();
  return wait_for(token, deadline);
}

Result<void> MqttLink::publish(const std::vector<MqttMessage>& messages, Deadline deadline) {
  if (!client_) return make_error(Code::no_contact, "not connected");
  std::deque<mqtt::token_ptr> in_flight;
  for (const MqttMessage& message : messages) {
    if (in_flight.size() >= largest_window) {
      const Result<void> oldest = wait_for_oldest(in_flight, deadline);
      if (!oldest) return oldest;
    }
    try {
      in_flight.push_back(client_->publish(in_paho(message)));
    } catch (const mqtt::exception& failure) {
      const Result<void> outcome = outcome_of(failure);
      if (!outcome) return outcome;
    }
  }
  while (!in_flight.empty()) {
    const Result<void> oldest = wait_for_oldest(in_flight, deadline);
    if (!oldest) return oldest;
  }
  return {};
}

void MqttLink::disconnect(const std::optional<MqttMessage>& last, Deadline deadline) {
  if (!client_) return;
  try {
    if (!client_->is_connected()) return;  // Paho throws when asked to disconnect while connecting
    if (last) (void)publish({*last}, deadline);
    const mqtt::token_ptr token = client_->disconnect(static_cast<int>(left_until(deadline).count()));
    token->wait_for(left_until(deadline));
  } catch (const mqtt::exception&) {
    // A goodbye that the broker does not hear: it finds out by the keep-alive.
  }
}

void MqttLink::drop() {
  // Paho says an ordinary goodbye when a client is destroyed, upon which the broker forgets the will; and the library's
  // C++ face cannot send the reason "disconnect with will" (its options lack the version that carries reasons). So the
  // will is published by hand.
  disconnect(options_.will, steady_clock::now() + 50ms);
  client_.reset();
}

}  // namespace holdfast::platform
