#include "tests/support/broker.hpp"

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <sstream>
#include <stdexcept>

#include "tests/support/free_port.hpp"
#include "tests/support/wait_for.hpp"

namespace holdfast::testing {

using namespace std::chrono_literals;

namespace {

bool accepts(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const bool connected = ::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  ::close(descriptor);
  return connected;
}

std::vector<std::string> lines_of(const std::string& path) {
  std::istringstream text{read_file(path)};
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) lines.push_back(line);
  return lines;
}

}  // namespace

Broker::Broker(const std::string& settings) : port_(free_port()) {
  // "user root": as root it would otherwise become another user, who may not enter the folder.
  write_file(folder_.file("mosquitto.conf"), "listener " + std::to_string(port_) +
                                                 " 127.0.0.1\nuser root\npersistence false\nlog_type all\n" + settings);
  start();
}

void Broker::start() {
  ProcessOptions options;
  options.argv = {"mosquitto", "-c", folder_.file("mosquitto.conf")};
  options.output_file = folder_.file("mosquitto.log");
  process_ = std::make_unique<Process>(options);
  if (!wait_for(10s, [this] { return accepts(port_) || !process_->running(); }) || !process_->running()) {
    throw std::runtime_error("mosquitto did not start: " + read_file(options.output_file));
  }
}

std::string Broker::log() const { return read_file(folder_.file("mosquitto.log")); }

void Broker::stop() { process_->terminate(); }

Subscriber::Subscriber(const Broker& broker, const std::string& topic, const std::string& format) {
  ProcessOptions options;
  options.argv = {"stdbuf",
                  "-oL",
                  "mosquitto_sub",
                  "-d",
                  "-V",
                  "5",
                  "-h",
                  "127.0.0.1",
                  "-p",
                  std::to_string(broker.port()),
                  "-q",
                  "1",
                  "-t",
                  topic,
                  "-F",
                  "> " + format};
  options.output_file = folder_.file("received");
  process_ = std::make_unique<Process>(options);
  const auto subscribed = [&] { return read_file(options.output_file).find("Subscribed (mid") != std::string::npos; };
  if (!wait_for(10s, subscribed)) {
    throw std::runtime_error("mosquitto_sub did not subscribe: " + read_file(options.output_file));
  }
}

std::vector<std::string> Subscriber::lines() const {
  std::vector<std::string> messages;
  for (const std::string& line : lines_of(folder_.file("received"))) {
    if (line.starts_with("> ")) messages.push_back(line.substr(2));
  }
  return messages;
}

}  // namespace holdfast::testing
