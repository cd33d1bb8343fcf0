// Modbus TCP endpoints of the simulated devices: several clients at a time, several units behind one endpoint.
// A request is taken only when all of it has arrived, so a client that drips bytes holds up nobody but itself.
#pragma once

#include <memory>
#include <string>

#include "tests/branch/faults.hpp"
#include "tests/branch/log.hpp"
#include "tests/branch/loop.hpp"
#include "tests/branch/modbus_responder.hpp"

namespace holdfast::branch {

class ModbusServer {
 public:
  struct Unit {
    std::string device;
    std::function<ModbusImage()> image;
  };
  using Units = std::map<std::uint8_t, Unit>;

  // All must outlive the server. `bring_up_to_date` moves the model to the present, before a request and after a write.
  ModbusServer(Loop& loop, Log& log, const Faults& faults, Loop::Job bring_up_to_date);
  ~ModbusServer();

  // Listens at 127.0.0.1:port, 0 for a free one; the port in use. Throws std::system_error.
  std::uint16_t add_endpoint(Units units, std::uint16_t port);

 private:
  struct Connection {
    int socket;
    const Units* units;
    int awaited;  // octets without which the socket does not become readable, unless the peer is gone
  };
  void accept_from(int listener, const Units* units);
  void serve(std::uint64_t id);
  void handle(std::uint64_t id, const Units& units, const Frame& frame);
  Frame execute(const Unit& unit, const Frame& frame, const ModbusRequest& request);
  unsigned apply_write(const Unit& unit, const ModbusImage& image, const ModbusRequest& request);
  void log_refused(const Unit& unit, const ModbusRequest& request, const char* why);
  void send(std::uint64_t id, const Frame& bytes);
  void send_with(const Fault& fault, std::uint64_t id, Frame bytes);
  void close(std::uint64_t id);

  Loop& loop_;
  Log& log_;
  const Faults& faults_;
  Loop::Job bring_up_to_date_;
  ModbusResponder responder_;
  std::map<int, std::unique_ptr<Units>> endpoints_;  // by listening socket
  std::map<std::uint64_t, Connection> connections_;
  std::uint64_t next_id_ = 0;
};

}  // namespace holdfast::branch
