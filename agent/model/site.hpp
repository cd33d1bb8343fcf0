// A branch as its field engineer wrote it down, checked: devices, what they stand on, what disrupts, what is done about
// it. Plain data with the texts of its conditions; the engine compiles them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/plan.hpp"
#include "agent/model/profile.hpp"
#include "agent/model/snmp_access.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

// What something needs of others: the name of a device, outlet, source, link, system, or a choice among such.
struct Needs {
  enum class Rule { one, all_of, any_of, at_least };
  Rule rule = Rule::all_of;
  int least = 0;     // of at_least
  std::string name;  // of one: "source.mains", "ats", "pdu-a.outlet.1", "link.wan"
  std::vector<Needs> parts;
  bool empty() const { return rule == Rule::all_of && parts.empty(); }
};

struct Source {
  std::string id;  // "mains"
  std::string title;
  std::optional<Duration> start_time;
  std::string fuel;  // a point, or empty
};

struct Device {
  std::string id;
  std::string title;
  std::string profile;
  std::string address;  // "snmp://host:port", "modbus+tcp://host:port/unit"
  std::string secret;   // name of the secret without "secret:"; empty: the protocol's public default
  SnmpAccess snmp;      // of an SNMP device
  Duration fast{std::chrono::milliseconds{500}};
  Duration normal{std::chrono::seconds{1}};
  Duration slow{std::chrono::hours{1}};
  Duration timeout{std::chrono::milliseconds{500}};  // of one exchange
  Needs powered_by;
  Needs reached_by;
};

enum class Unverified { proceed, ask, dismiss };
enum class Declaration { automatic, ask };

struct Disruption {
  std::string id;
  std::string title;
  std::string when;
  std::vector<std::string> witnesses;
  int quorum = 1;
  Duration verify_within{std::chrono::seconds{5}};
  Unverified unverified = Unverified::proceed;
  Duration raise_after{};                          // `for`
  std::string clear_when;                          // empty: not `when`
  Duration clear_after{std::chrono::seconds{60}};  // `clear_for`
  std::optional<Duration> blind_after;             // default: `for`, at least two polls of the slowest device in `when`
  Declaration declare = Declaration::automatic;
  std::string disruption_class;  // utility, system, network, attack, natural, external, human
};

// A link, an uplink, an information system or an outside party: something that services stand on and that may be down.
struct Link {
  std::string id;
  std::string title;
  std::string up_when;  // condition, or empty
  Needs needs;          // any_of = ["uplink.fibre", ...]
};

struct Service {
  std::string id;
  std::string title;
  std::string owner;
  std::optional<Duration> rto;
  std::string up_when;  // condition that says whether the service works; empty: from `needs`
  Needs needs;
  Duration stable_for{std::chrono::seconds{0}};  // a recovery shorter than this does not stop the clock
};

struct Broker {
  std::string uri;  // "mqtt://host:port"; empty: nothing is published
  std::string user;
  std::string secret;  // the password's
};

// Where traps and informs are heard.
struct TrapPort {
  std::string address = "0.0.0.0";  // numeric
  std::uint16_t port = 0;           // 0: they are not
};

// How often one output may be switched; guards relays and loads against flapping.
struct SwitchLimit {
  int switches = 6;
  Duration per{std::chrono::minutes{10}};
};

struct Site {
  std::string id;
  std::string title;
  std::string timezone = "UTC";
  std::string gateway = "beside";
  Broker broker;
  SwitchLimit switch_limit;
  TrapPort traps;
  std::map<std::string, Source> sources;
  std::map<std::string, Device> devices;
  std::map<std::string, Link> links;
  std::map<std::string, Link> uplinks;
  std::map<std::string, Link> systems;
  std::map<std::string, Link> externals;
  std::map<std::string, Service> services;
  std::map<std::string, Disruption> disruptions;
  std::map<std::string, Plan> plans;
  std::map<std::string, Profile> profiles;  // those that a device uses, by id
};

}  // namespace holdfast::model
