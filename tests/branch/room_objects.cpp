// STE2-MIB of the room's sensor: temperature and humidity in tenths, in one table that tells them apart by their unit.
#include <cmath>

#include "tests/branch/system_objects.hpp"

namespace holdfast::branch {
namespace {

void add_sensor(SnmpObjects& objects, const std::string& row, const std::string& name, double value, int unit) {
  objects.below("1.3.6.1.4.1.21796.4.9.3.1");
  objects.text("2." + row, name);
  objects.integer("3." + row, 1);  // normal
  objects.integer("5." + row, std::llround(value * 10));
  objects.integer("7." + row, unit);
}

}  // namespace

SnmpObjects room_objects(Site& site) {
  SnmpObjects objects;
  add_system_group(objects, {"STE2 r2, fw:1.5.6", "1.3.6.1.4.1.21796.4.9", "room", "branch-0042, comms room",
                             std::chrono::hours(24 * 30) + site.now(), 72});
  add_sensor(objects, "1", "Comms room", site.room_degrees(), 1);
  add_sensor(objects, "2", "Comms room", 41.0, 4);
  return objects;
}

}  // namespace holdfast::branch
