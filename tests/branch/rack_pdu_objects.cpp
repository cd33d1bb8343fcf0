// PowerNet-MIB, rPDU2 branch, of pdu-b: a switched AP8941-like unit that meters the power of each outlet.
#include <cmath>

#include "tests/branch/system_objects.hpp"

namespace holdfast::branch {
namespace {

using std::to_string;

constexpr Duration earlier_uptime = std::chrono::hours(24 * 90);

void add_device(SnmpObjects& objects, const Outlets& outlets) {
  const double watts = outlets.fed() ? outlets.connected_watts() : 0;
  objects.below("1.3.6.1.4.1.318.1.1.26.2.1");
  objects.text("3.1", "pdu-b");
  objects.text("6.1", "v6.5.6");
  objects.text("8.1", "AP8941");
  objects.text("9.1", "5A2144E01207");
  objects.below("1.3.6.1.4.1.318.1.1.26.4");
  objects.integer("2.1.4.1", static_cast<std::int64_t>(outlets.count()));
  objects.integer("3.1.4.1", 2);
  objects.integer("3.1.5.1", std::llround(watts / 10));  // hundredths of a kilowatt
  objects.integer("3.1.13.1", 1);
  objects.integer("3.1.14.1", 1);
  objects.integer("3.1.16.1", std::llround(watts / 0.97 / 10));
  objects.integer("3.1.17.1", 97);
  objects.below("1.3.6.1.4.1.318.1.1.26.6.3.1");
  objects.integer("5.1", std::llround(watts / 0.97 / 230 * 10));
  objects.integer("6.1", 230);
  objects.integer("7.1", std::llround(watts / 10));
}

void add_outlet(SnmpObjects& objects, Site& site, std::size_t number) {
  const Outlet& outlet = site.rack_outlets.at(number);
  const double watts = site.rack_outlets.watts(number);
  const std::string row = to_string(number);
  objects.below("1.3.6.1.4.1.318.1.1.26.9.2");
  objects.text("3.1.3." + row, outlet.name);
  objects.integer("3.1.5." + row, outlet.on ? 2 : 1);
  // Of the commands this model obeys immediateOn (1) and immediateOff (2).
  settable(objects.integer("4.1.5." + row, outlet.command), "outlet." + row + ".command", 1, 2,
           [&site, number](std::int64_t value) { site.rack_outlets.command(number, value == 1, site.now()); });
  objects.below("1.3.6.1.4.1.318.1.1.26.9.4.3.1");
  objects.text("3." + row, outlet.name);
  objects.integer("6." + row, std::llround(watts / 230 * 10));
  objects.integer("7." + row, std::llround(watts));
}

}  // namespace

SnmpObjects rack_pdu_objects(Site& site) {
  SnmpObjects objects;
  add_system_group(objects,
                   {"APC Web/SNMP Management Card (MB:v4.1.0 PF:v6.5.6 PN:apc_hw05_aos_656.bin AF1:v6.5.6 "
                    "AN1:apc_hw05_rpdu2g_656.bin MN:AP8941 HR:02 SN: 5A2144E01207 MD:10/28/2021)",
                    "1.3.6.1.4.1.318.1.3.4.6", "pdu-b", "branch-0042, rack B", earlier_uptime + site.now(), 72});
  add_device(objects, site.rack_outlets);
  for (std::size_t number = 1; number <= site.rack_outlets.count(); ++number) add_outlet(objects, site, number);
  return objects;
}

}  // namespace holdfast::branch
