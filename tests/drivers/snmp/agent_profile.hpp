// The profile and the configuration of the SNMP agent that the integration tests talk to.
#pragma once

#include <string>

#include "agent/model/profile.hpp"

namespace holdfast::testing {

using model::Kind;

inline model::PointSpec snmp_point(std::string name, std::string oid, Kind kind) {
  model::PointSpec spec;
  spec.name = std::move(name);
  spec.kind = kind;
  spec.origins.front().address = model::SnmpAddress{std::move(oid)};
  return spec;
}

inline model::PointSpec writable(model::PointSpec spec, char type) {
  spec.write =
      model::WritableAs{model::SnmpWrite{std::get<model::SnmpAddress>(spec.origins.front().address).oid, type}, {}};
  return spec;
}

inline const std::string probe = "1.3.6.1.4.1.8072.9999.9999";  // NET-SNMP-MIB's playground

enum Points : std::size_t {
  name,
  uptime,
  absent,
  number,
  gauge,
  negative,
  wide,
  state,
  row_name,
  row_state,
  contact,
  fixed
};

inline model::Profile agent_profile() {
  model::Profile profile;
  profile.id = "test/agent";
  profile.points = {
      writable(snmp_point("device.name", "1.3.6.1.2.1.1.5.0", Kind::text), 's'),
      snmp_point("device.uptime", "1.3.6.1.2.1.1.3.0", Kind::number),
      snmp_point("absent", "1.3.6.1.4.1.99999.1.0", Kind::integer),
      writable(snmp_point("number", probe + ".1.1.0", Kind::number), 'i'),
      snmp_point("gauge", probe + ".1.2.0", Kind::integer),
      snmp_point("negative", probe + ".1.3.0", Kind::integer),
      snmp_point("wide", probe + ".1.4.0", Kind::integer),
      writable(snmp_point("state", probe + ".1.1.0", Kind::enumeration), 'i'),
      snmp_point("row.{n}.name", probe + ".2.1.1.{n}", Kind::text),
      writable(snmp_point("row.{n}.state", probe + ".2.1.2.{n}", Kind::enumeration), 'i'),
      snmp_point("device.contact", "1.3.6.1.2.1.1.4.0", Kind::integer),
      writable(snmp_point("fixed", "1.3.6.1.2.1.1.1.0", Kind::text), 's'),
  };
  profile.points[uptime].origins.front().decoding.scale = 0.01;
  profile.points[number].origins.front().decoding.scale = 0.1;
  profile.points[state].origins.front().decoding.enumeration = {{1, "up"}, {2, "down"}, {42, "other"}};
  profile.points[row_state].origins.front().decoding.enumeration = {{1, "up"}, {2, "down"}};
  return profile;
}

inline const std::string agent_configuration =
    "rocommunity look 127.0.0.1\nrwcommunity change 127.0.0.1\n"
    "override -rw ." +
    probe +
    ".1.1.0 integer 42\n"
    "override ." +
    probe +
    ".1.2.0 uinteger 4000000000\n"
    "override ." +
    probe +
    ".1.3.0 integer -5\n"
    "override ." +
    probe + ".1.4.0 counter 4294967295\n";

}  // namespace holdfast::testing
