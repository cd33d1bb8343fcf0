#include "drivers/snmp/columns.hpp"

#include <algorithm>

namespace holdfast::drivers::snmp {
namespace {

// About 60 values fill a datagram without being cut into fragments too often.
int repetitions_for(std::size_t columns) {
  return std::clamp(60 / static_cast<int>(std::max<std::size_t>(columns, 1)), 10, 25);
}

}  // namespace

Columns::Columns(std::vector<Oid> prefixes, std::size_t row_limit)
    : row_limit_(row_limit), repetitions_(repetitions_for(prefixes.size())) {
  for (Oid& prefix : prefixes) {
    Oid last = prefix;
    columns_.push_back({std::move(prefix), std::move(last), {}, false});
  }
}

bool Columns::is_done() const {
  return std::all_of(columns_.begin(), columns_.end(), [](const Column& column) { return column.done; });
}

std::vector<std::size_t> Columns::active() const {
  std::vector<std::size_t> active;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (columns_[i].done) continue;
    active.push_back(i);
    if (one_by_one_) break;
  }
  return active;
}

Request Columns::next() const {
  Request request;
  request.command = Command::get_bulk;
  request.repetitions = repetitions_;
  for (const std::size_t index : active()) request.bindings.push_back({columns_[index].last, Syntax::null, {}});
  return request;
}

void Columns::take(const Response& response) {
  if (response.error_status != 0) {
    take_error(response.error_status);
    return;
  }
  const std::vector<std::size_t> asked = active();
  if (response.bindings.empty()) {
    for (const std::size_t index : asked) columns_[index].done = true;
    return;
  }
  // The answers come row by row, the columns in the order of the question (RFC 3416, 4.2.3).
  for (std::size_t i = 0; i < response.bindings.size(); ++i) {
    Column& column = columns_[asked[i % asked.size()]];
    if (!column.done) take_binding(column, response.bindings[i]);
  }
}

void Columns::take_binding(Column& column, const Binding& binding) const {
  const bool ends = !is_value(binding.syntax) && binding.syntax != Syntax::other && binding.syntax != Syntax::null;
  if (ends || !is_below(column.prefix, binding.oid) || binding.oid <= column.last) {
    column.done = true;
    return;
  }
  column.last = binding.oid;
  column.rows.push_back(binding);
  column.done = column.rows.size() >= row_limit_;
}

void Columns::take_error(long status) {
  const std::vector<std::size_t> asked = active();
  if (status == too_big && repetitions_ > 1) {
    repetitions_ /= 2;
  } else if (asked.size() > 1) {
    one_by_one_ = true;
  } else {
    columns_[asked.front()].done = true;
  }
}

}  // namespace holdfast::drivers::snmp
