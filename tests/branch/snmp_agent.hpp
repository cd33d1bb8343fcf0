// Answers SNMP v2c for the simulated devices, by net-snmp's client library as a responder; each device has its own UDP
// port. net-snmp keeps global state: no SNMP client may live in the same process.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "tests/branch/faults.hpp"
#include "tests/branch/log.hpp"
#include "tests/branch/loop.hpp"
#include "tests/branch/snmp_objects.hpp"

struct snmp_pdu;
struct snmp_session;

namespace holdfast::branch {

class SnmpAgent {
 public:
  struct Device {
    std::string id;
    std::function<SnmpObjects()> objects;
    std::function<bool()> alive;  // a device without power hears nothing
  };
  struct Settings {
    std::string community = "public";
    std::size_t largest_message = 1472;  // octets; what fits into an Ethernet frame, as with many real cards
  };

  // All must outlive the agent. `bring_up_to_date` moves the model to the present, before a request and after a SET.
  SnmpAgent(Settings settings, Loop& loop, Log& log, const Faults& faults, Loop::Job bring_up_to_date);
  ~SnmpAgent();

  // Binds 127.0.0.1:port, 0 for a free one; the port in use. Throws std::runtime_error.
  std::uint16_t add(Device device, std::uint16_t port);

 private:
  struct Listener {
    SnmpAgent* agent;
    Device device;
    void* session;
    int socket;
  };
  static int on_message(int operation, snmp_session* session, int id, snmp_pdu* request, void* listener);
  void handle(Listener& listener, snmp_pdu* request);
  void answer_set(Listener& listener, const snmp_pdu* request, snmp_pdu* reply);
  void refuse_all(const Listener& listener, const snmp_pdu* request, const char* why);
  void send(Listener& listener, snmp_pdu* reply, const Fault& fault);

  Settings settings_;
  Loop& loop_;
  Log& log_;
  const Faults& faults_;
  Loop::Job bring_up_to_date_;
  std::vector<std::unique_ptr<Listener>> listeners_;
};

}  // namespace holdfast::branch
