#include "drivers/modbus/driver.hpp"

#include <algorithm>

#include "drivers/codec.hpp"
#include "drivers/modbus/registers.hpp"

namespace holdfast::drivers::modbus {
namespace {

using model::ModbusAddress;
using model::PointSpec;

Result<void> check_part(const PointSpec& spec, const model::PointAddress& address, int shift) {
  if (std::holds_alternative<std::monostate>(address)) return {};
  const auto* modbus = std::get_if<ModbusAddress>(&address);
  if (modbus == nullptr) return make_error(Code::invalid_argument, "{} has no register", spec.name);
  return check_address(spec, *modbus, shift);
}

Result<void> check_origin(const PointSpec& spec, const model::Origin& origin, int shift) {
  std::vector<const model::PointAddress*> parts{&origin.address, &origin.decoding.exponent, &origin.rows.from,
                                                &origin.rows.limit};
  for (const model::Guard& guard : origin.where) parts.push_back(&guard.address);
  for (const model::PointAddress* part : parts) {
    const Result<void> checked = check_part(spec, *part, shift);
    if (!checked) return checked;
  }
  const auto* address = std::get_if<ModbusAddress>(&origin.address);
  if (address == nullptr || spec.is_table() == (address->rows > 0)) return {};
  return make_error(Code::invalid_argument, "{}: {}", spec.name,
                    spec.is_table() ? "a table needs the number of its rows" : "only a table has rows");
}

}  // namespace

Result<void> check(const model::Profile& profile) {
  const int shift = profile.quirks.address_offset;
  for (const PointSpec& spec : profile.points) {
    for (const model::Origin& origin : spec.origins) {
      const Result<void> readable = check_origin(spec, origin, shift);
      if (!readable) return readable;
    }
    if (!spec.write) continue;
    const auto* write = std::get_if<model::ModbusWrite>(&spec.write->address);
    if (write == nullptr) return make_error(Code::invalid_argument, "{} has no register to write", spec.name);
    const Result<void> writable = check_write(spec, *write, shift);
    if (!writable) return writable;
  }
  return {};
}

ModbusDriver::ModbusDriver(platform::Clock& clock, Channel& channel, std::uint8_t unit, const model::Profile& profile,
                           Duration timeout)
    : points_(profile.points),
      layout_{profile.quirks.address_offset, {}},
      single_writes_by_16_(profile.quirks.single_writes_by_16),
      unit_(clock, channel, unit, timeout, profile.quirks),
      fetch_(unit_, profile.quirks) {}

// A search that is not done keeps what it has: on a slow line contact may be lost several times before it is.
void ModbusDriver::renew() {
  if (search_.done) search_ = {};
  layout_.chain = {};
  unit_.renew();
}

Awaitable<Result<std::vector<Reading>>> ModbusDriver::read(std::vector<Target> targets, SteadyTime deadline) {
  for (const Target& target : targets) {
    if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  }
  const Result<Said> said = co_await fetch(targets, deadline);
  if (!said) co_return said.error();
  unit_.round_ended();
  const ModbusAnswers answers(layout_, *said);
  co_return evaluate(points_, targets, answers);
}

Awaitable<Result<Said>> ModbusDriver::fetch(std::vector<Target> targets, SteadyTime deadline) {
  if (wants_chain(points_, targets)) {
    const Result<void> found = co_await find_chain(deadline);
    if (!found) co_return found.error();
  }
  Result<Said> said = co_await fetch_.read(registers_for(points_, targets, layout_), deadline);
  co_return said;
}

Awaitable<Result<void>> ModbusDriver::find_chain(SteadyTime deadline) {
  if (search_.done) co_return Result<void>{};
  Result<void> searched = co_await search_sunspec(&unit_, &search_, deadline);
  if (!searched && searched.error().code != Code::device_refused) co_return searched;
  layout_.chain = search_.chain;
  co_return Result<void>{};
}

Awaitable<Result<void>> ModbusDriver::write(Target target, model::Value value, SteadyTime deadline) {
  Result<void> written = co_await send(target, std::move(value), deadline);
  unit_.round_ended();
  co_return written;
}

Awaitable<Result<void>> ModbusDriver::send(Target target, model::Value value, SteadyTime deadline) {
  if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  const PointSpec& spec = points_[target.spec];
  if (!spec.write) co_return make_error(Code::invalid_argument, "{} is read only", spec.name);
  const auto& write = std::get<model::ModbusWrite>(spec.write->address);
  std::uint32_t row = 1;
  if (spec.is_table()) {
    const std::optional<model::Row> index =
        target.row ? index_of(spec.origins.front().rows, *target.row) : std::nullopt;
    if (!index) co_return make_error(Code::invalid_argument, "{} needs a row", spec.name);
    const auto rows = static_cast<std::uint32_t>(write.address.rows);
    if (index->numbers().size() != 1 || index->numbers()[0] < 1 || index->numbers()[0] > rows) {
      co_return make_error(Code::invalid_argument, "{} has rows 1 to {}, not {}", spec.name, rows, index->text());
    }
    row = index->numbers()[0];
  }
  const bool writes_bits = write.function == 5 || write.function == 15;
  const model::RawType type = writes_bits ? model::RawType::boolean : write.address.type;
  const Result<Raw> raw = drivers::encode(value, spec, type);
  if (!raw) co_return raw.error();
  if (write.address.sunspec) {
    const Result<void> found = co_await find_chain(deadline);
    if (!found) co_return with_context(found.error(), "writing {}", spec.name);
  }
  const std::optional<Extent> extent = extent_of(write.address, row, layout_.shift, layout_.chain);
  if (!extent) co_return make_error(Code::device_refused, "writing {}: the device does not have it", spec.name);
  Request request;
  request.function = write.function == 6 && single_writes_by_16_ ? std::uint8_t{16} : write.function;
  request.address = extent->first.address;
  request.values = registers_from_raw(*raw, type, writes_bits ? model::WordOrder::abcd : write.address.order);
  request.quantity = static_cast<std::uint16_t>(request.values.size());
  const Result<Reply> reply = co_await unit_.ask(std::move(request), deadline);
  if (!reply) co_return with_context(reply.error(), "writing {}", spec.name);
  if (reply->exception) co_return with_context(refusal(*reply->exception), "writing {}", spec.name);
  co_return Result<void>{};
}

Awaitable<Result<std::vector<WalkRow>>> ModbusDriver::walk(std::string, SteadyTime deadline) {
  static constexpr const char* tables[] = {"coil", "discrete", "holding", "input"};
  std::vector<Target> all;
  for (std::size_t i = 0; i < points_.size(); ++i) all.push_back({i, std::nullopt});
  const Result<Said> said = co_await fetch(std::move(all), deadline);
  if (!said) co_return said.error();
  unit_.round_ended();
  std::vector<WalkRow> rows;
  for (const auto& [extent, reply] : *said) {
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
