// What draws power and what may be switched off: [load.NAME] and [energy]. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::model {

struct Load {
  std::string id;
  std::string title;
  std::string outlet;  // "pdu-a.outlet.4"; empty: powered_by says what feeds it, and nothing switches it
  std::vector<std::string>
      feeds;  // what feeds it when it has no outlet, or all of its feeds: "ups-main", "pdu-b.outlet.1"
  std::optional<double> watts;  // declared; what the outlet measures comes before it
  std::optional<double> inrush_watts;
  std::vector<std::string> powers;  // graph names of devices: "device.atm-1"
  bool is_protected = false;        // alarm, cameras, access, emergency light: never switched off by anyone
  bool is_reserve = false;          // what keeps the branch manageable: the gateway, the router
  bool is_spare = false;            // goes at once
};

struct Energy {
  double floor = 0.10;                  // part of each pool that is never planned with, 0 to 1
  std::optional<Duration> reserve_for;  // how long the reserve loads are kept beyond the schedule
};

}  // namespace holdfast::model
