// What the physical model tells its log: something in the branch is now different.
// Times are model time: since the start of the branch, handed in from outside. Nothing here reads a clock.
#pragma once

#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast::branch {

struct Change {
  Duration at;
  std::string what;   // "mains", "outlet.3", "interface.router.lte"
  std::string value;  // "off", "on_battery", "source 2"
};

using Changes = std::vector<Change>;

// Voltages of a supply that loads and switches accept: 85 % to 115 % of 230 V.
constexpr bool is_good_voltage(double volts) { return volts >= 195.5 && volts <= 264.5; }

}  // namespace holdfast::branch
