// The schedule against two references that know nothing of its way: one with fractions that tries every set of loads as
// the one that a hold is bound by, and one that tries every combination of whole holds.
#include <chrono>
#include <cmath>
#include <ctime>
#include <numeric>

#include "agent/continuity/energy.hpp"
#include "tests/continuity/energy_fixture.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::continuity {
namespace {

// Set when a fraction did not fit: what was calculated with it proves nothing.
bool overflowed = false;

std::int64_t times(std::int64_t one, std::int64_t other) {
  std::int64_t product = 0;
  overflowed = __builtin_mul_overflow(one, other, &product) || overflowed;
  return product;
}

// In lowest terms, the denominator above zero.
struct Fraction {
  std::int64_t over = 0, under = 1;
  static Fraction of(std::int64_t over, std::int64_t under) {
    const std::int64_t common = std::gcd(over, under);
    return common == 0 ? Fraction{} : Fraction{over / common, under / common};
  }
  friend Fraction operator+(Fraction a, Fraction b) {
    const std::int64_t common = std::gcd(a.under, b.under);
    std::int64_t sum = 0;
    overflowed =
        __builtin_add_overflow(times(a.over, b.under / common), times(b.over, a.under / common), &sum) || overflowed;
    return of(sum, times(a.under, b.under / common));
  }
  friend Fraction operator*(Fraction a, Fraction b) {
    const Fraction one = of(a.over, b.under), other = of(b.over, a.under);
    return {times(one.over, other.over), times(one.under, other.under)};
  }
  friend bool operator<(Fraction a, Fraction b) { return times(a.over, b.under) < times(b.over, a.under); }
  friend bool operator==(Fraction a, Fraction b) { return a.over == b.over && a.under == b.under; }
  double number() const { return static_cast<double>(over) / static_cast<double>(under); }
};

Fraction whole(int number) { return {number, 1}; }

struct Reference {
  explicit Reference(const Drawn& given) : drawn(given) {
    for (const DrawnService& service : drawn.services) {
      std::vector<std::uint32_t> set;
      bool own = false;
      for (std::uint32_t load = 0; load < drawn.loads.size(); ++load) {
        const DrawnLoad& about = drawn.loads[load];
        const bool needed = std::count(service.loads.begin(), service.loads.end(), load) != 0;
        if (about.feeds.empty() || about.use == LoadUse::spare) continue;
        own = own || needed;
        if (needed || about.use != LoadUse::claimed) set.push_back(load);
      }
      sets.push_back(own ? set : std::vector<std::uint32_t>{});
    }
  }

  // What the whole thing takes from a pool when each service is held as long as `holds` says.
  Fraction drawn_from(std::uint32_t pool, const std::vector<Fraction>& holds) const {
    Fraction sum;
    for (std::uint32_t load = 0; load < drawn.loads.size(); ++load) {
      const DrawnLoad& about = drawn.loads[load];
      if (std::count(about.feeds.begin(), about.feeds.end(), pool) == 0) continue;
      sum = sum + Fraction::of(about.watts, static_cast<int>(about.feeds.size())) * on(load, holds);
    }
    return sum;
  }

  Fraction on(std::uint32_t load, const std::vector<Fraction>& holds) const {
    Fraction longest;
    for (std::size_t service = 0; service < sets.size(); ++service)
      if (std::count(sets[service].begin(), sets[service].end(), load) != 0)
        longest = std::max(longest, holds[service]);
    return longest;
  }

  bool feasible(const std::vector<Fraction>& holds) const {
    for (std::uint32_t pool = 0; pool < drawn.pools.size(); ++pool)
      if (whole(drawn.pools[pool]) < drawn_from(pool, holds)) return false;
    return true;
  }

