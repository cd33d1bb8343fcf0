// [device.NAME] and [source.NAME]: what is polled, and the supplies that it stands on.
#include <fmt/format.h>

#include "agent/load/quantity.hpp"
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
  fields.duration("runtime", source.runtime);
  read_condition(fields, "up_when", source.up_when, draft);
  fields.finish();
  draft.site.sources[id] = std::move(source);
}

namespace {

// How an SNMP device is asked; and that nobody says it of another.
void read_snmp_access(Fields& fields, const model::Device& device, const Node* address, model::SnmpAccess& access) {
  const Node* first = fields.choice("version", access.version, model::snmp_version_words());
  const auto keep = [&first](const Node* node) {
    if (first == nullptr) first = node;
  };
  keep(fields.text("user", access.user));
  keep(fields.choice("auth", access.authentication, model::authentication_words()));
  keep(fields.choice("privacy", access.privacy, model::privacy_words()));
  keep(fields.secret("privacy_secret", access.privacy_secret));
  keep(fields.text("context", access.context));
  if (first == nullptr) return;
  if (address != nullptr && !device.address.starts_with("snmp://")) {
    fields.report().error(first->place(), "this belongs to SNMP, and the device is not asked over SNMP",
                          "version, user, auth, privacy, privacy_secret and context go with snmp://HOST");
    return;
  }
  std::string fault = fault_of(access);
  if (fault.empty() && access.authentication != model::Authentication::none && device.secret.empty())
    fault = "SNMP v3 with `auth` needs a `secret`: the pass phrase";
  if (fault.empty()) return;
  fields.report().error(first->place(), fault,
                        "for example version = \"v3\", user = \"holdfast\", auth = \"SHA-256\", privacy = \"AES-128\", "
                        "secret = \"secret:NAME\"");
}

}  // namespace

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
  read_snmp_access(fields, device, use.address, device.snmp);
  // The wheel that drives the polls turns in slots of 50 ms.
  const milliseconds slot{50};
  fields.duration("fast", device.fast, {.least = milliseconds{100}, .most = std::chrono::hours{1}, .step = slot});
  fields.duration("normal", device.normal, {.least = milliseconds{100}, .most = std::chrono::hours{24}, .step = slot});
  fields.duration("slow", device.slow, {.least = milliseconds{100}, .most = std::chrono::hours{24 * 7}, .step = slot});
  fields.duration("timeout", device.timeout, {.least = milliseconds{10}, .most = std::chrono::minutes{1}});
  if (const Node* capacity = fields.any("capacity"))
    device.capacity_wh = quantity_of(report, "capacity", *capacity, "Wh");
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
