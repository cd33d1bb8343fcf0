#include "drivers/modbus/places.hpp"

#include <algorithm>

#include "drivers/modbus/registers.hpp"

namespace holdfast::drivers::modbus {
namespace {

using model::ModbusAddress;
using model::PointSpec;

constexpr int longest_text = 125;  // registers of one request

int count_of(const ModbusAddress& address) { return is_bits(address.table) ? 1 : register_count(address); }

template <class... Args>
Error wrong(const PointSpec& spec, fmt::format_string<Args...> format, Args&&... args) {
  return make_error(Code::invalid_argument, "{}: {}", spec.name, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace

std::optional<Extent> extent_of(const ModbusAddress& address, std::uint32_t row, int shift, const SunSpecChain& chain) {
  const int behind = static_cast<int>(row - 1) * address.stride;
  if (address.sunspec) return chain.find({address.sunspec->model, address.sunspec->offset + behind}, count_of(address));
  return Extent{{address.table, static_cast<std::uint16_t>(address.address + behind + shift)}, count_of(address)};
}

Result<void> check_address(const PointSpec& spec, const ModbusAddress& address, int shift) {
  const int rows = std::max(address.rows, 1);
  const bool text = address.type == model::RawType::text && !is_bits(address.table);
  if (text && (address.length < 1 || address.length > longest_text)) {
    return wrong(spec, "a text has 1 to {} registers, not {}", longest_text, address.length);
  }
  const int first = address.sunspec ? address.sunspec->offset : address.address + shift;
  const int last = first + (rows - 1) * address.stride + count_of(address) - 1;
  if (last > 0xFFFF || last < 0) return wrong(spec, "register {} is beyond 65535", last);
  if (first < 0) return wrong(spec, "register {} is below 0", first);
  return {};
}

Result<void> check_write(const PointSpec& spec, const model::ModbusWrite& write, int shift) {
  const Result<void> address = check_address(spec, write.address, shift);
  if (!address) return address;
  const bool writes_bits = write.function == 5 || write.function == 15;
  if (!writes_bits && write.function != 6 && write.function != 16) {
    return wrong(spec, "function {} does not write; use 5, 6, 15 or 16", write.function);
  }
  if (spec.is_table() && write.address.rows < 1) return wrong(spec, "a table needs the number of its rows");
  if (!writes_bits && write.address.type == model::RawType::text) return wrong(spec, "a text cannot be written");
  if (write.function == 6 && register_count(write.address) != 1) {
    return wrong(spec, "function 6 writes one register; use 16");
  }
  return {};
}

}  // namespace holdfast::drivers::modbus