  // The longest feasible hold of one service while the others stay: it is its wish, or a pool is empty with just a
  // certain set of its loads burning beyond what the others ask for.
  Fraction longest(std::size_t service, const std::vector<Fraction>& holds, Fraction wish) const {
    const std::vector<std::uint32_t>& set = sets[service];
    std::vector<Fraction> tried = holds;
    tried[service] = wish;
    if (feasible(tried)) return wish;
    Fraction best = holds[service];
    std::vector<Fraction> others = holds;
    others[service] = {};
    for (std::uint32_t subset = 1; subset < (1U << set.size()); ++subset) {
      for (std::uint32_t pool = 0; pool < drawn.pools.size(); ++pool) {
        // used + watts * t = energy, where the loads of the subset are on for t and all others for what others want.
        Fraction used, watts;
        for (std::uint32_t load = 0; load < drawn.loads.size(); ++load) {
          const DrawnLoad& about = drawn.loads[load];
          if (std::count(about.feeds.begin(), about.feeds.end(), pool) == 0) continue;
          const Fraction share = Fraction::of(about.watts, static_cast<int>(about.feeds.size()));
          const auto at = std::find(set.begin(), set.end(), load) - set.begin();
          const bool raised = at < static_cast<long>(set.size()) && (subset >> at & 1) != 0;
          if (raised) watts = watts + share;
          if (!raised) used = used + share * on(load, others);
        }
        if (watts == Fraction{}) continue;
        const Fraction rest = whole(drawn.pools[pool]) + Fraction{-1, 1} * used;
        tried[service] = rest * Fraction::of(watts.under, watts.over);
        if (best < tried[service] && tried[service] < wish && feasible(tried)) best = tried[service];
      }
    }
    return best;
  }

  static constexpr int never = 1'000'000;  // stands for as long as it can be: more than any pool lasts

  std::vector<Fraction> optimum() const {
    std::vector<Fraction> holds(sets.size());
    for (const bool least : {true, false}) {
      for (std::size_t service = 0; service < sets.size(); ++service) {
        const DrawnService& about = drawn.services[service];
        const int wish = least ? std::max(about.hold_min, 0) : about.hold < 0 ? never : about.hold;
        if (!sets[service].empty()) holds[service] = longest(service, holds, whole(wish));
      }
    }
    return holds;
  }

  const Drawn& drawn;
  std::vector<std::vector<std::uint32_t>> sets;  // by service, what counts as needed
};

double held(const EnergySchedule& schedule, std::size_t service) {
  const auto time = schedule.services[service].held.known();
  return time ? std::chrono::duration<double>(*time).count() : -1;
}

std::string of_seed(std::uint32_t seed) { return "seed " + std::to_string(seed); }

// False when the fractions did not fit.
bool check_against(const Drawn& drawn, std::uint32_t seed) {
  overflowed = false;
  const Reference reference(drawn);
  const std::vector<Fraction> best = reference.optimum();
  if (overflowed) return false;
  const EnergySchedule schedule = scheduled(drawn.problem());
  for (std::size_t service = 0; service < best.size(); ++service) {
    const bool limited = !reference.sets[service].empty() && best[service] < whole(Reference::never);
    const double wanted = limited ? best[service].number() : -1;
    CHECK_TEXT(std::abs(wanted - held(schedule, service)) < 1.5e-6, of_seed(seed).c_str());
  }
  for (std::uint32_t load = 0; load < drawn.loads.size(); ++load) {
    const DrawnLoad& about = drawn.loads[load];
    if (about.feeds.empty() || about.use == LoadUse::protected_load || about.use == LoadUse::reserve) continue;
    const Fraction on = reference.on(load, best);
    const auto seen = schedule.shed_at[load].known();
    if (on < whole(Reference::never)) {
      CHECK_TEXT(seen && std::abs(std::chrono::duration<double>(*seen).count() - on.number()) < 1.5e-6,
                 of_seed(seed).c_str());
    } else {
      CHECK_TEXT(!seen, of_seed(seed).c_str());
    }
  }
  return true;
}

// What the optimum is compared by: the least holds of all, then the holds of all.
std::vector<double> worth(const Drawn& drawn, const std::vector<double>& holds) {
  std::vector<double> worth;
  for (std::size_t service = 0; service < holds.size(); ++service)
    worth.push_back(std::min<double>(holds[service], std::max(drawn.services[service].hold_min, 0)));
  worth.insert(worth.end(), holds.begin(), holds.end());
  return worth;
}

}  // namespace

