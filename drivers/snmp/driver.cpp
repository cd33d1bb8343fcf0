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
enum class Use { read, write };

Result<void> check_oid(const PointSpec& spec, const std::string& text, Use use) {
  const Result<OidPattern> pattern = OidPattern::parse(text);
  if (!pattern) return with_context(pattern.error(), "{}", spec.name);
  if (pattern->has_row() == spec.is_table() || (use == Use::read && !spec.is_table())) return {};
  return make_error(Code::invalid_argument, "{}: {{n}} must stand in both the name and the OID, or in neither",
                    spec.name);
}

Result<void> check_write(const PointSpec& spec) {
  const auto* write = std::get_if<model::SnmpWrite>(&spec.write->address);
  if (write == nullptr) return make_error(Code::invalid_argument, "{} has no OID to write", spec.name);
  if (write->type != 'i' && write->type != 'u' && write->type != 's') {
    return make_error(Code::invalid_argument, "{}: the type '{}' cannot be written; use i, u or s", spec.name,
                      write->type);
  }
  for (const auto& [state, oid] : write->oids) {
    const Result<void> own = check_oid(spec, oid, Use::write);
    if (!own) return own;
  }
  const bool is_complete = !write->oids.empty() && write->oids.size() == spec.write->values.size();
  return is_complete ? Result<void>{} : check_oid(spec, write->oid, Use::write);
}

Result<Oid> object_to_set(const PointSpec& spec, const model::Value& value, const std::optional<model::Row>& row) {
  if (spec.is_table() != row.has_value()) {
    return make_error(Code::invalid_argument, "{} {}", spec.name, row ? "has no rows" : "needs a row");
  }
  const auto& write = std::get<model::SnmpWrite>(spec.write->address);
  const auto own = write.oids.find(model::to_string(value));
  const Result<OidPattern> pattern = OidPattern::parse(own == write.oids.end() ? write.oid : own->second);
  if (!pattern) return pattern.error();
  const std::optional<model::Row> index = row ? index_of(spec.origins.front().rows, *row) : model::Row{};
  const std::optional<Oid> oid = index ? pattern->with(*index) : std::nullopt;
  if (!oid)
    return make_error(Code::invalid_argument, "{}: it cannot be told which object is row {}", spec.name, row->text());
  return *oid;
}

// By now the raw value fits its type.
Result<Binding> binding_to_set(const PointSpec& spec, const model::Value& value, const std::optional<model::Row>& row) {
  const auto& write = std::get<model::SnmpWrite>(spec.write->address);
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
  Result<Oid> oid = object_to_set(spec, value, row);
  if (!oid) return oid.error();
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
    for (const model::Origin& origin : spec.origins) {
      if (const auto* address = std::get_if<SnmpAddress>(&origin.address)) {
        const Result<void> readable = check_oid(spec, address->oid, Use::read);
        if (!readable) return readable;
      } else if (!std::holds_alternative<std::monostate>(origin.address)) {
        return make_error(Code::invalid_argument, "{} has no OID", spec.name);
      }
    }
    if (!spec.write) continue;
    const Result<void> writable = check_write(spec);
    if (!writable) return writable;
  }
  return {};
}

SnmpDriver::SnmpDriver(platform::Clock& clock, std::unique_ptr<Agent> agent, const model::Profile& profile,
                       Duration timeout)
    : clock_(clock),
      agent_(std::move(agent)),
      points_(profile.points),
      asked_(points_, patterns_),
      timeout_(timeout),
      largest_get_(static_cast<std::size_t>(profile.quirks.largest_get)) {}

void SnmpDriver::renew() {
  agent_->renew();
  asked_.forget();
}

Awaitable<Result<std::vector<Reading>>> SnmpDriver::read(std::vector<Target> targets, SteadyTime deadline) {
  for (const Target& target : targets) {
    if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
    const PointSpec& spec = points_[target.spec];
    if (target.row && !spec.is_table()) co_return make_error(Code::invalid_argument, "{} has no rows", spec.name);
  }
  const std::shared_ptr<const Questions> questions = asked_.questions(targets);
  Objects objects{patterns_};
  const Result<void> got = co_await get(questions->objects, &objects, deadline);
  if (!got) co_return got.error();
  // A few columns at a time: more would not fit one datagram with ten rows of each.
  const std::vector<Oid>& columns = questions->columns;
  for (std::size_t at = 0; at < columns.size(); at += columns_at_once) {
    const auto begin = columns.begin() + static_cast<std::ptrdiff_t>(at);
    const auto end = columns.begin() + static_cast<std::ptrdiff_t>(std::min(at + columns_at_once, columns.size()));
    std::vector<Oid> some(begin, end);
    const Result<void> walked = co_await walk_columns(std::move(some), &objects, deadline);
    if (!walked) co_return walked.error();
  }
  std::vector<Reading> readings = evaluate(points_, targets, objects);
  asked_.learn(targets, readings, objects);
  co_return readings;
}

Awaitable<Result<void>> SnmpDriver::get(std::vector<Oid> wanted, Objects* objects, SteadyTime deadline) {
  Fetch fetch{std::move(wanted), largest_get_};
  while (!fetch.is_done()) {
    Request request = fetch.next();
    const Oid first = request.bindings.front().oid;
    const std::size_t others = request.bindings.size() - 1;
    const Result<Response> response = co_await ask(std::move(request), deadline);
    if (!response) {
      co_return with_context(response.error(), "reading {}{}", to_string(first),
                             others == 0 ? "" : fmt::format(" and {} more", others));
    }
    fetch.take(*response);
  }
  largest_get_ = fetch.largest();
  for (std::size_t i = 0; i < fetch.wanted().size(); ++i) {
    const Fetch::Answer& answer = fetch.answers()[i];
    if (answer.raw || answer.reason != model::Reason::not_available) {
      objects->put(fetch.wanted()[i], Answer{answer.raw, answer.reason});
    }
  }
  co_return Result<void>{};
}

Awaitable<Result<void>> SnmpDriver::walk_columns(std::vector<Oid> prefixes, Objects* objects, SteadyTime deadline) {
  const std::size_t count = prefixes.size();
  Columns columns = walking(std::move(prefixes), row_limit);
  const int began = columns.repetitions();
  while (!columns.is_done()) {
    Request request = columns.next();
    const Oid first = request.bindings.front().oid;
    const Result<Response> response = co_await ask(std::move(request), deadline);
    if (!response) co_return with_context(response.error(), "walking from {} on", to_string(first));
    columns.take(*response);
  }
  bulk_.walked(began, columns.repetitions());
  for (std::size_t i = 0; i < count; ++i) {
    for (const Binding& binding : columns.rows(i)) objects->put(binding);
  }
  co_return Result<void>{};
}

Awaitable<Result<Response>> SnmpDriver::ask(Request request, SteadyTime deadline) {
  const SteadyTime own_deadline = std::min(deadline, clock_.steady() + timeout_);
  const int repetitions = request.repetitions;
  Result<Response> response = co_await agent_->exchange(std::move(request), own_deadline);
  if (response) bulk_.answered();
  if (!response && response.error().code == Code::no_contact) bulk_.silent(repetitions);
  co_return response;
}

Columns SnmpDriver::walking(std::vector<Oid> prefixes, std::size_t rows) const {
  const bool is_v1 = agent_->version() == model::SnmpVersion::v1;
  const Columns::Step step = is_v1 ? Columns::Step::get_next : Columns::Step::get_bulk;
  return {std::move(prefixes), rows, step, bulk_.repetitions()};
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
