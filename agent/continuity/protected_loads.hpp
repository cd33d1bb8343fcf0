// Loads that nobody may switch off, neither a plan nor a person: alarm, cameras, access, emergency light. Whether a
// write would take the power of one, through its own outlet or one further up. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/continuity/graph.hpp"
#include "agent/model/site.hpp"

namespace holdfast::continuity {

class ProtectedLoads {
 public:
  explicit ProtectedLoads(const model::Site& site);

  // Their ids: those that lose a feed of their own when this part of a device (or the device) is off, or all of their
  // power by what hangs on it. `part`: "pdu-a.outlet.4"; of a name that is not in the graph nothing is lost.
  std::vector<std::string> lost_without(const std::string& part) const;

  // The same for a write of `wanted` to a point: "pdu-a.outlet.4.status" written anything but on.
  std::vector<std::string> lost_by(const std::string& point, const model::Value& wanted) const;

 private:
  struct Protected {
    std::string id;
    std::vector<std::string> feeds;
  };

  Graph graph_;
  std::vector<Protected> loads_;
};

// The part whose power a write to this point takes when it does not say on: "pdu-a.outlet.4" of
// "pdu-a.outlet.4.status", "switch.interface.4" of "switch.interface.4.admin"; "ups-main", the whole device, of its
// timers of shutdown and reboot. Empty of any other point.
std::string part_switched_by(const std::string& point);

}  // namespace holdfast::continuity
