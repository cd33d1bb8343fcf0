// A branch as its field engineer wrote it down, checked: devices, what they stand on, what disrupts, what is done about
// it. Plain data with the texts of its conditions; the engine compiles them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "agent/model/business.hpp"
#include "agent/model/energy.hpp"
#include "agent/model/people.hpp"
#include "agent/model/plan.hpp"
#include "agent/model/profile.hpp"
#include "agent/model/rules.hpp"
#include "agent/model/snmp_access.hpp"
#include "platform/time.hpp"
#include "platform/zone.hpp"

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
  std::string fuel;                 // a point, or empty
  std::optional<Duration> runtime;  // with a full tank
  std::string up_when;              // condition; empty: nothing watches it
};

struct Device {
  std::string id;
  std::string title;
  std::string profile;       // "auto": recognised on first contact; empty: see is_polled()
  std::string device_class;  // "ups", "switch"; from its profile when the file does not say it
  std::string address;       // "snmp://host:port", "modbus+tcp://host:port/unit"
  std::string secret;        // name of the secret without "secret:"; empty: the protocol's public default
  SnmpAccess snmp;           // of an SNMP device
  Duration fast{std::chrono::milliseconds{500}};
  Duration normal{std::chrono::seconds{1}};
  Duration slow{std::chrono::hours{1}};
  Duration timeout{std::chrono::milliseconds{500}};  // of one exchange
  std::string up_when;                               // condition; empty: the default of its class
  std::optional<double> capacity_wh;                 // of a UPS: its battery when full
  Needs needs;
  Needs powered_by;
  Needs reached_by;

  // One that is not has neither profile nor address: what it stands on says how it is.
  bool is_polled() const { return !address.empty(); }
  bool is_to_be_recognised() const { return profile == "auto"; }
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
  std::vector<std::string>
      about;             // graph names of what has failed: "source.mains"; empty: the devices that `when` reads
  bool what_if = false;  // readiness asks what it would cost
};

// A link, an uplink, an information system or an outside party: something that services stand on and that may be down.
struct Link {
  std::string id;
  std::string title;
  std::string up_when;  // condition, or empty
  Needs needs;          // any_of = ["uplink.fibre", ...]; missing: down
  Needs wants;          // missing: degraded
  Needs powered_by;
  Needs reached_by;
  std::map<std::string, Amounts> minimum;  // resources by name
  std::optional<Duration> recovery;        // how long it takes to come back
  std::string owner;                       // of an external: who keeps the interface to it
  std::string contact;
  std::string plan;  // of an external: the plan of theirs that ours ties in with
};

struct Service {
  std::string id;
  std::string title;
  std::string owner;
  std::optional<Duration> rto;
  std::string up_when;                           // condition that says whether the service works; empty: from `needs`
  Needs needs;                                   // missing: down
  Needs wants;                                   // missing: degraded
  Duration stable_for{std::chrono::seconds{0}};  // a recovery shorter than this does not stop the clock
  ServiceKind kind = ServiceKind::business;
  WeekHours hours;
  Impact impact;
  MinimumLevel minimum_level = MinimumLevel::down;  // mbco
  std::map<std::string, Amounts> minimum;           // resources by name: "staff", "terminals", "watts"
  std::optional<Duration> hold_min;                 // on backup: before anything of lower rank
  std::optional<Duration> hold;                     // on backup: as long as it wishes; empty: as long as it can be
  std::optional<Duration> recovery;                 // how long it takes to come back
  std::string replication_age;        // a point: age of the last confirmed replication or backup, or empty
  std::vector<std::string> replaces;  // services of an earlier analysis that this one took over
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
  // In site.cpp: what copies or ends twenty maps of everything need not be compiled wherever a site is at hand.
  Site();
  Site(const Site&);
  Site(Site&&) noexcept;
  Site& operator=(const Site&);
  Site& operator=(Site&&) noexcept;
  ~Site();

  std::string id;
  std::string title;
  std::string timezone = "UTC";
  Zone zone;  // the same, as the machine's tz database has it
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
  Bia bia;
  Energy energy;
  std::map<std::string, Risk> risks;
  std::map<std::string, Scenario> scenarios;
  std::map<std::string, Resource> resources;
  std::map<std::string, Load> loads;
  std::map<std::string, Role> roles;
  std::string operator_role;  // who confirms and declares; empty: nobody in particular
  std::map<std::string, Person> people;
  std::map<std::string, Duty> duties;
  std::vector<Day> holidays;
  RuleSet rules;  // that grade its incidents
  std::map<std::string, Disruption> disruptions;
  std::map<std::string, Plan> plans;
  std::map<std::string, Profile> profiles;  // those that a device uses, by id
};

}  // namespace holdfast::model
