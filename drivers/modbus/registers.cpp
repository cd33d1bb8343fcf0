#include "drivers/modbus/registers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>

namespace holdfast::drivers::modbus {
namespace {

using model::RawType;
using model::WordOrder;

// Its own inverse: most significant register first to the wire's order and back.
std::vector<std::uint16_t> reordered(std::span<const std::uint16_t> words, WordOrder order) {
  std::vector<std::uint16_t> result{words.begin(), words.end()};
  if (order == WordOrder::cdab || order == WordOrder::dcba) std::reverse(result.begin(), result.end());
  if (order == WordOrder::badc || order == WordOrder::dcba) {
    for (std::uint16_t& word : result) word = static_cast<std::uint16_t>(word << 8 | word >> 8);
  }
  return result;
}

double shortest_decimal(float number) {
  if (!std::isfinite(number)) return static_cast<double>(number);
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), number).ptr;
  double result = 0.0;
  std::from_chars(text.data(), end, result);
  return result;
}

std::uint64_t bits_of(const Raw& raw, RawType type) {
  if (const auto* flag = std::get_if<bool>(&raw.value)) return *flag ? 1 : 0;
  if (const auto* number = std::get_if<std::int64_t>(&raw.value)) return static_cast<std::uint64_t>(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&raw.value)) return *number;
  const auto* number = std::get_if<double>(&raw.value);
  if (number == nullptr) return 0;
  if (type == RawType::f32) return std::bit_cast<std::uint32_t>(static_cast<float>(*number));
  return std::bit_cast<std::uint64_t>(*number);
}

}  // namespace

int register_count(RawType type) {
  switch (type) {
    case RawType::boolean:
    case RawType::u16:
    case RawType::s16: return 1;
    case RawType::u32:
    case RawType::s32:
    case RawType::f32: return 2;
    case RawType::u64:
    case RawType::s64:
    case RawType::f64: return 4;
    case RawType::text: break;  // the address says how many
  }
  return 1;
}

Raw raw_from_registers(std::span<const std::uint16_t> registers, RawType type, WordOrder order) {
  std::uint64_t bits = 0;
  for (const std::uint16_t word : reordered(registers, order)) bits = bits << 16 | word;
  switch (type) {
    case RawType::boolean: return {bits != 0, 1};
    case RawType::u16: return {bits, 16};
    case RawType::u32: return {bits, 32};
    case RawType::u64: return {bits, 64};
    case RawType::s16: return {std::int64_t{static_cast<std::int16_t>(bits)}, 16};
    case RawType::s32: return {std::int64_t{static_cast<std::int32_t>(bits)}, 32};
    case RawType::s64: return {static_cast<std::int64_t>(bits), 64};
    case RawType::f32: return {shortest_decimal(std::bit_cast<float>(static_cast<std::uint32_t>(bits))), 32};
    case RawType::f64: return {std::bit_cast<double>(bits), 64};
    case RawType::text: break;
  }
  return {bits, 64};
}

std::vector<std::uint16_t> registers_from_raw(const Raw& raw, RawType type, WordOrder order) {
  const std::uint64_t bits = bits_of(raw, type);
  const int count = register_count(type);
  std::vector<std::uint16_t> words;
  for (int i = count - 1; i >= 0; --i) words.push_back(static_cast<std::uint16_t>(bits >> (16 * i)));
  return reordered(words, order);
}

}  // namespace holdfast::drivers::modbus
