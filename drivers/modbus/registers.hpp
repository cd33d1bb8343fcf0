// 16-bit registers to numbers and back, for every type and word order of a profile. Pure.
// A 32-bit value AABBCCDD lies in its registers as AABB CCDD (abcd), CCDD AABB (cdab), BBAA DDCC (badc), DDCC BBAA
// (dcba). 64 bit by the same rules: cdab reverses the words, badc swaps the bytes in each word, dcba does both; of 16
// bit only the byte swap is left. A text has two characters a register, the first in the high byte.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "drivers/codec.hpp"

namespace holdfast::drivers::modbus {

int register_count(model::RawType type);                  // 1, 2 or 4; of a text 1
int register_count(const model::ModbusAddress& address);  // of a text its length

// `registers` holds exactly register_count(type) of them. boolean: any register other than 0. A float's value is that
// of the shortest decimal number that names it: 230.4, not 230.39999389648438.
Raw raw_from_registers(std::span<const std::uint16_t> registers, model::RawType type, model::WordOrder order);

// What stands in the registers (or, 0 or 1, in the coil) of that address. Nothing where SunSpec says "not implemented":
// the type's own value for it (device information model specification 1.2, 6.5), for places in a model only.
std::optional<Raw> raw_of(const model::ModbusAddress& address, std::span<const std::uint16_t> registers);

// `raw` comes from encode() with the same type.
std::vector<std::uint16_t> registers_from_raw(const Raw& raw, model::RawType type, model::WordOrder order);

}  // namespace holdfast::drivers::modbus
