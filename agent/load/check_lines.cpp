// Lines that devices share: a serial line can only be set in one way.
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

}  // namespace

void check_lines(const Draft& draft, Report& report) {
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

}  // namespace holdfast::load
