// What devices send unasked: each trap or inform of one of ours makes the poller read that device at once, and is told
// for the journal, within the limits of the TrapGate. What a trap says is never acted upon.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "agent/model/site.hpp"
#include "agent/poll/poller.hpp"
#include "agent/poll/trap_gate.hpp"
#include "drivers/snmp/trap_listener.hpp"
#include "platform/signal.hpp"

namespace holdfast::poll {

struct HeardTrap {
  std::string device;
  std::string trap;                    // its OID
  std::vector<std::string> variables;  // as text
  std::string how;                     // "v2c trap"
  std::uint64_t suppressed = 0;        // more than 0: so many were not told of, and nothing else is said
};

class Traps {
 public:
  using Tell = std::function<void(HeardTrap)>;
  // All outlive this. `identity` names this box to senders of informs.
  Traps(platform::Clock& clock, drivers::Registry& registry, Poller& poller, std::string identity, Tell tell);

  Result<void> open(const model::TrapPort& where);
  void start(platform::TaskGroup& tasks);
  const drivers::snmp::TrapListener& listener() const { return *listener_; }

 private:
  void heard(const drivers::snmp::Trap& trap);
  Awaitable<void> tell_suppressed();

  platform::Clock& clock_;
  Poller& poller_;
  Tell tell_;
  TrapGate gate_;
  platform::Signal dropped_;
  std::unique_ptr<drivers::snmp::TrapListener> listener_;
};

}  // namespace holdfast::poll
