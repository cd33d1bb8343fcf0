// Requests to one SNMP agent (v1, v2c, v3) over a UDP socket of its own, on net-snmp, driven by the loop. One exchange
// at a time. The socket is connected, so that only the asked address is heard. After a missed deadline the session is
// closed and the next exchange begins with a fresh socket: a late response finds nobody, and nothing piles up inside
// the library.
//
// v3: the engine is asked for its id and clock by our own datagram, the keys come from the Keyring, and the library is
// lent both (usm.hpp), so that it never waits. An agent that has lost its boots and time, or is another engine than
// before, is asked anew: at most once a minute, and each time on_security says so, because an agent's clock that goes
// back is also what a replay of old messages looks like.
#pragma once

#include <boost/asio/ip/udp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <string>

#include "drivers/resolve.hpp"
#include "drivers/snmp/agent.hpp"
#include "drivers/snmp/directory.hpp"
#include "drivers/snmp/envelope.hpp"
#include "drivers/snmp/keyring.hpp"
#include "drivers/snmp/report.hpp"
#include "drivers/snmp/usm.hpp"
#include "platform/clock.hpp"

struct snmp_session;
struct snmp_pdu;

namespace holdfast::drivers::snmp {

// What the sessions of a process share. Outlives them.
struct Surroundings {
  boost::asio::any_io_executor loop;
  platform::Clock& clock;
  Resolver& resolver;
  Keyring& keyring;
  Directory& directory;
};

// The agent to be asked. `on_security` is called on the loop with a sentence for the journal; may be empty.
struct Peer {
  std::string device;
  std::string host;
  std::uint16_t port = 161;
  model::SnmpAccess access;
  Secrets secrets;
  std::function<void(const std::string& what)> on_security;
};

class Session final : public Agent {
 public:
  Session(Surroundings surroundings, Peer peer);
  ~Session() override;
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  //   no_contact          no response in time, or the port is closed
  //   protocol_violation  only datagrams came that are no response to this request
  //   device_refused      v3: the agent says what is wrong with user, level or keys
  //   conflict            another exchange is under way
  //   invalid_argument    get_bulk to an agent that speaks v1
  // An error status of the device is a Response.
  Awaitable<Result<Response>> exchange(Request request, SteadyTime deadline) override;

  void renew() override;  // closes; what is known of the engine stays

  model::SnmpVersion version() const override { return peer_.access.version; }

 private:
  class Use;
  using Socket = boost::asio::ip::udp::socket;

  bool is_v3() const { return peer_.access.version == model::SnmpVersion::v3; }
  Awaitable<Result<Response>> transact(Request request, SteadyTime deadline);
  Awaitable<Result<void>> connect(SteadyTime deadline);
  Awaitable<Result<Response>> attempt(Request request);
  Awaitable<Result<void>> discover(boost::asio::ip::address address);
  Awaitable<Result<void>> recover();
  Result<Response> outcome();
  std::string doubts() const;
  Result<void> open();
  Result<void> send(const Request& request);
  std::optional<Envelope> peek();
  bool shows_lost_time(const Envelope& seen) const;
  bool read_datagram();  // false: the socket says that nobody is there
  void take(const snmp_pdu& pdu);
  std::unique_ptr<Lent> lend();
  static int on_response(int operation, snmp_session*, int id, snmp_pdu* pdu, void* self);

  Surroundings around_;
  Peer peer_;
  Known& known_;                                                 // our entry in the directory
  void* handle_ = nullptr;                                       // net-snmp's; owns the socket
  std::optional<boost::asio::posix::stream_descriptor> socket_;  // only watches it
  int awaited_ = 0;                                              // id of the request under way, 0 if none
  std::optional<Response> answer_;
  std::optional<Report> report_;  // instead of an answer
  int odd_datagrams_ = 0;
  std::string oddness_;  // what the library says of the last one
  bool busy_ = false;

  Engine engine_;  // id empty: not yet discovered
  User user_;
  std::int32_t message_id_ = 0;
  bool has_answered_ = false;
  bool is_refused_ = false;  // by the host: nobody listens there
  int time_reports_ = 0;     // to the request under way
  bool has_lost_time_ = false;
  std::optional<SteadyTime> recovered_;
};

}  // namespace holdfast::drivers::snmp
