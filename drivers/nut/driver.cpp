#include "drivers/nut/driver.hpp"

#include <algorithm>
#include <set>
#include <string_view>

#include "drivers/text.hpp"

namespace holdfast::drivers::nut {
namespace {

constexpr std::string_view command_mark = "instcmd:";
constexpr std::string_view value_mark = "{value}";

Variables variables_in(const Reply& reply) {
  Variables variables;
  for (const Words& row : reply.rows()) {
    if (row.size() == 2) variables[row[0]] = Raw{row[1], 0};
  }
  return variables;
}

// Variables and commands are words of letters, digits, dots, hyphens and underscores.
bool is_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && !name.starts_with('.') && !name.ends_with('.') &&
         std::all_of(name.begin(), name.end(), [](unsigned char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' ||
                  c == '_';
         });
}

// The inverse of the decoding, for states; anything else as it is written.
Result<std::string> text_to_set(const model::PointSpec& spec, const model::Value& value) {
  const std::string text = model::to_string(value);
  if (const auto found = spec.write->values.find(text); found != spec.write->values.end()) {
    return std::to_string(found->second);
  }
  const model::Decoding& decoding = spec.origins.front().decoding;
  for (const auto& [word, state] : decoding.words) {
    if (state == text) return word;
  }
  for (const auto& [code, state] : decoding.enumeration) {
    if (state == text) return std::to_string(code);
  }
  const bool is_state = spec.kind == model::Kind::enumeration || !spec.write->values.empty();
  const bool is_scaled = decoding.scale != 1.0 || decoding.offset != 0.0;
  if (is_state || is_scaled) return make_error(Code::invalid_argument, "{} cannot be set to '{}'", spec.name, text);
  const std::optional<double> number = model::as_number(value);
  if (number && decoding.range && (*number < decoding.range->first || *number > decoding.range->second)) {
    return make_error(Code::invalid_argument, "{} cannot be set to {}: it is outside {} to {}", spec.name, text,
                      decoding.range->first, decoding.range->second);
  }
  return text;
}

}  // namespace

Result<std::string> write_request(const std::string& ups, const model::PointSpec& spec, const Target& target,
                                  const model::Value& value) {
  if (!spec.write) return make_error(Code::invalid_argument, "{} is read only", spec.name);
  const auto* address = std::get_if<model::VariableAddress>(&spec.write->address);
  if (address == nullptr) return make_error(Code::invalid_argument, "{} has no variable to write", spec.name);
  std::string name = target.row ? model::row_name(address->name, *target.row) : address->name;
  const bool is_command = name.starts_with(command_mark);
  if (is_command) {
    name.erase(0, command_mark.size());
    const std::size_t at = name.find(value_mark);
    if (at == std::string::npos) return make_error(Code::invalid_argument, "{}: no {{value}} in its write", spec.name);
    name.replace(at, value_mark.size(), model::to_string(value));
  }
  if (!is_name(name)) return make_error(Code::invalid_argument, "{}: upsd cannot have '{}'", spec.name, name);
  if (is_command) return fmt::format("INSTCMD {} {}", ups, name);
  const Result<std::string> text = text_to_set(spec, value);
  if (!text) return text.error();
  if (!is_sendable(*text)) return make_error(Code::invalid_argument, "{}: the value cannot be sent", spec.name);
  return fmt::format("SET VAR {} {} {}", ups, name, quoted(*text));
}

NutDriver::NutDriver(platform::Clock& clock, Connection& connection, std::string ups, Login login,
                     const model::Profile& profile, Duration timeout)
    : clock_(clock),
      connection_(connection),
      ups_(std::move(ups)),
      login_(std::move(login)),
      points_(profile.points),
      timeout_(timeout) {}

void NutDriver::renew() { connection_.renew(); }

SteadyTime NutDriver::own(SteadyTime deadline) const { return std::min(deadline, clock_.steady() + timeout_); }

Awaitable<Result<Reply>> NutDriver::list(const char* what, SteadyTime deadline) {
  std::string request = fmt::format("LIST {} {}", what, ups_);
  Result<Reply> reply = co_await connection_.exchange(std::move(request), own(deadline));
  if (!reply) co_return with_context(reply.error(), "listing the {} of {}", what, ups_);
  co_return reply;
}

Awaitable<Result<std::vector<Reading>>> NutDriver::read(std::vector<Target> targets, SteadyTime deadline) {
  for (const Target& target : targets) {
    if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  }
  const Result<Reply> reply = co_await list("VAR", deadline);
  if (!reply) co_return reply.error();
  if (reply->refusal() == "DATA-STALE") co_return bad_readings(targets, model::Reason::stale);
  if (!reply->refusal().empty()) {
    const Error error = co_await explain(reply->refusal(), deadline);
    co_return error;
  }
  co_return readings_of(points_, targets, variables_in(*reply));
}

// A wrong name is told with the right ones.
Awaitable<Error> NutDriver::explain(std::string refusal, SteadyTime deadline) {
  const Error error = with_context(refusal_error(refusal), "{}", ups_);
  if (refusal != "UNKNOWN-UPS") co_return error;
  std::string request = "LIST UPS";
  const Result<Reply> reply = co_await connection_.exchange(std::move(request), own(deadline));
  if (!reply || reply->rows().empty()) co_return error;
  std::string names;
  for (const Words& row : reply->rows()) {
    if (names.size() < 200 && is_name(row.front())) names += (names.empty() ? "" : ", ") + row.front();
  }
  co_return make_error(error.code, "{}; it has: {}", error.message, names);
}

Awaitable<Result<void>> NutDriver::write(Target target, model::Value value, SteadyTime deadline) {
  if (target.spec >= points_.size()) co_return make_error(Code::invalid_argument, "no point {}", target.spec);
  const model::PointSpec& spec = points_[target.spec];
  Result<std::string> request = write_request(ups_, spec, target, value);
  if (!request) co_return request.error();
  const Result<void> written = co_await do_write(std::move(*request), deadline);
  if (!written) co_return with_context(written.error(), "writing {}", spec.name);
  co_return written;
}

Awaitable<Result<void>> NutDriver::do_write(std::string request, SteadyTime deadline) {
  const Result<Reply> reply = co_await connection_.exchange_as(login_, std::move(request), own(deadline));
  if (!reply) co_return reply.error();
  if (reply->refusal().empty()) co_return Result<void>{};
  // upsd has said no: it is known that nothing was done.
  Error error = refusal_error(reply->refusal());
  if (error.code == Code::no_contact) error.code = Code::device_refused;
  co_return error;
}

Awaitable<Result<std::vector<WalkRow>>> NutDriver::walk(std::string from, SteadyTime deadline) {
  std::vector<WalkRow> rows;
  std::set<std::string> writable;
  for (const char* const what : {"RW", "VAR", "CMD"}) {
    const Result<Reply> reply = co_await list(what, deadline);
    if (!reply) co_return reply.error();
    if (!reply->refusal().empty()) {
      const Error error = co_await explain(reply->refusal(), deadline);
      co_return error;
    }
    for (const Words& row : reply->rows()) {
      if (!row.front().starts_with(from)) continue;
      if (what == std::string_view{"RW"}) {
        writable.insert(row.front());
      } else if (what == std::string_view{"CMD"}) {
        rows.push_back({row.front(), "command", ""});
      } else {
        const char* const type = writable.contains(row.front()) ? "writable" : "variable";
        rows.push_back({row.front(), type, row.size() > 1 ? readable(row[1]) : ""});
      }
    }
  }
  co_return rows;
}

}  // namespace holdfast::drivers::nut