TEST_GROUP(EnergyProperty){};

TEST(EnergyProperty, the_schedule_equals_the_exact_reference) {
  constexpr std::uint32_t all = 3000;
  std::uint32_t compared = 0;
  for (std::uint32_t seed = 1; seed <= all; ++seed)
    compared += check_against(drawn(seed, {1 + seed % 3, 1 + seed % 6, 1 + seed % 4}), seed) ? 1 : 0;
  CHECK(compared > all * 99 / 100);
}

TEST(EnergyProperty, no_combination_of_whole_holds_is_better) {
  constexpr int longest = 9;
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    const Drawn problem = drawn(seed, {1 + seed % 2, 1 + seed % 5, 1 + seed % 3});
    const Reference reference(problem);
    const EnergySchedule schedule = scheduled(problem.problem());
    const std::size_t services = problem.services.size();
    std::vector<double> found;
    for (std::size_t service = 0; service < services; ++service)
      found.push_back(reference.sets[service].empty() ? 0 : std::min(1e6, std::abs(held(schedule, service))));
    const std::vector<double> mine = worth(problem, found);
    std::vector<Fraction> holds(services);
    std::size_t tried = 0;
    const std::size_t all = static_cast<std::size_t>(std::pow(longest + 1, services));
    for (std::size_t code = 0; code < all; ++code) {
      std::size_t rest = code;
      bool allowed = true;
      std::vector<double> numbers;
      for (std::size_t service = 0; service < services; ++service, rest /= longest + 1) {
        const int hold = static_cast<int>(rest % (longest + 1));
        const int most = problem.services[service].hold < 0 ? longest : problem.services[service].hold;
        const bool limited = schedule.services[service].held.kind == Lasting::Kind::known;
        allowed = allowed && hold <= (limited ? most : 0);
        holds[service] = whole(hold);
        numbers.push_back(limited ? hold : found[service]);
      }
      if (!allowed || !reference.feasible(holds)) continue;
      ++tried;
      const std::vector<double> other = worth(problem, numbers);
      bool better = false;
      for (std::size_t at = 0; at < mine.size(); ++at) {
        if (std::abs(mine[at] - other[at]) < 1e-5) continue;
        better = other[at] > mine[at];
        break;
      }
      CHECK_FALSE_TEXT(better, of_seed(seed).c_str());
    }
    CHECK(tried > 0);
  }
}

TEST(EnergyProperty, never_more_is_spent_than_there_is) {
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    const Drawn problem = drawn(seed, {4, 60, 40});
    const Reference reference(problem);
    const EnergySchedule schedule = scheduled(problem.problem());
    std::vector<double> spent(problem.pools.size(), 0);
    for (std::uint32_t load = 0; load < problem.loads.size(); ++load) {
      double on = 0;
      for (std::size_t service = 0; service < reference.sets.size(); ++service)
        if (std::count(reference.sets[service].begin(), reference.sets[service].end(), load) != 0)
          on = std::max(on, held(schedule, service));
      const DrawnLoad& about = problem.loads[load];
      for (const std::uint32_t pool : about.feeds)
        spent[pool] += on * about.watts / static_cast<double>(about.feeds.size());
    }
    for (std::size_t pool = 0; pool < spent.size(); ++pool)
      CHECK_TEXT(spent[pool] <= problem.pools[pool] + 1e-3, of_seed(seed).c_str());
  }
}

