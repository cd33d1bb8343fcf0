// Hears the traps and informs (v1, v2c, v3) that SNMP devices send unasked, on one UDP port, on net-snmp, driven by the
// loop. A sender is one of our devices by its engine (v3) or address; others are counted and dropped unread, and get no
// answer. v3 must be authenticated as the device's own user if that has `auth`; a replay is refused by the engine's
// clock. Informs are acknowledged. What is heard is for people: nobody acts on its content.
//
// For informs this box is an SNMP engine of its own: its id comes from `identity`, its boots from the wall clock.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/site.hpp"
#include "drivers/snmp/directory.hpp"
#include "drivers/snmp/envelope.hpp"
#include "drivers/snmp/session.hpp"
#include "drivers/snmp/trap.hpp"

namespace holdfast::drivers::snmp {

struct Trap {
  std::string device;
  TrapContent content;
  std::string how;  // "v2c trap", "v3 inform"
};

struct TrapCounts {
  std::uint64_t heard = 0;
  std::uint64_t unmatched = 0;  // from none of our devices
  std::uint64_t refused = 0;    // from one, but not proven, replayed or damaged
  std::uint64_t odd = 0;        // not even a trap
};

struct TrapHooks {
  std::function<void(const Trap&)> heard;
  // At most once in ten minutes: somebody sends what cannot be taken.
  std::function<void(const std::string& what)> dropped;
};

class TrapListener {
 public:
  TrapListener(Surroundings surroundings, std::string identity, TrapHooks hooks);
  ~TrapListener();
  TrapListener(const TrapListener&) = delete;
  TrapListener& operator=(const TrapListener&) = delete;

  // conflict when the port is taken or not allowed. Port 0: any.
  Result<void> open(const model::TrapPort& where);
  std::uint16_t port() const;

  Awaitable<void> run();  // until cancelled
  const TrapCounts& counts() const { return counts_; }

 private:
  struct Peeked {
    std::optional<Envelope> envelope;
    boost::asio::ip::address sender;
  };
  struct Caught {
    TrapContent content;
    bool is_inform = false;
  };

  std::optional<Peeked> peek();
  Awaitable<void> take(Peeked peeked);
  Awaitable<bool> take_secured(Peeked peeked, const Known* sender);
  std::vector<const Known*> senders(const Peeked& peeked) const;
  void read();  // hands the datagram to the library; sets caught_ if it is a trap
  void discard();
  void drop(std::uint64_t& count, const Peeked& peeked, const char* why);
  void name_ourselves();
  static int on_message(int operation, snmp_session*, int id, snmp_pdu* pdu, void* self);

  Surroundings around_;
  std::string identity_;
  TrapHooks hooks_;
  void* handle_ = nullptr;  // net-snmp's; owns the socket
  std::optional<boost::asio::posix::stream_descriptor> socket_;
  std::string own_engine_;
  std::map<std::string, Engine> engines_;  // of senders, with the clocks that their traps have shown
  std::optional<Caught> caught_;
  std::vector<std::uint8_t> buffer_;
  TrapCounts counts_;
  std::optional<SteadyTime> told_;  // of drops
};

}  // namespace holdfast::drivers::snmp
