// A Mosquitto of a test's own on a free loopback port, and an independent subscriber that writes down what arrives.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "tests/support/process.hpp"
#include "tests/support/temp_folder.hpp"

namespace holdfast::testing {

class Broker {
 public:
  // `settings`: further lines of mosquitto.conf. Returns when the broker accepts connections; throws when it does not.
  explicit Broker(const std::string& settings = "allow_anonymous true\n");

  std::uint16_t port() const { return port_; }
  std::string uri() const { return "mqtt://127.0.0.1:" + std::to_string(port_); }
  Process& process() { return *process_; }

  std::string log() const;  // what the broker says about itself
  void stop();
  void start();  // again on the same port, with nothing remembered

 private:
  TempFolder folder_;
  std::uint16_t port_;
  std::unique_ptr<Process> process_;
};

class Subscriber {
 public:
  // Listens to `topic` (QoS 1) by mosquitto_sub; one line a message in mosquitto_sub's -F format. Returns when
  // subscribed.
  Subscriber(const Broker& broker, const std::string& topic, const std::string& format = "%t %p");

  std::vector<std::string> lines() const;

 private:
  TempFolder folder_;
  std::unique_ptr<Process> process_;
};

}  // namespace holdfast::testing
