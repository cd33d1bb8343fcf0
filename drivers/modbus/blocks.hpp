// Which registers to ask for at once: points that lie near each other share a request. Pure.
// A value is never split between two requests; what the device has refused before is never read along.
#pragma once

#include <compare>
#include <cstdint>
#include <set>
#include <vector>

#include "agent/model/profile.hpp"

namespace holdfast::drivers::modbus {

struct Register {
  model::ModbusTable table = model::ModbusTable::holding_register;
  std::uint16_t address = 0;
  auto operator<=>(const Register&) const = default;
};

// What one point needs.
struct Extent {
  Register first;
  int count = 1;  // coils or registers
  auto operator<=>(const Extent&) const = default;
};

struct Block {
  Register first;
  int count = 0;
  std::vector<std::size_t> extents;  // indexes of those it covers, by address
};

struct Limits {
  int largest_block = 120;    // registers; for coils and discrete inputs the protocol's own 2000 holds
  int gap = 8;                // not wanted between two extents, yet read along
  bool apart = false;         // no two extents in one request, unless they are the same
  std::set<Register> barred;  // an extent with one of these is read alone; no other block covers it
};

bool is_bits(model::ModbusTable table);

std::vector<Block> plan_blocks(const std::vector<Extent>& extents, const Limits& limits);

// The registers of the block that none of its extents wants.
std::vector<Register> gaps_of(const Block& block, const std::vector<Extent>& extents);

}  // namespace holdfast::drivers::modbus
