// [device.NAME] and [source.NAME]: what is polled, and the supplies that it stands on.
#include <fmt/format.h>

#include <algorithm>
#include <string_view>

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

bool says(const Node& table, std::string_view key) {
  return std::any_of(table.entries.begin(), table.entries.end(), [&](const Entry& entry) { return entry.key == key; });
}

// A cash machine or an alarm is written down so that services can need it, and not polled.
DeviceUse read_use(Fields& fields, model::Device& device) {
  const Node& table = fields.node();
  const bool has_profile = says(table, "profile");
  const bool has_address = says(table, "address");
  DeviceUse use{device.id, has_profile || has_address, fields.text("profile", device.profile), nullptr};
  if (has_profile != has_address) {
    fields.report().error(table.place(), fmt::format("`{}` is missing here", has_profile ? "address" : "profile"),
                          "a device that is polled has both (\"auto\" if its profile is to be found out); one that is "
                          "not has neither");
  }
  if (use.is_polled) return use;
  for (const char* key : {"secret", "version", "user", "fast", "normal", "slow", "timeout"}) {
    if (!says(table, key)) continue;
    fields.report().error(table.place(), fmt::format("`{}` is how a device is polled; this one has no address", key),
                          fmt::format("give it an address and a profile, or take `{}` out", key));
  }
  return use;
}

void read_device_class(Fields& fields, model::Device& device) {
  std::vector<std::pair<std::string, std::string>> classes;
  for (const model::DeviceClass each : model::device_classes)
    classes.emplace_back(model::to_string(each), model::to_string(each));
  fields.choice<std::string>("class", device.device_class, classes);
}

}  // namespace

void read_device(const std::string& id, const Node& node, Draft& draft, Report& report) {
  using std::chrono::milliseconds;
  model::Device device;
  device.id = id;
  Fields fields(node, report);
  fields.text("title", device.title);
  read_device_class(fields, device);
  DeviceUse use = read_use(fields, device);
  if (const Node* address = fields.text("address", device.address)) {
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
  if (const Node* needs = fields.any("needs")) device.needs = read_needs(*needs, from, "needs", draft, report);
  read_condition(fields, "up_when", device.up_when, draft);
  fields.finish();
  draft.devices.push_back(use);
  draft.site.devices[id] = std::move(device);
}

}  // namespace holdfast::load
