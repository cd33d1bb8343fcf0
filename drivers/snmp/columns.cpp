#include "drivers/snmp/columns.hpp"

#include <algorithm>

namespace holdfast::drivers::snmp {
namespace {

// About 60 values fill a datagram without being cut into fragments too often.
int repetitions_for(std::size_t columns) {
  return std::clamp(60 / static_cast<int>(std::max<std::size_t>(columns, 1)), 10, 25);
}

}  // namespace

Columns::Columns(std::vector<Oid> prefixes, std::size_t row_limit, Step step, int most_repetitions)
    : row_limit_(row_limit),
      step_(step),
      repetitions_(step == Step::get_bulk ? std::min(repetitions_for(prefixes.size()), most_repetitions) : 1) {
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
  request.command = step_ == Step::get_bulk ? Command::get_bulk : Command::get_next;
  if (step_ == Step::get_bulk) request.repetitions = repetitions_;
  for (const std::size_t index : active()) request.bindings.push_back({columns_[index].last, Syntax::null, {}});
  return request;
}

void Columns::take(const Response& response) {
  if (response.error_status != 0) {
    take_error(response);
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

void Columns::take_error(const Response& response) {
  const std::vector<std::size_t> asked = active();
  const auto named = static_cast<std::size_t>(response.error_index > 0 ? response.error_index - 1 : asked.size());
  if ((response.error_status == too_big || response.error_status == general_error) && repetitions_ > 1) {
    repetitions_ /= 2;
  } else if (response.error_status == no_such_name && named < asked.size()) {
    columns_[asked[named]].done = true;  // how v1 says that nothing follows (RFC 1157, 4.1.3)
  } else if (asked.size() > 1) {
    one_by_one_ = true;
  } else {
    columns_[asked.front()].done = true;
  }
}

}  // namespace holdfast::drivers::snmp
