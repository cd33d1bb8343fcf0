#include "drivers/snmp/driver.hpp"

#include <algorithm>

#include "drivers/snmp/fetch.hpp"
#include "drivers/text.hpp"

namespace holdfast::drivers::snmp {
namespace {

using model::PointSpec;
using model::SnmpAddress;

constexpr std::size_t columns_at_once = 6;
constexpr std::size_t row_limit = 512;
constexpr std::size_t walk_limit = 100'000;
const std::string row_mark = ".{n}";

const std::string& oid_text(const PointSpec& spec) { return std::get<SnmpAddress>(spec.address).oid; }

// The column's OID without its row.
Oid column_of(const PointSpec& spec) {
  const std::string& text = oid_text(spec);
  const Result<Oid> prefix = parse_oid(text.substr(0, text.size() - row_mark.size()));
  return prefix ? *prefix : Oid{};
}

Result<Oid> object_of(const PointSpec& spec, const std::string& pattern, std::optional<std::uint32_t> row) {
  if (spec.is_table() != row.has_value()) {
    return make_error(Code::invalid_argument, "{} {}", spec.name, row ? "has no rows" : "needs a row");
  }
  return parse_oid(row ? with_row(pattern, *row) : pattern);
}

Result<void> check_oid(const PointSpec& spec, const std::string& text, bool is_walked) {
  const bool has_row = text.find("{n}") != std::string::npos;
  if (has_row != spec.is_table()) {
    return make_error(Code::invalid_argument, "{}: {{n}} must stand in both the name and the OID, or in neither",
                      spec.name);
  }
  if (has_row && is_walked && !text.ends_with(row_mark)) {
    return make_error(Code::invalid_argument, "{}: {{n}} must be the last number of the OID", spec.name);
  }
  const Result<Oid> oid = parse_oid(with_row(text, 1));
  if (!oid) return with_context(oid.error(), "{}", spec.name);
  return {};
}

Result<void> check_write(const PointSpec& spec) {
  const auto* write = std::get_if<model::SnmpWrite>(&spec.write->address);
  if (write == nullptr) return make_error(Code::invalid_argument, "{} has no OID to write", spec.name);
  if (write->type != 'i' && write->type != 'u' && write->type != 's') {
    return make_error(Code::invalid_argument, "{}: the type '{}' cannot be written; use i, u or s", spec.name,
                      write->type);
  }
  return check_oid(spec, write->oid, false);
}

// By now the raw value fits its type.
Result<Binding> binding_to_set(const PointSpec& spec, const model::Value& value, std::optional<std::uint32_t> row) {
  const auto& write = std::get<model::SnmpWrite>(spec.write->address);
  Result<Oid> oid = object_of(spec, write.oid, row);
  if (!oid) return oid.error();
  WriteForm form;
  Syntax syntax = Syntax::octets;
  if (write.type == 'i') {
    form = model::RawType::s32;
    syntax = Syntax::integer;
  } else if (write.type == 'u') {
    form = model::RawType::u32;
    syntax = Syntax::gauge;
  }
  Result<Raw> raw = encode(value, spec, form);
  if (!raw) return raw.error();
  return Binding{std::move(*oid), syntax, std::move(*raw)};
}

// Whether the device acknowledges exactly what was set. Numbers come back under any of the integer types.
bool echoes(const Binding& wanted, const Binding& seen) {
  if (wanted.oid != seen.oid || !is_value(seen.syntax)) return false;
  if (wanted.syntax == Syntax::octets) return wanted.raw.value == seen.raw.value;
  const auto* number = std::get_if<std::int64_t>(&wanted.raw.value);
  if (number == nullptr) return false;
  if (const auto* same = std::get_if<std::int64_t>(&seen.raw.value)) return *same == *number;
  const auto* other = std::get_if<std::uint64_t>(&seen.raw.value);
  return other != nullptr && *number >= 0 && *other == static_cast<std::uint64_t>(*number);
}

// A string says by itself that it is text: a profile need not. Not where the profile clearly speaks of a quantity.
bool may_be_text(const PointSpec& spec) {
  const model::Decoding& decoding = spec.decoding;
  return spec.kind == model::Kind::integer && spec.unit.empty() && decoding.scale == 1.0 && decoding.offset == 0.0 &&
         !decoding.range && !decoding.bit;
}

std::string shown(const Binding& binding) {
  if (!is_value(binding.syntax)) return "";
  if (const auto* number = std::get_if<std::int64_t>(&binding.raw.value)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&binding.raw.value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&binding.raw.value)) return fmt::format("{}", *number);
  const auto* text = std::get_if<std::string>(&binding.raw.value);
  return text != nullptr ? readable(*text) : "";
}

}  // namespace

