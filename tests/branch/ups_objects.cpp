// UPS-MIB (RFC 1628) of the branch's two UPS. Optional groups that it lacks (bypass) are absent, as on a real card.
#include <cmath>

#include "tests/branch/system_objects.hpp"

namespace holdfast::branch {
namespace {

using std::to_string;

std::int64_t rounded(double value) { return std::llround(value); }
std::int64_t whole_seconds(Duration time) {
  return time.count() < 0 ? -1 : std::chrono::ceil<std::chrono::seconds>(time).count();
}

constexpr Duration earlier_uptime = std::chrono::hours(24 * 200);

void add_battery(SnmpObjects& objects, const Ups& ups) {
  objects.below("1.3.6.1.2.1.33.1.2");
  const auto status = ups.battery_status();
  objects.integer("1.0", status == Ups::BatteryStatus::normal ? 2 : status == Ups::BatteryStatus::low ? 3 : 4);
  objects.integer("2.0", std::chrono::floor<std::chrono::seconds>(ups.time_on_battery()).count());
  objects.integer("3.0", std::chrono::floor<std::chrono::minutes>(ups.runtime()).count());
  objects.integer("4.0", static_cast<std::int64_t>(ups.charge()));
  objects.integer("5.0", rounded(ups.battery_voltage() * 10));
  objects.integer("6.0", rounded(ups.battery_current() * 10));
  objects.integer("7.0", ups.source() == Ups::Source::battery ? 29 : 25);
}

void add_input_and_output(SnmpObjects& objects, const Site& site, const Ups& ups) {
  const bool fed = ups.input_voltage() > 1;
  const double input_watts = site.input_watts(ups);
  objects.below("1.3.6.1.2.1.33.1.3");
  objects.counter32("1.0", ups.input_bad_count());
  objects.integer("2.0", 1);
  objects.integer("3.1.2.1", fed ? rounded(site.transfer_switch.output_frequency() * 10) : 0);
  objects.integer("3.1.3.1", rounded(ups.input_voltage()));
  objects.integer("3.1.4.1", fed ? rounded(input_watts / ups.input_voltage() * 10) : 0);
  objects.integer("3.1.5.1", rounded(input_watts));

  objects.below("1.3.6.1.2.1.33.1.4");
  const auto source = ups.source();
  objects.integer("1.0", source == Ups::Source::normal ? 3 : source == Ups::Source::battery ? 5 : 2);
  objects.integer("2.0", ups.output_on() ? 500 : 0);
  objects.integer("3.0", 1);
  objects.integer("4.1.2.1", rounded(ups.output_voltage()));
  objects.integer("4.1.3.1", rounded(ups.load_watts() / 230 * 10));
  objects.integer("4.1.4.1", rounded(ups.load_watts()));
  objects.integer("4.1.5.1", rounded(ups.load_percent()));
}

void add_alarms(SnmpObjects& objects, const Ups& ups) {
  objects.below("1.3.6.1.2.1.33.1.6");
  objects.gauge("1.0", ups.alarms().size());
  for (const auto& alarm : ups.alarms()) {
    const std::string row = to_string(alarm.id);
    objects.object_id("2.1.2." + row, "1.3.6.1.2.1.33.1.6.3." + to_string(static_cast<int>(alarm.alarm)));
    objects.ticks("2.1.3." + row, earlier_uptime + alarm.since);
  }
}

void add_control(SnmpObjects& objects, Ups* ups) {
  const auto in_seconds = [](std::int64_t seconds) -> Duration { return std::chrono::seconds(seconds); };
  objects.below("1.3.6.1.2.1.33.1.7");
  objects.object_id("1.0", "1.3.6.1.2.1.33.1.7.7.1");  // upsTestNoTestsInitiated
  objects.integer("3.0", 6);
  objects.text("4.0", "no test yet");

  objects.below("1.3.6.1.2.1.33.1.8");
  objects.integer("1.0", 1);
  settable(objects.integer("2.0", whole_seconds(ups->time_to_shutdown())), "ups.timer.shutdown", -1, 2147483647,
           [=](std::int64_t value) { ups->shut_down_after(value < 0 ? Duration{-1} : in_seconds(value)); });
  settable(objects.integer("3.0", whole_seconds(ups->time_to_start())), "ups.timer.start", -1, 2147483647,
           [=](std::int64_t value) { ups->start_after(value < 0 ? Duration{-1} : in_seconds(value)); });
  settable(objects.integer("4.0", -1), "ups.timer.reboot", -1, 300, [=](std::int64_t value) {
    ups->shut_down_after(value < 0 ? Duration{-1} : Duration{0});
    ups->start_after(value < 0 ? Duration{-1} : in_seconds(value));
  });
  objects.integer("5.0", 1);
}

struct Nameplate {
  std::string description;
  std::string model;
  std::string name;
  std::string feeds;
};

SnmpObjects objects_of(const Site& site, Ups& ups, const Nameplate& plate) {
  SnmpObjects objects;
  add_system_group(objects, {plate.description + ", network card 2.3", "1.3.6.1.2.1.33", plate.name,
                             "branch-0042, comms room", earlier_uptime + site.now(), 72});
  objects.below("1.3.6.1.2.1.33.1.1");
  objects.text("1.0", "Example Power");
  objects.text("2.0", plate.model);
  objects.text("3.0", "7.04");
  objects.text("4.0", "card 2.3");
  objects.text("5.0", plate.name);
  objects.text("6.0", plate.feeds);
  add_battery(objects, ups);
  add_input_and_output(objects, site, ups);
  add_alarms(objects, ups);
  add_control(objects, &ups);

  objects.below("1.3.6.1.2.1.33.1.9");
  objects.integer("1.0", 230);
  objects.integer("2.0", 500);
  objects.integer("3.0", 230);
  objects.integer("4.0", 500);
  objects.integer("5.0", rounded(ups.rated_watts() / 0.9));
  objects.integer("6.0", rounded(ups.rated_watts()));
  objects.integer("7.0", 2);
  objects.integer("8.0", 2);
  objects.integer("9.0", 195);
  objects.integer("10.0", 265);
  return objects;
}

}  // namespace

SnmpObjects ups_objects(Site& site) {
  return objects_of(site, site.ups, {"Example 1500 UPS", "Online 1500 RT", "ups-main", "pdu-a"});
}

SnmpObjects rack_ups_objects(Site& site) {
  return objects_of(site, site.rack_ups, {"Example 1000 UPS", "Online 1000 RT", "ups-rack", "pdu-b"});
}

}  // namespace holdfast::branch
