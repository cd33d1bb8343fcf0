// What the house asks of a protocol: read points, walk what is there, write one point. One Driver serves one device.
// A driver connects by itself, decodes and encodes, and reports; it does not retry, log, back off or judge age.
// Everything happens on the loop thread. Every call has a deadline and leaves nothing behind when it is cancelled.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/model/profile.hpp"
#include "agent/model/sample.hpp"
#include "agent/model/site.hpp"
#include "drivers/reach/route.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers {

struct Evidence;

namespace snmp {
class Agent;
class TrapListener;
struct TrapHooks;
}  // namespace snmp

using platform::Awaitable;

// A point of the device's profile; of a table either one row, or (no row) every row there is.
struct Target {
  std::size_t spec = 0;           // index into Profile::points
  std::optional<model::Row> row;  // absent for scalars, and for a whole table
  auto operator<=>(const Target&) const = default;
};

struct Reading {
  std::size_t spec = 0;
  std::optional<model::Row> row;
  std::optional<model::Value> value;  // empty when quality is bad
  model::Quality quality = model::Quality::good;
  model::Reason reason = model::Reason::none;
  int origin = -1;  // which of the point's origins gave the value; -1: none did
};

struct WalkRow {
  std::string address;  // an OID, "holding 40", ...
  std::string type;
  std::string value;
};

// What a device says of itself, for recognition: Modbus device identification and SunSpec.
struct DeviceIdentity {
  std::string vendor;
  std::string product_code;
  std::string revision;
  std::map<int, std::string> others;  // by object: 3 URL, 4 product name, 5 model name, 6 application, 128.. private
  std::vector<int> sunspec;           // the models of the chain, in its order
};

class Driver {
 public:
  virtual ~Driver() = default;

  // Reads the targets with as few exchanges as the protocol and the device allow. One odd answer costs one point (a bad
  // reading with its reason); an error means that the device could not be talked to. What had been read before the
  // contact was lost is not returned: an aborted round is no round.
  virtual Awaitable<Result<std::vector<Reading>>> read(std::vector<Target> targets, SteadyTime deadline) = 0;

  // Sets one point. Success: the device has acknowledged exactly this write. no_contact: it is not known whether it
  // acts.
  virtual Awaitable<Result<void>> write(Target target, model::Value value, SteadyTime deadline) = 0;

  // Everything the device has, for `probe --all`.
  virtual Awaitable<Result<std::vector<WalkRow>>> walk(std::string from, SteadyTime deadline) = 0;

  // not_found: the protocol or the device has nothing of the kind.
  virtual Awaitable<Result<DeviceIdentity>> identify(SteadyTime deadline);

  // Drops the connection so that the next call begins with a fresh one.
  virtual void renew() = 0;
};

// How a serial line is set. Modbus over serial line 1.02, 2.5.1: 19200 baud and even parity unless said otherwise.
struct SerialSettings {
  enum class Parity { none, even, odd };
  // Who switches a two-wire line to sending: nobody or the adapter, the kernel's driver, or we by moving RTS.
  enum class Direction { automatic, rs485, rts_up, rts_down };
  std::string tty;
  int baud = 19200;
  Parity parity = Parity::even;
  int stop_bits = 1;
  Direction direction = Direction::automatic;
  bool operator==(const SerialSettings&) const = default;
};
std::string to_string(const SerialSettings& settings);  // "19200 baud, parity even, 1 stop bit"

enum class Transport { plain, rtu_over_tcp, serial };  // of Modbus: Modbus/TCP is plain

// A parsed device address. One form in files and on the command line.
struct Address {
  model::Protocol protocol = model::Protocol::snmp;
  Transport transport = Transport::plain;
  std::string host;
  std::uint16_t port = 0;  // default 161, 502, 3493, 53, 80, 443
  std::uint8_t unit = 1;   // Modbus: 0-247, 255; where frames are RTU: 1-247
  SerialSettings serial;
  std::string path;  // nut: the UPS; dns: the name to look up; http: the path, from its slash on; replay: the file
  ReachOptions reach;
  // Devices with the same key share a line: "modbus+tcp://10.0.0.1:502", "modbus+rtu:///dev/ttyS1", "snmp"-host each
  std::string line_key() const;
};
Result<Address> parse_address(const std::string& uri);

// The texts behind a device's references.
struct Secrets {
  std::string main;     // SNMP community, or the pass phrase of v3; empty: the protocol's public default
  std::string privacy;  // SNMP v3: the pass phrase of privacy; empty: `main` serves both
};

// Whether the secrets can serve this access: a v3 pass phrase has at least 8 characters. Says the first fault.
Result<void> check_secrets(const model::SnmpAccess& access, const Secrets& secrets);

// Whether the protocol's driver can serve the profile: invalid_argument with the point's name when it cannot.
Result<void> check_profile(const model::Profile& profile);

// Makes drivers; owns the connections that devices on one line share. Must outlive its drivers.
class Registry {
 public:
  Registry(boost::asio::any_io_executor loop, platform::Clock& clock);
  ~Registry();

  // Called on the loop when a device's identity or clock is not what it was (SNMP v3); before the first make().
  using OnSecurity = std::function<void(const std::string& device, const std::string& what)>;
  void on_security(OnSecurity hear);

  Result<std::unique_ptr<Driver>> make(const model::Device& device, const model::Profile& profile, Secrets secrets);

  // Hears what the SNMP devices of this registry send unasked (snmp/trap_listener.hpp); it goes before the registry.
  // `identity` names this box to senders of informs; the same in every life of the agent.
  std::unique_ptr<snmp::TrapListener> trap_listener(std::string identity, snmp::TrapHooks hooks);

  // Asks the device what it is: the profiles that apply, merged. `profiles` outlive the call.
  //   not_found      it answers, and none of them is for it
  //   no_contact ... as an exchange
  Awaitable<Result<model::Profile>> recognise(model::Device device, const std::vector<model::Profile>* profiles,
                                              Secrets secrets, SteadyTime deadline);

  // What the device says of itself (recognise.hpp); of an SNMP device also which of the objects `wanted` it has.
  Awaitable<Result<Evidence>> ask_identity(model::Device device, std::set<std::string> wanted, Secrets secrets,
                                           SteadyTime deadline);

  // What answers SNMP requests at the device's address, for tools that want everything it says.
  Result<std::unique_ptr<snmp::Agent>> agent(const model::Device& device, Secrets secrets);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::drivers
