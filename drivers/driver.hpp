// What the house asks of a protocol: read points, walk what is there, write one point. One Driver serves one device.
// A driver connects by itself, decodes and encodes, and reports; it does not retry, log, back off or judge age.
// Everything happens on the loop thread. Every call has a deadline and leaves nothing behind when it is cancelled.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/profile.hpp"
#include "agent/model/sample.hpp"
#include "agent/model/site.hpp"
#include "platform/clock.hpp"
#include "platform/result.hpp"

namespace holdfast::drivers {

namespace snmp {
class Agent;
}

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

  // Drops the connection so that the next call begins with a fresh one.
  virtual void renew() = 0;
};

// A parsed device address. One form in files and on the command line.
struct Address {
  model::Protocol protocol = model::Protocol::snmp;
  std::string host;
  std::uint16_t port = 0;  // default 161 or 502
  std::uint8_t unit = 1;   // Modbus: 0-247, 255
  std::string path;        // replay: the file
  std::string line_key()
      const;  // devices with the same key share a line: "modbus+tcp://10.0.0.1:502", "snmp"-host each
};
Result<Address> parse_address(const std::string& uri);

// Makes drivers; owns the connections that devices on one line share. Must outlive its drivers.
class Registry {
 public:
  Registry(boost::asio::any_io_executor loop, platform::Clock& clock);
  ~Registry();

  // `secret` is the text behind the device's reference (an SNMP community); empty means the protocol's public default.
  Result<std::unique_ptr<Driver>> make(const model::Device& device, const model::Profile& profile, std::string secret);

  // Asks the device what it is: the profiles that apply, merged. `profiles` outlive the call.
  //   not_found      it answers, and none of them is for it
  //   no_contact ... as an exchange
  Awaitable<Result<model::Profile>> recognise(model::Device device, const std::vector<model::Profile>* profiles,
                                              std::string secret, SteadyTime deadline);

  // What answers SNMP requests at the device's address, for tools that want everything it says.
  Result<std::unique_ptr<snmp::Agent>> agent(const model::Device& device, std::string secret);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace holdfast::drivers
