#include "drivers/replay/recorder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace holdfast::drivers::replay {
namespace {

using snmp::Oid;
using snmp::Request;
using snmp::Response;

constexpr int most_repetitions = 20;
constexpr int tries = 3;
constexpr std::size_t most_gaps = 8;
constexpr std::size_t most_rows = 200'000;

// Where one walk stands.
class Place {
 public:
  Place(Oid prefix, model::SnmpVersion version)
      : prefix_(std::move(prefix)), at_(prefix_), one_by_one_(version == model::SnmpVersion::v1) {}

  const Oid& at() const { return at_; }
  bool is_done() const { return done_; }

  Request next() const {
    Request request;
    request.command = one_by_one_ ? snmp::Command::get_next : snmp::Command::get_bulk;
    request.repetitions = one_by_one_ ? 0 : repetitions_;
    request.bindings.push_back({at_, snmp::Syntax::null, {}});
    return request;
  }

  // The walk ends where the prefix ends, and where an agent goes round in circles.
  void take(const Response& response, Rows& rows) {
    failures_ = 0;
    done_ = true;
    for (const snmp::Binding& binding : response.bindings) {
      done_ = !snmp::is_below(prefix_, binding.oid) || !(at_ < binding.oid) ||
              binding.syntax == snmp::Syntax::end_of_view || rows.size() >= most_rows;
      if (done_) return;
      at_ = binding.oid;
      if (snmp::is_value(binding.syntax)) rows.insert_or_assign(binding.oid, binding);
    }
  }

  // False: it stays silent here, or refuses.
  bool may_try_again() {
    repetitions_ = failures_ == 0 ? std::max(1, repetitions_ / 4) : 1;
    return ++failures_ < tries;
  }

  // To what lies behind the table's column.
  void skip() {
    failures_ = 0;
    done_ = at_.size() <= prefix_.size() + 1;
    if (done_) return;
    at_.pop_back();
    ++at_.back();
  }

 private:
  Oid prefix_;
  Oid at_;
  bool one_by_one_;  // v1 has no GETBULK
  int repetitions_ = most_repetitions;
  int failures_ = 0;
  bool done_ = false;
};

}  // namespace

platform::Awaitable<Result<Walked>> walk_agent(snmp::Agent* agent, platform::Clock* clock, Walk walk) {
  Walked walked;
  for (const Oid& prefix : walk.from) {
    Place place{prefix, agent->version()};
    while (!place.is_done()) {
      const SteadyTime deadline = std::min(walk.deadline, clock->steady() + walk.timeout);
      Request request = place.next();
      const Result<Response> response = co_await agent->exchange(std::move(request), deadline);
      if (response && response->error_status == 0) {
        place.take(*response, walked.rows);
        if (walk.on_progress) walk.on_progress(walked.rows.size(), place.at());
        continue;
      }
      // SNMP v1 says the end of its view so.
      if (response && response->error_status == snmp::no_such_name) break;
      const std::string why = response ? snmp::error_status_name(response->error_status) : response.error().message;
      const bool is_late = clock->steady() >= walk.deadline;
      if (!is_late && place.may_try_again()) continue;
      if (walked.rows.empty() && !response) co_return response.error();
      walked.gaps.push_back(fmt::format("behind {}: {}", snmp::to_string(place.at()), why));
      if (is_late || walked.gaps.size() >= most_gaps) {
        walked.gaps.back() += "; the rest is missing";
        co_return walked;
      }
      place.skip();
    }
  }
  co_return walked;
}

Rows changes(const Rows& before, const Rows& after) {
  Rows changed;
  for (const auto& [oid, binding] : after) {
    const auto old = before.find(oid);
    if (old != before.end() && old->second.syntax == binding.syntax && old->second.raw == binding.raw) continue;
    changed.emplace(oid, binding);
  }
  return changed;
}

std::string capture_text(const std::vector<std::string>& remarks, const std::vector<Moment>& moments) {
  std::string text;
  for (const std::string& remark : remarks) text += "# " + remark + "\n";
  for (const Moment& moment : moments) {
    if (&moment != &moments.front()) {
      text += fmt::format("@ {}\n", std::chrono::duration<double>(moment.at).count());
    }
    for (const auto& [oid, binding] : moment.rows) text += to_line(binding) + "\n";
  }
  return text;
}

}  // namespace holdfast::drivers::replay
