#include "drivers/modbus/driver.hpp"

#include <algorithm>

#include "drivers/codec.hpp"
#include "drivers/modbus/registers.hpp"

namespace holdfast::drivers::modbus {
namespace {

using model::ModbusAddress;
using model::PointSpec;
using model::Reason;

int extent_of(const ModbusAddress& address) { return is_bits(address.table) ? 1 : register_count(address.type); }

int first_of(const ModbusAddress& address, std::uint32_t row) {
  return address.address + static_cast<int>(row - 1) * address.stride;
}

bool may_split(const Reply& reply) { return reply.exception == 2 || reply.exception == 3; }

void keep_values(const Reply& reply, const Block& block, const std::vector<Extent>& extents,
                 std::vector<Reply>& replies) {
  for (const std::size_t index : block.extents) {
    const Extent& extent = extents[index];
    replies[index] = Reply{};
    replies[index].exception = reply.exception;
    if (reply.exception) continue;
    const auto begin = reply.values.begin() + (extent.first.address - block.first.address);
    replies[index].values.assign(begin, begin + extent.count);
  }
}

Error refusal(std::uint8_t exception) {
  const bool is_gateway = exception == 10 || exception == 11;
  const bool may_still_act = exception == 5;
  const Code code = is_gateway || may_still_act ? Code::no_contact : Code::device_refused;
  return make_error(code, "{}", exception_name(exception));
}

Result<void> check_address(const PointSpec& spec, const ModbusAddress& address) {
  const int rows = spec.is_table() ? address.rows : 1;
  if (rows < 1) return make_error(Code::invalid_argument, "{}: a table needs the number of its rows", spec.name);
  const int last = first_of(address, static_cast<std::uint32_t>(rows)) + extent_of(address) - 1;
  if (last > 0xFFFF || last < 0) {
    return make_error(Code::invalid_argument, "{}: register {} is beyond 65535", spec.name, last);
  }
  return {};
}

Result<void> check_write(const PointSpec& spec, const model::ModbusWrite& write) {
  const Result<void> address = check_address(spec, write.address);
  if (!address) return address;
  const bool writes_bits = write.function == 5 || write.function == 15;
  if (!writes_bits && write.function != 6 && write.function != 16) {
    return make_error(Code::invalid_argument, "{}: function {} does not write; use 5, 6, 15 or 16", spec.name,
                      write.function);
  }
  if (write.function == 6 && register_count(write.address.type) != 1) {
    return make_error(Code::invalid_argument, "{}: function 6 writes one register; use 16", spec.name);
  }
  return {};
}

}  // namespace

Result<void> check(const model::Profile& profile) {
  for (const PointSpec& spec : profile.points) {
    const auto* address = std::get_if<ModbusAddress>(&spec.origins.front().address);
    if (address == nullptr) return make_error(Code::invalid_argument, "{} has no register", spec.name);
    const Result<void> readable = check_address(spec, *address);
    if (!readable) return readable;
    if (!spec.write) continue;
    const auto* write = std::get_if<model::ModbusWrite>(&spec.write->address);
    if (write == nullptr) return make_error(Code::invalid_argument, "{} has no register to write", spec.name);
    const Result<void> writable = check_write(spec, *write);
    if (!writable) return writable;
  }
  return {};
}

ModbusDriver::ModbusDriver(platform::Clock& clock, Connection& connection, std::uint8_t unit,
                           const model::Profile& profile, Duration timeout)
    : clock_(clock), connection_(connection), unit_(unit), points_(profile.points), timeout_(timeout) {
  limits_.largest_block = profile.quirks.largest_block;
  limits_.gap = profile.quirks.gap;
}

void ModbusDriver::renew() { connection_.renew(); }

Awaitable<Result<std::vector<Reading>>> ModbusDriver::read(std::vector<Target> targets, SteadyTime deadline) {
  Result<Wanted> wanted = expand(targets);
  if (!wanted) co_return wanted.error();
  Result<Wanted> fetched = co_await fetch(std::move(*wanted), deadline);
  if (!fetched) co_return fetched.error();
  std::vector<Reading> readings;
  readings.reserve(fetched->targets.size());
  for (std::size_t i = 0; i < fetched->targets.size(); ++i) {
    readings.push_back(reading_of(fetched->targets[i], fetched->replies[i]));
  }
  co_return readings;
}

Result<ModbusDriver::Wanted> ModbusDriver::expand(const std::vector<Target>& targets) const {
  Wanted wanted;
  for (const Target& target : targets) {
    if (target.spec >= points_.size()) return make_error(Code::invalid_argument, "no point {}", target.spec);
    const PointSpec& spec = points_[target.spec];
    const auto& address = std::get<ModbusAddress>(spec.origins.front().address);
    const auto rows = static_cast<std::uint32_t>(spec.is_table() ? address.rows : 1);
    if (target.row && (*target.row < model::Row{1} || *target.row > model::Row{rows})) {
      return make_error(Code::invalid_argument, "{} has rows 1 to {}, not {}", spec.name, rows, target.row->text());
    }
    const std::uint32_t last = target.row ? target.row->numbers()[0] : rows;
    for (std::uint32_t row = target.row ? last : 1; row <= last; ++row) {
      Target one{target.spec, std::nullopt};
      if (spec.is_table()) one.row = row;
      const auto first = static_cast<std::uint16_t>(first_of(address, row));
      wanted.targets.push_back(one);
      wanted.extents.push_back({{address.table, first}, extent_of(address)});
    }
  }
  wanted.replies.resize(wanted.targets.size());
  return wanted;
}

Awaitable<Result<ModbusDriver::Wanted>> ModbusDriver::fetch(Wanted wanted, SteadyTime deadline) {
  const std::vector<Block> blocks = plan_blocks(wanted.extents, limits_);
  for (const Block& block : blocks) {
    Result<Wanted> fetched = co_await fetch_block(std::move(wanted), block, deadline);
    if (!fetched) co_return fetched.error();
    wanted = std::move(*fetched);
  }
  co_return wanted;
}

Awaitable<Result<ModbusDriver::Wanted>> ModbusDriver::fetch_block(Wanted wanted, Block block, SteadyTime deadline) {
  const Result<Reply> reply = co_await ask_block(block, deadline);
  if (!reply) co_return reply.error();
  keep_values(*reply, block, wanted.extents, wanted.replies);
  if (!may_split(*reply)) co_return wanted;
  // A point alone: the device does not have it, and it must not spoil its neighbours from now on.
  if (block.extents.size() == 1) {
    for (int i = 0; i < block.count; ++i) {
      limits_.barred.insert({block.first.table, static_cast<std::uint16_t>(block.first.address + i)});
    }
    co_return wanted;
  }
  Result<Wanted> parts = co_await fetch_parts(std::move(wanted), block, deadline);
  co_return parts;
}

// A block was refused: first its gaps are suspected, then its points are read one by one, and if all of them answer, it
// was the length that the device did not like.
Awaitable<Result<ModbusDriver::Wanted>> ModbusDriver::fetch_parts(Wanted wanted, Block refused, SteadyTime deadline) {
  const std::vector<Register> gaps = gaps_of(refused, wanted.extents);
  std::vector<Block> parts;
  if (!gaps.empty()) {
    limits_.barred.insert(gaps.begin(), gaps.end());
    std::vector<Extent> extents;
    for (const std::size_t index : refused.extents) extents.push_back(wanted.extents[index]);
    parts = plan_blocks(extents, limits_);
    for (Block& part : parts) {
      for (std::size_t& index : part.extents) index = refused.extents[index];
    }
  } else {
    for (const std::size_t index : refused.extents) {
      parts.push_back({wanted.extents[index].first, wanted.extents[index].count, {index}});
    }
  }
  for (const Block& part : parts) {
    Result<Wanted> fetched = co_await fetch_block(std::move(wanted), part, deadline);
    if (!fetched) co_return fetched.error();
    wanted = std::move(*fetched);
  }
  const bool all_answered = std::none_of(refused.extents.begin(), refused.extents.end(), [&](std::size_t index) {
    return wanted.replies[index].exception.has_value();
  });
  if (gaps.empty() && all_answered && !is_bits(refused.first.table)) {
    limits_.largest_block = std::max(1, refused.count / 2);
  }
  co_return wanted;
}

Awaitable<Result<Reply>> ModbusDriver::ask(Request request, SteadyTime deadline) {
  const SteadyTime own_deadline = std::min(deadline, clock_.steady() + timeout_);
  Result<Reply> reply = co_await connection_.exchange(std::move(request), own_deadline);
  co_return reply;
}

Awaitable<Result<Reply>> ModbusDriver::ask_block(Block block, SteadyTime deadline) {
  Request request =
      read_request(unit_, block.first.table, block.first.address, static_cast<std::uint16_t>(block.count));
  const std::uint8_t function = request.function;
  const Result<Reply> reply = co_await ask(std::move(request), deadline);
  if (!reply) {
    co_return with_context(reply.error(), "reading {} from {} by function {}", block.count, block.first.address,
                           function);
  }
  // The gateway speaks for a unit that does not: that is no answer of the unit's.
  if (reply->exception == 10 || reply->exception == 11) co_return refusal(*reply->exception);
  co_return reply;
}

Reading ModbusDriver::reading_of(const Target& target, const Reply& reply) const {
  const PointSpec& spec = points_[target.spec];
  const auto& address = std::get<ModbusAddress>(spec.origins.front().address);
  Decoded decoded = bad(Reason::device_error);
  if (!reply.exception) {
    const Raw raw = is_bits(address.table) ? Raw{reply.values.front() != 0, 1}
                                           : raw_from_registers(reply.values, address.type, address.order);
    decoded = decode(raw, spec.kind, spec.origins.front().decoding);
  }
  return {target.spec, target.row, std::move(decoded.value), decoded.quality, decoded.reason, 0};
}

Awaitable<Result<void>> ModbusDriver::write(Target target, model::Value value, SteadyTime deadline) {
  if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  const PointSpec& spec = points_[target.spec];
  if (!spec.write) co_return make_error(Code::invalid_argument, "{} is read only", spec.name);
  const auto& write = std::get<model::ModbusWrite>(spec.write->address);
  const auto rows = static_cast<std::uint32_t>(spec.is_table() ? write.address.rows : 1);
  if (spec.is_table() && !target.row) co_return make_error(Code::invalid_argument, "{} needs a row", spec.name);
  const std::uint32_t row = target.row ? target.row->numbers()[0] : 1;
  if (row < 1 || row > rows) {
    co_return make_error(Code::invalid_argument, "{} has rows 1 to {}, not {}", spec.name, rows, row);
  }
  const bool writes_bits = write.function == 5 || write.function == 15;
  const model::RawType type = writes_bits ? model::RawType::boolean : write.address.type;
  const Result<Raw> raw = drivers::encode(value, spec, type);
  if (!raw) co_return raw.error();

  Request request;
  request.unit = unit_;
  request.function = write.function;
  request.address = static_cast<std::uint16_t>(first_of(write.address, row));
  request.values = registers_from_raw(*raw, type, writes_bits ? model::WordOrder::abcd : write.address.order);
  request.quantity = static_cast<std::uint16_t>(request.values.size());
  const Result<Reply> reply = co_await ask(std::move(request), deadline);
  if (!reply) co_return with_context(reply.error(), "writing {}", spec.name);
  if (reply->exception) co_return with_context(refusal(*reply->exception), "writing {}", spec.name);
  co_return Result<void>{};
}

Awaitable<Result<std::vector<WalkRow>>> ModbusDriver::walk(std::string, SteadyTime deadline) {
  static constexpr const char* tables[] = {"coil", "discrete", "holding", "input"};
  std::vector<Target> all;
  for (std::size_t i = 0; i < points_.size(); ++i) all.push_back({i, std::nullopt});
  Result<Wanted> wanted = expand(all);
  if (!wanted) co_return wanted.error();
  Result<Wanted> fetched = co_await fetch(std::move(*wanted), deadline);
  if (!fetched) co_return fetched.error();
  std::vector<WalkRow> rows;
  for (std::size_t i = 0; i < fetched->extents.size(); ++i) {
    const Extent& extent = fetched->extents[i];
    const Reply& reply = fetched->replies[i];
    WalkRow row;
    row.address = fmt::format("{} {}", tables[static_cast<int>(extent.first.table)], extent.first.address);
    row.type = is_bits(extent.first.table) ? "bit" : fmt::format("{} registers", extent.count);
    if (reply.exception) row.value = exception_name(*reply.exception);
    for (const std::uint16_t value : reply.values) {
      row.value += fmt::format("{}{:#06x}", row.value.empty() ? "" : " ", value);
    }
    rows.push_back(std::move(row));
  }
  co_return rows;
}

}  // namespace holdfast::drivers::modbus
