#include "agent/continuity/energy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace holdfast::continuity {

namespace {

constexpr double for_ever = std::numeric_limits<double>::infinity();
constexpr double longest = 1e9;  // seconds, thirty years: beyond it a hold counts as unlimited

double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

// To the nearest microsecond, as every Duration.
Lasting lasting(double seconds) {
  if (!(seconds < longest)) return {};
  return Lasting::of(Duration{std::llround(std::max(seconds, 0.0) * 1e6)});
}

bool is_common(LoadUse use) {
  return use == LoadUse::unclaimed || use == LoadUse::reserve || use == LoadUse::protected_load;
}

}  // namespace

std::optional<Duration> Lasting::known() const {
  if (kind != Kind::known) return std::nullopt;
  return time;
}

Lasting Lasting::told(double seconds) {
  if (std::isnan(seconds) || seconds < 0) return unknown();
  return lasting(seconds);
}

void EnergyProblem::clear() {
  pools.clear();
  loads.clear();
  services.clear();
  feeds.clear();
  needs.clear();
}

void EnergyProblem::add_pool(EnergyPool pool) {
  if (pool.available_wh && !(*pool.available_wh >= 0 && std::isfinite(*pool.available_wh))) pool.available_wh.reset();
  pools.push_back(pool);
}

void EnergyProblem::add_load(std::optional<double> watts, LoadUse use, std::span<const std::uint32_t> fed_by) {
  if (watts && !(*watts >= 0 && std::isfinite(*watts))) watts.reset();
  loads.push_back({watts, use, static_cast<std::uint32_t>(feeds.size()), static_cast<std::uint32_t>(fed_by.size())});
  feeds.insert(feeds.end(), fed_by.begin(), fed_by.end());
}

void EnergyProblem::add_service(std::span<const std::uint32_t> own, std::optional<Duration> hold_min,
                                std::optional<Duration> hold) {
  services.push_back(
      {static_cast<std::uint32_t>(needs.size()), static_cast<std::uint32_t>(own.size()), hold_min, hold});
  needs.insert(needs.end(), own.begin(), own.end());
}

std::span<const std::uint32_t> EnergyProblem::feeds_of(const EnergyLoad& load) const {
  return std::span(feeds).subspan(load.first_feed, load.feeds);
}

std::span<const std::uint32_t> EnergyProblem::needs_of(const EnergyService& service) const {
  return std::span(needs).subspan(service.first_need, service.needs);
}

double EnergyProblem::share_of(const EnergyLoad& load) const {
  return load.feeds == 0 ? 0 : load.watts.value_or(0) / load.feeds;
}

void EnergyScheduler::work_out(const EnergyProblem& problem, EnergySchedule& out) {
  begin(problem, out);
  const auto services = static_cast<std::uint32_t>(problem.services.size());
  for (const Stage stage : {Stage::least, Stage::wish})
    for (std::uint32_t service = 0; service < services; ++service) grant(service, stage, out);
  for (std::uint32_t service = 0; service < services; ++service)
    out.services[service].without_shedding = without_shedding(service);
  for (std::uint32_t load = 0; load < problem.loads.size(); ++load)
    out.shed_at[load] = shed_at(problem.loads[load], load);
}

void EnergyScheduler::begin(const EnergyProblem& problem, EnergySchedule& out) {
  problem_ = &problem;
  left_.clear();
  lost_.assign(problem.pools.size(), std::nullopt);
  for (std::uint32_t pool = 0; pool < problem.pools.size(); ++pool) {
    left_.push_back(problem.pools[pool].available_wh.value_or(0) * 3600);
    if (!problem.pools[pool].available_wh) lost_[pool] = Binding{Binding::Kind::unknown_pool, pool};
  }
  slope_.assign(problem.pools.size(), 0);
  all_watts_.assign(problem.pools.size(), 0);
  lasting_watts_.assign(problem.pools.size(), 0);
  on_.assign(problem.loads.size(), 0);
  on_unknown_.assign(problem.loads.size(), 0);
  picked_.assign(problem.loads.size(), 0);
  common_.clear();
  for (std::uint32_t index = 0; index < problem.loads.size(); ++index) {
    const EnergyLoad& load = problem.loads[index];
    if (load.feeds == 0) continue;
    if (is_common(load.use)) common_.push_back(index);
    const bool lasts = load.use == LoadUse::protected_load || load.use == LoadUse::reserve;
    for (const std::uint32_t pool : problem.feeds_of(load)) {
      all_watts_[pool] += load.watts ? problem.share_of(load) : std::nan("");
      if (lasts) lasting_watts_[pool] += problem.share_of(load);
    }
  }
  out.shed_at.assign(problem.loads.size(), Lasting{});
  out.services.assign(problem.services.size(), ServiceHold{});
}

// What every service needs too is no reason to call this one limited by energy.
bool EnergyScheduler::draws(const EnergyService& service) const {
  const auto needs = problem_->needs_of(service);
  return std::any_of(needs.begin(), needs.end(), [&](std::uint32_t load) {
    return problem_->loads[load].feeds != 0 && problem_->loads[load].use != LoadUse::spare;
  });
}

void EnergyScheduler::gather(const EnergyService& service) {
  set_ = common_;
  for (const std::uint32_t load : common_) picked_[load] = 1;
  for (const std::uint32_t load : problem_->needs_of(service)) {
    const EnergyLoad& about = problem_->loads[load];
    if (picked_[load] != 0 || about.feeds == 0 || about.use == LoadUse::spare) continue;
    picked_[load] = 1;
    set_.push_back(load);
  }
  for (const std::uint32_t load : set_) picked_[load] = 0;
  std::sort(set_.begin(), set_.end(), [&](std::uint32_t one, std::uint32_t other) { return on_[one] < on_[other]; });
}

