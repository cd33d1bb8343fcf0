#include "drivers/replay/agent.hpp"

#include <utility>

namespace holdfast::drivers::replay {

using snmp::Awaitable;
using snmp::Binding;
using snmp::Command;
using snmp::Response;
using snmp::Syntax;

namespace {

constexpr long not_writable = 17;  // RFC 3416, 3

}  // namespace

CaptureAgent::CaptureAgent(platform::Clock& clock, Capture capture)
    : clock_(clock), capture_(std::move(capture)), begun_(clock.steady()), rows_(capture_.moments.front().rows) {}

void CaptureAgent::catch_up() {
  const Duration elapsed = clock_.steady() - begun_;
  while (moment_ + 1 < capture_.moments.size() && capture_.moments[moment_ + 1].at <= elapsed) {
    for (const auto& [oid, binding] : capture_.moments[++moment_].rows) rows_.insert_or_assign(oid, binding);
  }
}

Awaitable<Result<Response>> CaptureAgent::exchange(snmp::Request request, SteadyTime) {
  catch_up();
  Response response;
  switch (request.command) {
    case Command::get:
      for (const Binding& asked : request.bindings) response.bindings.push_back(get(asked.oid));
      break;
    case Command::get_next:
      for (const Binding& asked : request.bindings) response.bindings.push_back(next(asked.oid));
      break;
    case Command::get_bulk: response = bulk(request); break;
    case Command::set:
      response.error_status = not_writable;
      response.error_index = 1;
      response.bindings = std::move(request.bindings);
  }
  co_return response;
}

Binding CaptureAgent::get(const snmp::Oid& oid) const {
  const auto found = rows_.find(oid);
  if (found != rows_.end()) return found->second;
  return {oid, Syntax::no_such_instance, {}};
}

Binding CaptureAgent::next(const snmp::Oid& oid) const {
  const auto found = rows_.upper_bound(oid);
  if (found != rows_.end()) return found->second;
  return {oid, Syntax::end_of_view, {}};
}

// RFC 3416, 4.2.3: repetition by repetition, in each the bindings in the order of the question.
Response CaptureAgent::bulk(const snmp::Request& request) const {
  Response response;
  std::vector<snmp::Oid> at;
  for (const Binding& asked : request.bindings) at.push_back(asked.oid);
  for (int i = 0; i < request.repetitions; ++i) {
    for (snmp::Oid& oid : at) {
      response.bindings.push_back(next(oid));
      oid = response.bindings.back().oid;
    }
  }
  return response;
}

}  // namespace holdfast::drivers::replay
