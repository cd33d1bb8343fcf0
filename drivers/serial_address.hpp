// The address of a serial line: "/dev/ttyS1?baud=19200&parity=even&stop=1&rs485=on". Pure.
#pragma once

#include <string_view>

#include "drivers/driver.hpp"

namespace holdfast::drivers {

// `text` is what stands behind "modbus+rtu://". invalid_argument with what would be right.
Result<void> take_serial_line(std::string_view text, Address& address);

}  // namespace holdfast::drivers
