// Energy problems for tests: by seed, and written down in one line. Whole numbers throughout, so that a reference can
// calculate with fractions.
#pragma once

#include <algorithm>
#include <random>
#include <vector>

#include "agent/continuity/energy.hpp"

namespace holdfast::continuity {

struct Size {
  std::uint32_t pools = 1, loads = 1, services = 1;
};

struct DrawnLoad {
  int watts = 0;
  LoadUse use = LoadUse::claimed;
  std::vector<std::uint32_t> feeds;
};

struct DrawnService {
  std::vector<std::uint32_t> loads;
  int hold_min = -1, hold = -1;  // seconds; -1: none
};

struct Drawn {
  std::vector<int> pools;  // watt seconds
  std::vector<DrawnLoad> loads;
  std::vector<DrawnService> services;

  EnergyProblem problem() const {
    const auto span = [](int seconds) {
      return seconds < 0 ? std::nullopt : std::optional<Duration>(std::chrono::seconds{seconds});
    };
    EnergyProblem made;
    for (const int energy : pools) made.add_pool({energy / 3600.0, 0});
    for (const DrawnLoad& load : loads) made.add_load(load.watts, load.use, load.feeds);
    for (const DrawnService& service : services)
      made.add_service(service.loads, span(service.hold_min), span(service.hold));
    return made;
  }
};

inline std::vector<std::uint32_t> some_of(std::mt19937& chance, std::uint32_t of, std::uint32_t least,
                                          std::uint32_t most) {
  std::vector<std::uint32_t> all(of);
  for (std::uint32_t at = 0; at < of; ++at) all[at] = at;
  std::shuffle(all.begin(), all.end(), chance);
  all.resize(std::min(of, least + static_cast<std::uint32_t>(chance() % (most - least + 1))));
  return all;
}

// `unit`: all times are multiples of it, in seconds.
inline Drawn drawn(std::uint32_t seed, const Size& size, int unit = 1) {
  std::mt19937 chance(seed);
  const auto below = [&](std::uint32_t limit) { return static_cast<int>(chance() % limit); };
  Drawn made;
  for (std::uint32_t pool = 0; pool < size.pools; ++pool) made.pools.push_back(below(40) * 12 * unit);
  for (std::uint32_t load = 0; load < size.loads; ++load) {
    constexpr LoadUse uses[] = {LoadUse::claimed, LoadUse::claimed,        LoadUse::claimed, LoadUse::claimed,
                                LoadUse::reserve, LoadUse::protected_load, LoadUse::spare,   LoadUse::unclaimed};
    DrawnLoad one{below(5) * 6, uses[chance() % 8], some_of(chance, size.pools, below(6) == 0 ? 0 : 1, 2)};
    made.loads.push_back(std::move(one));
  }
  for (std::uint32_t service = 0; service < size.services; ++service) {
    DrawnService one;
    one.loads = some_of(chance, size.loads, 1, 3);
    if (below(2) == 0) one.hold_min = below(8) * unit;
    if (below(3) != 0) one.hold = std::max(one.hold_min, 0) + below(10) * unit;
    made.services.push_back(std::move(one));
  }
  return made;
}

inline EnergySchedule scheduled(const EnergyProblem& problem) {
  EnergyScheduler scheduler;
  EnergySchedule schedule;
  scheduler.work_out(problem, schedule);
  return schedule;
}

}  // namespace holdfast::continuity
