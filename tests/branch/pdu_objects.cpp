// PowerNet-MIB, rPDU branch, of the branch's rack PDU: a switched AP7920-like unit that meters each outlet.
#include <cmath>

#include "tests/branch/system_objects.hpp"

namespace holdfast::branch {
namespace {

using std::to_string;

constexpr Duration earlier_uptime = std::chrono::hours(24 * 90);

void add_ident(SnmpObjects& objects, const Outlets& outlets) {
  const double watts = outlets.fed() ? outlets.connected_watts() : 0;
  objects.below("1.3.6.1.4.1.318.1.1.12.1");
  objects.text("1.0", "pdu-a");
  objects.text("2.0", "B2");
  objects.text("3.0", "v3.9.2");
  objects.text("4.0", "08/13/2019");
  objects.text("5.0", "AP7920B");
  objects.text("6.0", "5A1933E00874");
  objects.integer("7.0", 10);
  objects.integer("8.0", static_cast<std::int64_t>(outlets.count()));
  objects.integer("9.0", 1);
  objects.integer("10.0", 0);
  objects.integer("11.0", 0);
  objects.integer("12.0", 1);
  objects.integer("13.0", 1);
  objects.integer("14.0", 1);
  objects.integer("15.0", 230);
  objects.integer("16.0", std::llround(watts));
  objects.integer("17.0", 970);
  objects.integer("18.0", std::llround(watts / 0.97));

  objects.below("1.3.6.1.4.1.318.1.1.12.2");
  objects.integer("1.1.0", 10);
  objects.integer("1.2.0", 1);
  objects.integer("1.3.0", 0);
  objects.integer("1.4.0", 0);
  objects.integer("3.1.1.1.1", 1);
  objects.gauge("3.1.1.2.1", static_cast<std::uint64_t>(std::llround(watts / 0.97 / 230 * 10)));
  objects.integer("3.1.1.3.1", 1);
  objects.integer("3.1.1.4.1", 1);
  objects.integer("3.1.1.5.1", 0);

  objects.below("1.3.6.1.4.1.318.1.1.12.4.1");
  objects.integer("1.0", 1);
  objects.integer("2.0", 3);
}

void add_control_table(SnmpObjects& objects, Site& site, std::size_t number) {
  const Outlet& outlet = site.outlets.at(number);
  const std::string row = to_string(number);
  objects.below("1.3.6.1.4.1.318.1.1.12.3.3.1.1");
  objects.integer("1." + row, static_cast<std::int64_t>(number));
  objects.text("2." + row, outlet.name);
  objects.integer("3." + row, 1);
  // Reading gives the last command; of the commands this model obeys immediateOn (1) and immediateOff (2).
  settable(objects.integer("4." + row, outlet.command), "outlet." + row + ".command", 1, 2,
           [&site, number](std::int64_t value) { site.outlets.command(number, value == 1, site.now()); });
  objects.integer("5." + row, 0);
}

void add_config_table(SnmpObjects& objects, Site& site, std::size_t number) {
  Outlet* outlet = &site.outlets.at(number);
  const std::string row = to_string(number);
  objects.below("1.3.6.1.4.1.318.1.1.12.3.4.1.1");
  objects.integer("1." + row, static_cast<std::int64_t>(number));
  settable_text(objects.text("2." + row, outlet->name), "outlet." + row + ".name", 32,
                [outlet](std::string name) { outlet->name = std::move(name); });
  objects.integer("3." + row, 1);
  settable(objects.integer("4." + row, outlet->start_delay_s), "outlet." + row + ".delay.start", -1, 7200,
           [outlet](std::int64_t value) { outlet->start_delay_s = static_cast<int>(value); });
  settable(objects.integer("5." + row, outlet->shutdown_delay_s), "outlet." + row + ".delay.shutdown", -1, 7200,
           [outlet](std::int64_t value) { outlet->shutdown_delay_s = static_cast<int>(value); });
  settable(objects.integer("6." + row, outlet->reboot_s), "outlet." + row + ".delay.reboot", 5, 60,
           [outlet](std::int64_t value) { outlet->reboot_s = static_cast<int>(value); });
}

void add_status_table(SnmpObjects& objects, const Site& site, std::size_t number) {
  const Outlet& outlet = site.outlets.at(number);
  const std::string row = to_string(number);
  objects.below("1.3.6.1.4.1.318.1.1.12.3.5.1.1");
  objects.integer("1." + row, static_cast<std::int64_t>(number));
  objects.text("2." + row, outlet.name);
  objects.integer("3." + row, 1);
  objects.integer("4." + row, outlet.on ? 1 : 2);
  objects.integer("5." + row, outlet.due.count() >= 0 ? 1 : 2);
  objects.integer("6." + row, 0);
  objects.gauge("7." + row, static_cast<std::uint64_t>(std::llround(site.outlets.watts(number) / 230 * 10)));
}

}  // namespace

SnmpObjects pdu_objects(Site& site) {
  SnmpObjects objects;
  add_system_group(objects,
                   {"APC Web/SNMP Management Card (MB:v3.9.2 PF:v3.9.2 PN:apc_hw02_aos_392.bin AF1:v3.9.2 "
                    "AN1:apc_hw02_rpdu_392.bin MN:AP7920B HR:B2 SN: 5A1933E00874 MD:08/13/2019)",
                    "1.3.6.1.4.1.318.1.3.4.4", "pdu-a", "branch-0042, rack A", earlier_uptime + site.now(), 72});
  add_ident(objects, site.outlets);
  objects.below("1.3.6.1.4.1.318.1.1.12.3.1");
  objects.integer("1.0", 1);
  objects.integer("2.0", 0);
  objects.integer("3.0", static_cast<std::int64_t>(site.outlets.count()));
  objects.integer("4.0", static_cast<std::int64_t>(site.outlets.count()));
  objects.integer("5.0", static_cast<std::int64_t>(site.outlets.count()));
  for (std::size_t number = 1; number <= site.outlets.count(); ++number) {
    add_control_table(objects, site, number);
    add_config_table(objects, site, number);
    add_status_table(objects, site, number);
  }
  return objects;
}

}  // namespace holdfast::branch
