#include "drivers/snmp/evidence.hpp"

#include <algorithm>
#include <deque>

namespace holdfast::drivers::snmp {
namespace {

constexpr std::size_t largest_question = 20;
constexpr std::size_t small_question = 4;  // for agents that drop what is long

// The OID after which `oid` itself, or else what lies below it, comes next.
Oid just_before(Oid oid) {
  if (oid.back() == 0) {
    oid.pop_back();
    return oid;
  }
  --oid.back();
  oid.push_back(UINT32_MAX);
  return oid;
}

struct Wanted {
  std::string text;
  Oid oid;
};

Request question(const std::vector<Wanted>& batch, model::SnmpVersion version) {
  Request request;
  request.command = version == model::SnmpVersion::v1 ? Command::get_next : Command::get_bulk;
  request.repetitions = 1;
  for (const Wanted& wanted : batch) request.bindings.push_back({just_before(wanted.oid), Syntax::null, {}});
  return request;
}

void take(const std::vector<Wanted>& batch, const Response& response, Evidence& evidence) {
  for (std::size_t i = 0; i < batch.size() && i < response.bindings.size(); ++i) {
    const Binding& binding = response.bindings[i];
    if (!is_value(binding.syntax)) continue;
    const Oid& oid = batch[i].oid;
    if (binding.oid == oid || is_below(oid, binding.oid)) evidence.present.insert(batch[i].text);
  }
}

void halve(const std::vector<Wanted>& batch, std::deque<std::vector<Wanted>>& batches) {
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
  batches.emplace_front(middle, batch.end());
  batches.emplace_front(batch.begin(), middle);
}

std::deque<std::vector<Wanted>> batches_of(const std::set<std::string>& wanted) {
  std::deque<std::vector<Wanted>> batches;
  for (const std::string& text : wanted) {
    const Result<Oid> oid = parse_oid(text);
    if (!oid) continue;
    if (batches.empty() || batches.back().size() == largest_question) batches.emplace_back();
    batches.back().push_back({text, *oid});
  }
  return batches;
}

std::string text_at(const Response& response, std::size_t index) {
  if (index >= response.bindings.size() || !is_value(response.bindings[index].syntax)) return "";
  return text_of(response.bindings[index].raw);
}

}  // namespace

Awaitable<Result<Evidence>> gather_evidence(Agent* agent, platform::Clock* clock, std::set<std::string> wanted,
                                            Duration timeout, SteadyTime deadline) {
  Evidence evidence;
  evidence.protocol = model::Protocol::snmp;
  const Oid system{1, 3, 6, 1, 2, 1, 1};
  Request named;
  for (const std::uint32_t object : {1U, 2U}) {
    Oid oid = system;
    oid.insert(oid.end(), {object, 0U});
    named.bindings.push_back({std::move(oid), Syntax::null, {}});
  }
  const SteadyTime first_deadline = std::min(deadline, clock->steady() + timeout);
  const Result<Response> said = co_await agent->exchange(std::move(named), first_deadline);
  if (!said) co_return said.error();
  evidence.description = text_at(*said, 0);
  evidence.object_id = text_at(*said, 1);

  std::deque<std::vector<Wanted>> batches = batches_of(wanted);
  while (!batches.empty()) {
    const std::vector<Wanted> batch = std::move(batches.front());
    batches.pop_front();
    Request request = question(batch, agent->version());
    const SteadyTime own_deadline = std::min(deadline, clock->steady() + timeout);
    const Result<Response> response = co_await agent->exchange(std::move(request), own_deadline);
    const bool dropped = !response && response.error().code == Code::no_contact;
    const bool refused = response && response->error_status != 0;
    const bool too_large = dropped && batch.size() > small_question && clock->steady() < deadline;
    if (too_large || (refused && batch.size() > 1)) {
      halve(batch, batches);
    } else if (!response) {
      co_return response.error();
    } else if (!refused) {
      take(batch, *response, evidence);
    }
  }
  co_return evidence;
}

}  // namespace holdfast::drivers::snmp