// With several pools, a lower service's hold_min may use what is added elsewhere to take more of this one: then only
// the least hold of the first is sure never to shrink.
TEST(EnergyProperty, more_energy_never_shortens_the_first_hold) {
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    Drawn problem = drawn(seed, {1 + seed % 4, 1 + seed % 12, 1 + seed % 6});
    const bool one_pool = problem.pools.size() == 1;
    for (std::size_t service = 1; !one_pool && service < problem.services.size(); ++service)
      problem.services[service].hold_min = -1;
    const EnergySchedule before = scheduled(problem.problem());
    problem.pools[seed % problem.pools.size()] += 1 + static_cast<int>(seed % 100);
    const EnergySchedule after = scheduled(problem.problem());
    CHECK_TEXT(held(after, 0) >= held(before, 0) - 1e-6 || held(after, 0) < 0, of_seed(seed).c_str());
  }
}

TEST(EnergyProperty, more_energy_never_shortens_the_first_least_hold) {
  for (std::uint32_t seed = 1; seed <= 2000; ++seed) {
    Drawn problem = drawn(seed, {1 + seed % 4, 1 + seed % 12, 1 + seed % 6});
    const auto least = [&] {
      const double time = held(scheduled(problem.problem()), 0);
      return std::min<double>(time < 0 ? 1e9 : time, std::max(problem.services[0].hold_min, 0));
    };
    const double before = least();
    problem.pools[seed % problem.pools.size()] += 1 + static_cast<int>(seed % 100);
    CHECK_TEXT(least() >= before - 1e-6, of_seed(seed).c_str());
  }
}

TEST(EnergyProperty, the_order_of_pools_and_loads_does_not_matter) {
  std::mt19937 chance(7);
  for (std::uint32_t seed = 1; seed <= 500; ++seed) {
    const Drawn problem = drawn(seed, {3, 1 + seed % 20, 1 + seed % 8});
    const std::vector<std::uint32_t> pools = some_of(chance, 3, 3, 3);
    const auto all = static_cast<std::uint32_t>(problem.loads.size());
    const std::vector<std::uint32_t> loads = some_of(chance, all, all, all);  // the new place of each
    Drawn other = problem;
    for (std::uint32_t pool = 0; pool < 3; ++pool) other.pools[pools[pool]] = problem.pools[pool];
    for (std::uint32_t load = 0; load < all; ++load) {
      other.loads[loads[load]] = problem.loads[load];
      for (std::uint32_t& pool : other.loads[loads[load]].feeds) pool = pools[pool];
    }
    for (DrawnService& service : other.services) {
      for (std::uint32_t& load : service.loads) load = loads[load];
      std::reverse(service.loads.begin(), service.loads.end());
    }
    const EnergySchedule one = scheduled(problem.problem());
    const EnergySchedule two = scheduled(other.problem());
    for (std::size_t service = 0; service < problem.services.size(); ++service)
      CHECK_TEXT(std::abs(held(one, service) - held(two, service)) < 2.5e-6, of_seed(seed).c_str());
    for (std::uint32_t load = 0; load < all; ++load) {
      CHECK(one.shed_at[load].kind == two.shed_at[loads[load]].kind);
      CHECK(std::abs((one.shed_at[load].time - two.shed_at[loads[load]].time).count()) <= 2);
    }
  }
}

#ifdef __SANITIZE_THREAD__
constexpr double limit_us = 50000;
#else
constexpr double limit_us = 5000;  // generous: this build may be unoptimised
#endif

TEST(EnergyProperty, a_large_site_takes_a_few_milliseconds_at_most) {
  constexpr int rounds = 200;
  std::vector<EnergyProblem> problems;
  for (std::uint32_t seed = 1; seed <= rounds; ++seed) problems.push_back(drawn(seed, {4, 60, 40}, 60).problem());
  EnergyScheduler scheduler;
  EnergySchedule schedule;
  scheduler.work_out(problems[0], schedule);
  const std::clock_t begin = std::clock();  // of the processor: the machine may be busy with something else
  for (const EnergyProblem& problem : problems) scheduler.work_out(problem, schedule);
  const double took_us = 1e6 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / rounds;
  UT_PRINT(("40 services, 60 loads, 4 pools: " + std::to_string(took_us) + " us").c_str());
  CHECK(took_us < limit_us);
}

}  // namespace holdfast::continuity
