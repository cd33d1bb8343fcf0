// IF-MIB (RFC 2863) of the branch's switch and router: ifTable and ifXTable.
#include "tests/branch/system_objects.hpp"

namespace holdfast::branch {
namespace {

using std::to_string;

constexpr int ethernet_csmacd = 6;  // IANAifType

void add_if_table(SnmpObjects& objects, NetworkBox& box, std::size_t number) {
  const Interface& interface = box.at(number);
  const std::string row = to_string(number);
  objects.below("1.3.6.1.2.1.2.2.1");
  objects.integer("1." + row, static_cast<std::int64_t>(number));
  objects.text("2." + row, box.name() + " port " + interface.name);
  objects.integer("3." + row, ethernet_csmacd);
  objects.integer("4." + row, 1500);
  objects.gauge("5." + row, interface.speed_mbit * 1000000);
  objects.text("6." + row, std::string("\x02\x42\x0a\x2a\x00", 5) + static_cast<char>(number));
  settable(objects.integer("7." + row, interface.admin_up ? 1 : 2), "interface." + row + ".admin", 1, 2,
           [&box, number](std::int64_t value) { box.set_admin(number, value == 1); });
  objects.integer("8." + row, interface.up ? 1 : 2);
  objects.ticks("9." + row, interface.changed > box.booted() && interface.changed.count() > 0
                                ? interface.changed - box.booted()
                                : Duration{});
  objects.counter32("10." + row, interface.in_octets);
  objects.counter32("11." + row, interface.in_octets / 640);
  objects.counter32("13." + row, 0);
  objects.counter32("14." + row, 0);
  objects.counter32("15." + row, 0);
  objects.counter32("16." + row, interface.out_octets);
  objects.counter32("17." + row, interface.out_octets / 640);
  objects.counter32("19." + row, 0);
  objects.counter32("20." + row, 0);
}

void add_ifx_table(SnmpObjects& objects, NetworkBox& box, std::size_t number) {
  Interface* interface = &box.at(number);
  const std::string row = to_string(number);
  objects.below("1.3.6.1.2.1.31.1.1.1");
  objects.text("1." + row, interface->name);
  objects.counter64("6." + row, interface->in_octets);
  objects.counter64("7." + row, interface->in_octets / 640);
  objects.counter64("10." + row, interface->out_octets);
  objects.counter64("11." + row, interface->out_octets / 640);
  objects.integer("14." + row, 1);
  objects.gauge("15." + row, interface->speed_mbit);
  objects.integer("16." + row, 2);
  objects.integer("17." + row, 1);
  settable_text(objects.text("18." + row, interface->alias), "interface." + row + ".alias", 64,
                [interface](std::string alias) { interface->alias = std::move(alias); });
}

SnmpObjects box_objects(NetworkBox& box, const SystemGroup& group) {
  SnmpObjects objects;
  add_system_group(objects, group);
  objects.below("1.3.6.1.2.1.2").integer("1.0", static_cast<std::int64_t>(box.count()));
  for (std::size_t number = 1; number <= box.count(); ++number) {
    add_if_table(objects, box, number);
    add_ifx_table(objects, box, number);
  }
  return objects;
}

}  // namespace

SnmpObjects core_switch_objects(Site& site) {
  return box_objects(site.core_switch, {"HP Stack, revision KA.15.03.3004, ROM KA.15.05", "1.3.6.1.4.1.11.2.3.7.8.5.2",
                                        "core-switch", "branch-0042, rack A", site.core_switch.uptime(site.now()), 74});
}

SnmpObjects router_objects(Site& site) {
  return box_objects(site.router, {"RouterOS RB750Gr3", "1.3.6.1.4.1.14988.1", "router", "branch-0042, rack A",
                                   site.router.uptime(site.now()), 78});
}

}  // namespace holdfast::branch
