// What devices share: a serial line can only be set in one way, and one device is hardly meant by two names.
#include <fmt/format.h>

#include <map>

#include "agent/load/checks.hpp"
#include "drivers/driver.hpp"

namespace holdfast::load {
namespace {

struct Seen {
  std::string device;
  const Node* address = nullptr;
  drivers::SerialSettings settings;
};

void check_settings(const Draft& draft, Report& report) {
  std::map<std::string, Seen> lines;
  for (const DeviceUse& use : draft.devices) {
    if (use.address == nullptr) continue;
    const Result<drivers::Address> address = drivers::parse_address(use.address->text);
    if (!address || address->transport != drivers::Transport::serial) continue;
    const auto [first, is_new] = lines.try_emplace(address->line_key(), Seen{use.id, use.address, address->serial});
    if (is_new || first->second.settings == address->serial) continue;
    report.error(
        use.address->place(),
        fmt::format("`{}` and `{}` share the line {}, but set it differently: {}, and {}", use.id, first->second.device,
                    address->serial.tty, to_string(address->serial), to_string(first->second.settings)),
        "a line has one baud rate, parity, number of stop bits and rs485 for all that hang on it",
        {first->second.address->place()});
  }
}

// Read by the same profile; one SNMP agent may well speak for several devices.
void check_twins(const Draft& draft, Report& report) {
  std::map<std::string, const DeviceUse*> known;
  for (const DeviceUse& use : draft.devices) {
    if (use.address == nullptr || use.profile == nullptr) continue;
    const Result<drivers::Address> at = drivers::parse_address(use.address->text);
    if (!at || (at->protocol != model::Protocol::snmp && at->protocol != model::Protocol::modbus)) continue;
    const bool modbus = at->protocol == model::Protocol::modbus;
    const std::string key =
        fmt::format("{} {}:{}/{} {}", at->line_key(), at->host, at->port, modbus ? at->unit : 0, use.profile->text);
    const auto [first, is_new] = known.try_emplace(key, &use);
    if (is_new) continue;
    report.warning(use.address->place(),
                   fmt::format("`{}` and `{}` are one device: the same address{}", use.id, first->second->id,
                               modbus ? fmt::format(" and unit {}", at->unit) : ""),
                   modbus ? "the unit is the number after the address, 1 without one: modbus+tcp://10.42.0.20/2" : "",
                   {first->second->address->place()});
  }
}

}  // namespace

void check_lines(const Draft& draft, Report& report) {
  check_settings(draft, report);
  check_twins(draft, report);
}

}  // namespace holdfast::load
