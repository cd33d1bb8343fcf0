#include "drivers/modbus/blocks.hpp"

#include <algorithm>
#include <numeric>

namespace holdfast::drivers::modbus {
namespace {

constexpr int most_bits = 2000;
constexpr int most_registers = 125;

int largest(model::ModbusTable table, const Limits& limits) {
  return is_bits(table) ? most_bits : std::clamp(limits.largest_block, 1, most_registers);
}

bool has_barred(Register first, int count, const std::set<Register>& barred) {
  const auto found = barred.lower_bound(first);
  return found != barred.end() && found->table == first.table && found->address < first.address + count;
}

int end_of(const Block& block) { return block.first.address + block.count; }

bool may_join(const Block& block, const Extent& extent, const Limits& limits) {
  if (limits.apart && (block.first != extent.first || block.count != extent.count)) return false;
  if (block.first.table != extent.first.table) return false;
  if (extent.first.address > end_of(block) + limits.gap) return false;
  const int count = std::max(end_of(block), extent.first.address + extent.count) - block.first.address;
  if (count <= block.count) return !has_barred(block.first, block.count, limits.barred);
  return count <= largest(block.first.table, limits) && !has_barred(block.first, count, limits.barred);
}

}  // namespace

bool is_bits(model::ModbusTable table) {
  return table == model::ModbusTable::coil || table == model::ModbusTable::discrete_input;
}

std::vector<Block> plan_blocks(const std::vector<Extent>& extents, const Limits& limits) {
  std::vector<std::size_t> order(extents.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair{extents[a].first, extents[a].count} < std::pair{extents[b].first, extents[b].count};
  });
  std::vector<Block> blocks;
  for (const std::size_t index : order) {
    const Extent& extent = extents[index];
    if (blocks.empty() || !may_join(blocks.back(), extent, limits)) {
      blocks.push_back({extent.first, extent.count, {index}});
      continue;
    }
    Block& block = blocks.back();
    block.count = std::max(end_of(block), extent.first.address + extent.count) - block.first.address;
    block.extents.push_back(index);
  }
  return blocks;
}

std::vector<Register> gaps_of(const Block& block, const std::vector<Extent>& extents) {
  std::vector<Register> gaps;
  int reached = block.first.address;
  for (const std::size_t index : block.extents) {
    const Extent& extent = extents[index];
    for (; reached < extent.first.address; ++reached) {
      gaps.push_back({block.first.table, static_cast<std::uint16_t>(reached)});
    }
    reached = std::max(reached, extent.first.address + extent.count);
  }
  return gaps;
}

}  // namespace holdfast::drivers::modbus
