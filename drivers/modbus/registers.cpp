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

std::string text_of(std::span<const std::uint16_t> registers, WordOrder order) {
  const bool swapped = order == WordOrder::badc || order == WordOrder::dcba;
  std::string text;
  for (const std::uint16_t word : registers) {
    const char high = static_cast<char>(word >> 8), low = static_cast<char>(word & 0xFF);
    text += swapped ? low : high;
    text += swapped ? high : low;
  }
  text.erase(std::find(text.begin(), text.end(), '\0'), text.end());
  while (!text.empty() && (text.back() == ' ' || text.back() == '\xFF')) text.pop_back();
  return text;
}

// Floats say it by NaN, texts by emptiness: both are known to the codec. An accumulator's 0 cannot be told from a
// value.
bool is_implemented(std::uint64_t bits, RawType type) {
  switch (type) {
    case RawType::s16: return bits != 0x8000;
    case RawType::u16: return bits != 0xFFFF;
    case RawType::s32: return bits != 0x80000000;
    case RawType::u32: return bits != 0xFFFFFFFF;
    case RawType::s64: return bits != 0x8000000000000000;
    case RawType::u64: return bits != 0xFFFFFFFFFFFFFFFF;
    case RawType::boolean:
    case RawType::f32:
    case RawType::f64:
    case RawType::text: return true;
  }
  return true;
}

std::uint64_t joined(std::span<const std::uint16_t> registers, WordOrder order) {
  std::uint64_t bits = 0;
  for (const std::uint16_t word : reordered(registers, order)) bits = bits << 16 | word;
  return bits;
}

}  // namespace

int register_count(RawType type) {
  switch (type) {
    case RawType::boolean:
    case RawType::u16:
    case RawType::s16:
    case RawType::text: return 1;
    case RawType::u32:
    case RawType::s32:
    case RawType::f32: return 2;
    case RawType::u64:
    case RawType::s64:
    case RawType::f64: return 4;
  }
  return 1;
}

int register_count(const model::ModbusAddress& address) {
  return address.type == RawType::text ? address.length : register_count(address.type);
}

Raw raw_from_registers(std::span<const std::uint16_t> registers, RawType type, WordOrder order) {
  const std::uint64_t bits = type == RawType::text ? 0 : joined(registers, order);
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
    case RawType::text: return {text_of(registers, order), 0};
  }
  return {bits, 64};
}

std::optional<Raw> raw_of(const model::ModbusAddress& address, std::span<const std::uint16_t> registers) {
  using model::ModbusTable;
  if (registers.empty()) return std::nullopt;
  if (address.table == ModbusTable::coil || address.table == ModbusTable::discrete_input) {
    return Raw{registers.front() != 0, 1};
  }
  const bool numeric = address.type != RawType::text;
  if (address.sunspec && numeric && !is_implemented(joined(registers, address.order), address.type))
    return std::nullopt;
  return raw_from_registers(registers, address.type, address.order);
}

std::vector<std::uint16_t> registers_from_raw(const Raw& raw, RawType type, WordOrder order) {
  const std::uint64_t bits = bits_of(raw, type);
  const int count = register_count(type);
  std::vector<std::uint16_t> words;
  for (int i = count - 1; i >= 0; --i) words.push_back(static_cast<std::uint16_t>(bits >> (16 * i)));
  return reordered(words, order);
}

}  // namespace holdfast::drivers::modbus
