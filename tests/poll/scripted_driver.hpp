// A device that does what a test tells it, in virtual time: answers after a latency, falls silent, loses rows, refuses.
// It keeps a log of every call, by which tests judge the poller.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "drivers/driver.hpp"

namespace holdfast::testing {

// What a test sees and sets; outlives the driver.
struct Script {
  enum class Mood { answers, silent, refuses_writes };
  struct Call {
    std::string what;  // "read" or "write"
    std::vector<drivers::Target> targets;
    SteadyTime at;
    Duration patience;  // from the call to its deadline
  };

  Mood mood = Mood::answers;
  std::optional<drivers::Target> deaf_to;  // a read that asks for this is not answered
  Duration latency = std::chrono::milliseconds{2};
  std::map<drivers::Target, model::Value> values;                           // what it has; a whole table: its rows
  std::map<drivers::Target, std::pair<model::Quality, model::Reason>> odd;  // answered as bad
  std::vector<Call> calls;
  int renewed = 0;
  int in_flight = 0;
  int most_in_flight = 0;

  std::size_t reads() const { return count("read"); }
  std::size_t writes() const { return count("write"); }
  std::size_t count(const std::string& what) const {
    return static_cast<std::size_t>(
        std::count_if(calls.begin(), calls.end(), [&](const Call& c) { return c.what == what; }));
  }
  std::size_t reads_of(const drivers::Target& target) const {
    return static_cast<std::size_t>(std::count_if(calls.begin(), calls.end(), [&](const Call& c) {
      return c.what == "read" && std::find(c.targets.begin(), c.targets.end(), target) != c.targets.end();
    }));
  }
};

class ScriptedDriver final : public drivers::Driver {
 public:
  ScriptedDriver(platform::Clock& clock, Script& script) : clock_(clock), script_(script) {}

  drivers::Awaitable<Result<std::vector<drivers::Reading>>> read(std::vector<drivers::Target> targets,
                                                                 SteadyTime deadline) override {
    script_.calls.push_back({"read", targets, clock_.steady(), deadline - clock_.steady()});
    const bool deaf = script_.deaf_to && std::find(targets.begin(), targets.end(), *script_.deaf_to) != targets.end();
    const Result<void> heard = co_await exchange(deadline, deaf);
    if (!heard) co_return heard.error();
    std::vector<drivers::Reading> readings;
    for (const drivers::Target& target : targets) answer(target, readings);
    co_return readings;
  }

  drivers::Awaitable<Result<void>> write(drivers::Target target, model::Value value, SteadyTime deadline) override {
    script_.calls.push_back({"write", {target}, clock_.steady(), deadline - clock_.steady()});
    Result<void> heard = co_await exchange(deadline);
    if (!heard) co_return heard;
    if (script_.mood == Script::Mood::refuses_writes) co_return make_error(Code::device_refused, "illegal data value");
    script_.values[target] = std::move(value);
    co_return Result<void>{};
  }

  drivers::Awaitable<Result<std::vector<drivers::WalkRow>>> walk(std::string, SteadyTime) override {
    co_return make_error(Code::internal, "not scripted");
  }

  void renew() override { ++script_.renewed; }

 private:
  // Counts down even when the waiting task is cancelled.
  struct Flight {
    explicit Flight(Script& a_script) : script(a_script) {
      script.most_in_flight = std::max(script.most_in_flight, ++script.in_flight);
    }
    ~Flight() { --script.in_flight; }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;
    Script& script;
  };

  drivers::Awaitable<Result<void>> exchange(SteadyTime deadline, bool deaf = false) {
    const Flight flight(script_);
    const SteadyTime answer_at = clock_.steady() + script_.latency;
    const Duration patience = std::min<Duration>(deadline - clock_.steady(), std::chrono::milliseconds{500});
    const bool silent = deaf || script_.mood == Script::Mood::silent || script_.latency > patience;
    const SteadyTime until = silent ? clock_.steady() + patience : answer_at;
    co_await clock_.wait_until(until);
    if (silent)
      co_return make_error(Code::no_contact, "no answer within {} ms", patience / std::chrono::milliseconds{1});
    co_return Result<void>{};
  }

  void answer(const drivers::Target& target, std::vector<drivers::Reading>& readings) const {
    const auto odd = script_.odd.find(target);
    if (odd != script_.odd.end()) {
      readings.push_back({target.spec, target.row, std::nullopt, odd->second.first, odd->second.second});
      return;
    }
    for (const auto& [has, value] : script_.values) {
      if (has == target || (has.spec == target.spec && !target.row)) {
        readings.push_back({has.spec, has.row, value, model::Quality::good, model::Reason::none});
      }
    }
  }

  platform::Clock& clock_;
  Script& script_;
};

}  // namespace holdfast::testing