Result<void> check(const model::Profile& profile) {
  for (const PointSpec& spec : profile.points) {
    if (!std::holds_alternative<SnmpAddress>(spec.address)) {
      return make_error(Code::invalid_argument, "{} has no OID", spec.name);
    }
    const Result<void> readable_oid = check_oid(spec, oid_text(spec), true);
    if (!readable_oid) return readable_oid;
    if (!spec.write) continue;
    const Result<void> writable = check_write(spec);
    if (!writable) return writable;
  }
  return {};
}

SnmpDriver::SnmpDriver(platform::Clock& clock, std::unique_ptr<Session> session, const model::Profile& profile,
                       Duration timeout)
    : clock_(clock), session_(std::move(session)), points_(profile.points), timeout_(timeout) {}

void SnmpDriver::renew() { session_->renew(); }

Awaitable<Result<std::vector<Reading>>> SnmpDriver::read(std::vector<Target> targets, SteadyTime deadline) {
  std::vector<Target> single;
  std::vector<std::size_t> tables;
  for (const Target& target : targets) {
    if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
    if (points_[target.spec].is_table() && !target.row) {
      tables.push_back(target.spec);
    } else {
      single.push_back(target);
    }
  }
  Result<std::vector<Reading>> readings = co_await read_single(std::move(single), deadline);
  if (!readings) co_return readings.error();
  // A few columns at a time: more would not fit one datagram with ten rows of each.
  for (std::size_t at = 0; at < tables.size(); at += columns_at_once) {
    const auto begin = tables.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = tables.begin() + static_cast<std::ptrdiff_t>(std::min(at + columns_at_once, tables.size()));
    std::vector<std::size_t> columns(begin, end);
    Result<std::vector<Reading>> rows = co_await read_tables(std::move(columns), deadline);
    if (!rows) co_return rows.error();
    readings->insert(readings->end(), rows->begin(), rows->end());
  }
  co_return readings;
}

Awaitable<Result<std::vector<Reading>>> SnmpDriver::read_single(std::vector<Target> targets, SteadyTime deadline) {
  std::vector<Oid> wanted;
  for (const Target& target : targets) {
    const PointSpec& spec = points_[target.spec];
    const Result<Oid> oid = object_of(spec, oid_text(spec), target.row);
    if (!oid) co_return oid.error();
    wanted.push_back(*oid);
  }
  Fetch fetch{std::move(wanted), largest_get_};
  while (!fetch.is_done()) {
    Request request = fetch.next();
    const std::string first = to_string(request.bindings.front().oid);
    const std::size_t count = request.bindings.size();
    const Result<Response> response = co_await ask(std::move(request), deadline);
    if (!response) co_return with_context(response.error(), "reading {} objects from {} on", count, first);
    fetch.take(*response);
  }
  largest_get_ = fetch.largest();
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < targets.size(); ++i) {
    const Fetch::Answer& answer = fetch.answers()[i];
    if (answer.raw) {
      readings.push_back(reading_of(targets[i].spec, targets[i].row, *answer.raw));
    } else {
      readings.push_back({targets[i].spec, targets[i].row, std::nullopt, model::Quality::bad, answer.reason});
    }
  }
  co_return readings;
}

