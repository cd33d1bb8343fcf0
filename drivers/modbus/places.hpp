// From the addresses of a profile to registers of this device. Pure.
#pragma once

#include <cstdint>
#include <optional>

#include "agent/model/profile.hpp"
#include "drivers/modbus/blocks.hpp"
#include "drivers/modbus/sunspec.hpp"

namespace holdfast::drivers::modbus {

// Where the row (1 for a scalar) lies; `shift` is the quirk that is added to every register but those found through the
// chain. Nothing: the device does not have it.
std::optional<Extent> extent_of(const model::ModbusAddress& address, std::uint32_t row, int shift,
                                const SunSpecChain& chain);

// invalid_argument, with the name of its point, for an address that Modbus cannot express.
Result<void> check_address(const model::PointSpec& spec, const model::ModbusAddress& address, int shift);
Result<void> check_write(const model::PointSpec& spec, const model::ModbusWrite& write, int shift);

}  // namespace holdfast::drivers::modbus
