#include "drivers/snmp/fetch.hpp"

#include <algorithm>

namespace holdfast::drivers::snmp {

using model::Reason;

Fetch::Fetch(std::vector<Oid> wanted, std::size_t largest)
    : wanted_(std::move(wanted)), answers_(wanted_.size()), largest_(std::max<std::size_t>(largest, 1)) {
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    if (i % largest_ == 0) batches_.emplace_back();
    batches_.back().push_back(i);
  }
}

Request Fetch::next() const {
  Request request;
  request.bindings.reserve(batches_.front().size());
  for (const std::size_t index : batches_.front()) request.bindings.push_back({wanted_[index], Syntax::null, {}});
  return request;
}

void Fetch::take(const Response& response) {
  Batch batch = std::move(batches_.front());
  batches_.pop_front();
  if (response.error_status == 0) {
    take_bindings(batch, response);
    return;
  }
  if (response.error_status == too_big && batch.size() > 1) {
    largest_ = std::max<std::size_t>(1, std::min(largest_, batch.size() / 2));
    halve(batch);
    return;
  }
  const auto position = static_cast<std::size_t>(response.error_index > 0 ? response.error_index - 1 : 0);
  const bool names_one = response.error_index > 0 && position < batch.size();
  if (!names_one && batch.size() > 1) {
    halve(batch);
    return;
  }
  const bool absent = response.error_status == no_such_name;
  answers_[batch[names_one ? position : 0]].reason = absent ? Reason::not_available : Reason::device_error;
  batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(names_one ? position : 0));
  if (!batch.empty()) batches_.push_front(std::move(batch));
}

void Fetch::halve(const Batch& batch) {
  const auto middle = batch.begin() + static_cast<std::ptrdiff_t>(batch.size() / 2);
  batches_.emplace_front(middle, batch.end());
  batches_.emplace_front(batch.begin(), middle);
}

// An answer counts only in the place of its question and under its name.
void Fetch::take_bindings(const Batch& batch, const Response& response) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Answer& answer = answers_[batch[i]];
    if (i >= response.bindings.size() || response.bindings[i].oid != wanted_[batch[i]]) {
      answer.reason = Reason::not_understood;
    } else if (is_value(response.bindings[i].syntax)) {
      answer.raw = response.bindings[i].raw;
    } else {
      const bool odd = response.bindings[i].syntax == Syntax::other;
      answer.reason = odd ? Reason::not_understood : Reason::not_available;
    }
  }
}

}  // namespace holdfast::drivers::snmp
