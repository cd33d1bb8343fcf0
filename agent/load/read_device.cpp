// [device.NAME] and [source.NAME]: what is polled, and the supplies that it stands on.
#include <fmt/format.h>

#include "agent/load/readers.hpp"
#include "drivers/driver.hpp"

namespace holdfast::load {

void read_source(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Source source;
  source.id = id;
  Fields fields(node, report);
  fields.text("title", source.title);
  fields.duration("start_time", source.start_time);
  if (const Node* fuel = fields.text("fuel", source.fuel)) draft.names.push_back({NameUse::Kind::point, fuel});
  fields.finish();
  draft.site.sources[id] = std::move(source);
}

void read_device(const std::string& id, const Node& node, Draft& draft, Report& report) {
  using std::chrono::milliseconds;
  model::Device device;
  device.id = id;
  Fields fields(node, report);
  fields.text("title", device.title);
  DeviceUse use{id, fields.text("profile", device.profile, Presence::required), nullptr};
  if (const Node* address = fields.text("address", device.address, Presence::required)) {
    if (const auto parsed = drivers::parse_address(device.address)) {
      use.address = address;
    } else {
      report.error(address->place(), parsed.error().message,
                   "addresses look like snmp://10.42.0.10:1161, modbus+tcp://10.42.0.20:502/1 and "
                   "modbus+rtu:///dev/ttyS1?baud=9600&unit=3");
    }
  }
  fields.secret("secret", device.secret);
  // The wheel that drives the polls turns in slots of 50 ms.
  const milliseconds slot{50};
  fields.duration("fast", device.fast, {.least = milliseconds{100}, .most = std::chrono::hours{1}, .step = slot});
  fields.duration("normal", device.normal, {.least = milliseconds{100}, .most = std::chrono::hours{24}, .step = slot});
  fields.duration("slow", device.slow, {.least = milliseconds{100}, .most = std::chrono::hours{24 * 7}, .step = slot});
  fields.duration("timeout", device.timeout, {.least = milliseconds{10}, .most = std::chrono::minutes{1}});
  const std::string from = "device." + id;
  if (const Node* power = fields.any("powered_by")) {
    device.powered_by = read_needs(*power, from, "powered_by", draft, report);
  }
  if (const Node* reach = fields.any("reached_by")) {
    device.reached_by = read_needs(*reach, from, "reached_by", draft, report);
  }
  fields.finish();
  draft.devices.push_back(use);
  draft.site.devices[id] = std::move(device);
}

}  // namespace holdfast::load
