#include "tests/branch/modbus_image.hpp"

#include <bit>

namespace holdfast::branch {

void put_u32(std::map<int, std::uint16_t>& registers, int address, std::uint32_t value) {
  registers[address] = static_cast<std::uint16_t>(value >> 16);
  registers[address + 1] = static_cast<std::uint16_t>(value & 0xFFFF);
}

void put_f32(std::map<int, std::uint16_t>& registers, int address, double value) {
  put_u32(registers, address, std::bit_cast<std::uint32_t>(static_cast<float>(value)));
}

void fill(std::map<int, std::uint16_t>& registers, int first, int last, std::uint16_t value) {
  for (int address = first; address <= last; ++address) registers[address] = value;
}

}  // namespace holdfast::branch
