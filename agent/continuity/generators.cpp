#include "agent/continuity/generators.hpp"

#include <algorithm>
#include <cmath>

namespace holdfast::continuity {

Generators::Generators(const model::Site& site, const Graph& graph,
                       const std::function<std::uint32_t(std::string)>& want)
    : graph_(graph) {
  for (const auto& [id, source] : site.sources) {
    if (!source.start_time) {
      at_hand_.push_back(*graph.find("source." + id));
      continue;
    }
    Generator generator{*graph.find("source." + id), *source.start_time, std::nullopt, source.runtime};
    if (!source.fuel.empty()) generator.fuel = want(source.fuel);
    generators_.push_back(generator);
  }
  for (NodeId node = 0; node < graph.size(); ++node)
    if (graph[node].is_ups) upses_.push_back(node);
}

void Generators::mark(std::vector<std::uint8_t>& lost) const {
  for (const Generator& generator : generators_) lost[generator.node] = 1;
}

void Generators::mark_resting(std::vector<std::uint8_t>& lost, std::span<const Fact> facts) const {
  for (const Generator& generator : generators_)
    if (!runs(generator, facts)) lost[generator.node] = 1;
}

bool Generators::runs(const Generator& generator, std::span<const Fact> facts) const {
  return facts[generator.node].up == detect::Truth::yes &&
         std::ranges::all_of(at_hand_, [&](NodeId supply) { return facts[supply].up == detect::Truth::no; });
}

Lasting Generators::fuel_of(const Generator& generator, std::span<const std::optional<double>> readings) {
  if (!generator.fuel) return generator.runtime ? Lasting::of(*generator.runtime) : Lasting{};
  const auto& level = readings[*generator.fuel];
  if (!level || std::isnan(*level)) return Lasting::unknown();
  if (*level <= 0) return Lasting::of(Duration{});
  if (!generator.runtime) return {};
  return Lasting::told(std::chrono::duration<double>(*generator.runtime).count() * std::min(*level, 100.0) / 100.0);
}

// When those start and end that can start and whose fuel is known.
void Generators::gather(const Situation& situation, std::span<const Rider> riders, std::vector<Carried>& out) {
  turnovers_.clear();
  for (const Generator& generator : generators_) {
    if (situation.lost[generator.node] != 0 || situation.facts[generator.node].up == detect::Truth::no) continue;
    const Lasting fuel = fuel_of(generator, situation.readings);
    if (fuel.kind == Lasting::Kind::unknown) {
      for (std::size_t i = 0; i < riders.size(); ++i)
        if (graph_.rests_on(riders[i].service, generator.node)) out[i].untold = generator.node;
      continue;
    }
    if (fuel == Lasting::of(Duration{})) continue;
    const Duration start = runs(generator, situation.facts) ? Duration{} : generator.start;
    turnovers_.push_back({start, generator.node, true});
    if (const auto time = fuel.known()) turnovers_.push_back({start + *time, generator.node, false});
  }
  std::ranges::sort(turnovers_, {}, &Turnover::at);
}

// Does all that is due at the time of `next`; the number of the one after.
std::size_t Generators::turn_over(std::size_t next) {
  const Duration at = turnovers_[next].at;
  for (; next < turnovers_.size() && turnovers_[next].at == at; ++next)
    off_[turnovers_[next].generator] = turnovers_[next].starts ? 0 : 1;
  return next;
}

void Generators::pass(Ride& ride, Duration from, Duration until, Carried& out) {
  if (ride.over || (ride.carried && ride.rests)) return;
  const Duration taken = std::min(ride.left, until - from);
  ride.left -= taken;
  if (ride.carried || taken == until - from) return;
  ride.over = true;
  out.held = Lasting::of(from + taken);
}

// Whether it is carried from now on, and by whose doing.
void Generators::look(const Rider& rider, std::span<const Turnover> turnovers, Ride& ride, Carried& out) const {
  const bool carried = is_up(health_.of(rider.service));
  if (carried == ride.carried) return;
  ride.carried = carried;
  if (carried && !ride.over) out.ended_by.reset();
  for (const Turnover& each : turnovers) {
    if (each.starts != carried || !graph_.rests_on(rider.service, each.generator)) continue;
    if (!ride.over) {
      (carried ? out.taken_over_by : out.ended_by) = each.generator;
    } else if (carried && !out.too_late) {
      out.too_late = each.generator;
    }
  }
}

bool Generators::has_input_everywhere(NodeId service, std::span<const std::uint8_t> on_battery) const {
  return std::ranges::all_of(upses_, [&](NodeId ups) {
    return on_battery[ups] == 0 || is_up(health_.alive[ups]) || !graph_.rests_on(service, ups);
  });
}

void Generators::work_out(const Situation& situation, std::span<const Rider> riders, std::vector<Carried>& out) {
  out.assign(riders.size(), Carried{});
  gather(situation, riders, out);
  rides_.clear();
  for (const Rider& rider : riders) rides_.push_back({rider.by_batteries});
  off_.assign(situation.lost.begin(), situation.lost.end());
  mark(off_);
  Duration now{};
  for (std::size_t next = 0; next < turnovers_.size();) {
    const std::size_t first = next;
    next = turn_over(first);
    continuity::work_out(graph_, situation.facts, off_, Outlook::lasting, health_);
    const Duration at = turnovers_[first].at;
    const std::span due{turnovers_.data() + first, next - first};
    for (std::size_t i = 0; i < riders.size(); ++i) {
      pass(rides_[i], now, at, out[i]);
      look(riders[i], due, rides_[i], out[i]);
      rides_[i].rests = has_input_everywhere(riders[i].service, situation.on_battery);
    }
    now = at;
  }
  for (std::size_t i = 0; i < riders.size(); ++i)
    if (!rides_[i].over) out[i].held = rides_[i].carried ? Lasting{} : Lasting::of(now + rides_[i].left);
}

}  // namespace holdfast::continuity
