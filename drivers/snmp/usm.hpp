// One user at one engine, lent to net-snmp. The library keeps users and engine times in tables of the whole process;
// here each session has its own, so that two devices with the same engine id (cloned configurations exist) do not
// disturb each other, and nothing has to be forgotten. Loop thread only.
#pragma once

#include <cstdint>
#include <string>

#include "agent/model/snmp_access.hpp"
#include "drivers/snmp/keys.hpp"
#include "platform/time.hpp"

struct snmp_session;

namespace holdfast::drivers::snmp {

// An SNMP engine and its clock, as it stood at `since`.
struct Engine {
  std::string id;
  std::uint32_t boots = 0;
  std::uint32_t time = 0;  // seconds
  SteadyTime since;
  std::uint32_t time_at(SteadyTime now) const;
};

struct User {
  model::SnmpAccess access;
  LocalKeys keys;
};

// While it lives the library knows the user and the time. What the library learns of the time meanwhile is kept in
// `engine`, which outlives this.
class Lent {
 public:
  Lent(const User& user, Engine& engine, SteadyTime now);
  ~Lent();
  Lent(const Lent&) = delete;
  Lent& operator=(const Lent&) = delete;

 private:
  Engine& engine_;
  SteadyTime now_;
  std::uint32_t lent_time_;
  void* user_;  // the library's
};

// SNMP_SEC_LEVEL_...
int security_level(const model::SnmpAccess& access);

}  // namespace holdfast::drivers::snmp