Awaitable<Result<std::vector<Reading>>> SnmpDriver::read_tables(std::vector<std::size_t> specs, SteadyTime deadline) {
  std::vector<Oid> prefixes;
  for (const std::size_t spec : specs) prefixes.push_back(column_of(points_[spec]));
  Columns columns = walking(prefixes, row_limit);
  const int began = columns.repetitions();
  while (!columns.is_done()) {
    Request request = columns.next();
    const std::string first = to_string(request.bindings.front().oid);
    const Result<Response> response = co_await ask(std::move(request), deadline);
    if (!response) co_return with_context(response.error(), "walking from {} on", first);
    columns.take(*response);
  }
  bulk_.walked(began, columns.repetitions());
  std::vector<Reading> readings;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    for (const Binding& binding : columns.rows(i)) {
      if (binding.oid.size() != prefixes[i].size() + 1) continue;  // an index of several numbers is no row number
      const std::uint32_t row = binding.oid.back();
      if (is_value(binding.syntax)) {
        readings.push_back(reading_of(specs[i], row, binding.raw));
      } else {
        readings.push_back({specs[i], row, std::nullopt, model::Quality::bad, model::Reason::not_understood});
      }
    }
  }
  co_return readings;
}

Awaitable<Result<Response>> SnmpDriver::ask(Request request, SteadyTime deadline) {
  const SteadyTime own_deadline = std::min(deadline, clock_.steady() + timeout_);
  const int repetitions = request.repetitions;
  Result<Response> response = co_await session_->exchange(std::move(request), own_deadline);
  if (response) bulk_.answered();
  if (!response && response.error().code == Code::no_contact) bulk_.silent(repetitions);
  co_return response;
}

Columns SnmpDriver::walking(std::vector<Oid> prefixes, std::size_t row_limit) const {
  const bool is_v1 = session_->version() == model::SnmpVersion::v1;
  const Columns::Step step = is_v1 ? Columns::Step::get_next : Columns::Step::get_bulk;
  return {std::move(prefixes), row_limit, step, bulk_.repetitions()};
}

Reading SnmpDriver::reading_of(std::size_t spec, std::optional<std::uint32_t> row, const Raw& raw) const {
  const PointSpec& point = points_[spec];
  const bool is_text = std::holds_alternative<std::string>(raw.value) && may_be_text(point);
  Decoded decoded = decode(raw, is_text ? model::Kind::text : point.kind, point.decoding);
  return {spec, row, std::move(decoded.value), decoded.quality, decoded.reason};
}

Awaitable<Result<void>> SnmpDriver::write(Target target, model::Value value, SteadyTime deadline) {
  if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  const PointSpec& spec = points_[target.spec];
  if (!spec.write) co_return make_error(Code::invalid_argument, "{} is read only", spec.name);
  const Result<Binding> binding = binding_to_set(spec, value, target.row);
  if (!binding) co_return binding.error();
  Request request;
  request.command = Command::set;
  request.bindings.push_back(*binding);
  const Result<Response> response = co_await ask(std::move(request), deadline);
  if (!response) co_return with_context(response.error(), "writing {}", spec.name);
  if (response->error_status != 0) {
    co_return make_error(Code::device_refused, "writing {}: {}", spec.name, error_status_name(response->error_status));
  }
  if (response->bindings.size() != 1 || !echoes(*binding, response->bindings.front())) {
    co_return make_error(Code::protocol_violation, "writing {}: the device acknowledges something else", spec.name);
  }
  co_return Result<void>{};
}

Awaitable<Result<std::vector<WalkRow>>> SnmpDriver::walk(std::string from, SteadyTime deadline) {
  const Result<Oid> prefix = parse_oid(from.empty() ? "1.3.6.1" : from);
  if (!prefix) co_return prefix.error();
  std::vector<Oid> prefixes{*prefix};
  Columns columns = walking(std::move(prefixes), walk_limit);
  while (!columns.is_done()) {
    Request request = columns.next();
    const Result<Response> response = co_await ask(std::move(request), deadline);
    if (!response) co_return with_context(response.error(), "walking {}", to_string(*prefix));
    columns.take(*response);
  }
  std::vector<WalkRow> rows;
  for (const Binding& binding : columns.rows(0)) {
    rows.push_back({to_string(binding.oid), to_string(binding.syntax), shown(binding)});
  }
  co_return rows;
}

}  // namespace holdfast::drivers::snmp
