// The system group (SNMPv2-MIB) that every simulated SNMP device has.
#pragma once

#include <string>

#include "tests/branch/snmp_objects.hpp"

namespace holdfast::branch {

struct SystemGroup {
  std::string description;
  std::string object_id;
  std::string name;
  std::string location = "branch-0042, comms room";
  Duration uptime{};
  int services = 72;
};

inline void add_system_group(SnmpObjects& objects, const SystemGroup& group) {
  objects.below("1.3.6.1.2.1.1");
  objects.text("1.0", group.description);
  objects.object_id("2.0", group.object_id);
  objects.ticks("3.0", group.uptime);
  objects.text("4.0", "branch-it@bank.example");
  objects.text("5.0", group.name);
  objects.text("6.0", group.location);
  objects.integer("7.0", group.services);
}

}  // namespace holdfast::branch