// The first thing unknown that the loads at hand depend on.
std::optional<Binding> EnergyScheduler::unknown_in_reach() const {
  for (const std::uint32_t load : set_) {
    if (!problem_->loads[load].watts) return Binding{Binding::Kind::unknown_watts, load};
    for (const std::uint32_t pool : problem_->feeds_of(problem_->loads[load]))
      if (lost_[pool]) return lost_[pool];
  }
  return std::nullopt;
}

// From here on nobody knows what is left in the pools of the loads at hand.
void EnergyScheduler::give_up(Binding why) {
  for (const std::uint32_t load : set_) {
    on_unknown_[load] = 1;
    for (const std::uint32_t pool : problem_->feeds_of(problem_->loads[load]))
      if (!lost_[pool]) lost_[pool] = why;
  }
}

void EnergyScheduler::grant(std::uint32_t service, Stage stage, EnergySchedule& out) {
  const EnergyService& about = problem_->services[service];
  ServiceHold& hold = out.services[service];
  if (!draws(about) || (stage == Stage::least && !about.hold_min)) return;
  const double least = about.hold_min ? seconds(*about.hold_min) : 0;
  const double most = about.hold ? std::max(seconds(*about.hold), least) : for_ever;
  const double wish = stage == Stage::least ? std::min(least, most) : most;
  gather(about);
  const double paid = on_[set_.front()];  // all of its loads are on until then
  if (const auto unknown = unknown_in_reach(); unknown && wish > paid) {
    hold.held = Lasting::unknown();
    hold.binding = *unknown;
    give_up(*unknown);
    return;
  }
  hold.binding = {Binding::Kind::wish, 0};
  const double reached = walk(wish, hold.binding);
  hold.held = lasting(reached);
  if (hold.held.kind == Lasting::Kind::unlimited) hold.binding = {};
}

// Raises the loads at hand from break to break, until `wish` or until a pool is empty; returns where it ended.
double EnergyScheduler::walk(double wish, Binding& binding) {
  std::fill(slope_.begin(), slope_.end(), 0.0);
  std::size_t next = 0;
  double at = std::min(on_[set_.front()], wish);
  while (at < wish) {
    for (; next < set_.size() && on_[set_[next]] <= at; ++next) {
      const EnergyLoad& load = problem_->loads[set_[next]];
      for (const std::uint32_t pool : problem_->feeds_of(load)) slope_[pool] += problem_->share_of(load);
    }
    const double goal = next < set_.size() ? std::min(wish, on_[set_[next]]) : wish;
    double step = goal - at;
    std::optional<std::uint32_t> empty;
    for (std::uint32_t pool = 0; pool < slope_.size(); ++pool) {
      if (slope_[pool] <= 0 || left_[pool] / slope_[pool] >= step) continue;
      step = left_[pool] / slope_[pool];
      empty = pool;
    }
    for (std::uint32_t pool = 0; pool < slope_.size(); ++pool)
      if (slope_[pool] > 0) left_[pool] = std::max(0.0, left_[pool] - step * slope_[pool]);
    if (empty) {
      left_[*empty] = 0;
      binding = {Binding::Kind::pool, *empty};
      at += step;
      break;
    }
    at = goal;
  }
  for (const std::uint32_t load : set_) on_[load] = std::max(on_[load], at);
  return at;
}

Lasting EnergyScheduler::without_shedding(std::uint32_t service) const {
  const EnergyService& about = problem_->services[service];
  if (!draws(about)) return {};
  double least = for_ever;
  bool unknown = false;
  const auto weigh = [&](std::uint32_t load) {
    if (problem_->loads[load].use == LoadUse::spare) return;
    for (const std::uint32_t pool : problem_->feeds_of(problem_->loads[load])) {
      unknown = unknown || !problem_->pools[pool].available_wh || std::isnan(all_watts_[pool]);
      if (all_watts_[pool] > 0)
        least = std::min(least, problem_->pools[pool].available_wh.value_or(0) * 3600 / all_watts_[pool]);
    }
  };
  for (const std::uint32_t load : problem_->needs_of(about)) weigh(load);
  for (const std::uint32_t load : common_) weigh(load);
  return unknown ? Lasting::unknown() : lasting(least);
}

Lasting EnergyScheduler::shed_at(const EnergyLoad& load, std::uint32_t index) const {
  if (load.feeds == 0 || load.use == LoadUse::protected_load) return {};
  if (load.use == LoadUse::spare) return Lasting::of({});
  if (load.use == LoadUse::reserve) return reserve_until(load, index);
  return on_unknown_[index] != 0 ? Lasting::unknown() : lasting(on_[index]);
}

// When all else is off, protected and reserve loads go on from what is left and what was set aside.
Lasting EnergyScheduler::reserve_until(const EnergyLoad& load, std::uint32_t index) const {
  double until = for_ever;
  for (const std::uint32_t pool : problem_->feeds_of(load)) {
    if (lost_[pool] || !load.watts) return Lasting::unknown();
    const double energy = left_[pool] + problem_->pools[pool].reserve_wh * 3600;
    if (lasting_watts_[pool] > 0) until = std::min(until, on_[index] + energy / lasting_watts_[pool]);
  }
  return lasting(until);
}

}  // namespace holdfast::continuity
