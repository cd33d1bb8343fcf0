#include "agent/continuity/generators.hpp"

#include <algorithm>
#include <cmath>

namespace holdfast::continuity {

Generators::Generators(const model::Site& site, const Graph& graph,
                       const std::function<std::uint32_t(std::string)>& want)
    : graph_(graph) {
  for (const auto& [id, source] : site.sources) {
    if (!source.start_time) continue;
    Generator generator{*graph.find("source." + id), *source.start_time, std::nullopt, source.runtime};
    if (!source.fuel.empty()) generator.fuel = want(source.fuel);
    generators_.push_back(generator);
  }
}

void Generators::mark(std::vector<std::uint8_t>& lost) const {
  for (const Generator& generator : generators_) lost[generator.node] = 1;
}

Lasting Generators::fuel_of(const Generator& generator, std::span<const std::optional<double>> readings) {
  if (!generator.fuel) return generator.runtime ? Lasting::of(*generator.runtime) : Lasting{};
  const auto& level = readings[*generator.fuel];
  if (!level || std::isnan(*level)) return Lasting::unknown();
  if (*level <= 0) return Lasting::of(Duration{});
  if (!generator.runtime) return {};
  return Lasting::told(std::chrono::duration<double>(*generator.runtime).count() * std::min(*level, 100.0) / 100.0);
}

// Those that can start and whose fuel is known.
void Generators::gather(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
                        std::span<const std::uint8_t> lost, std::span<const NodeId> services,
                        std::vector<Carried>& out) {
  running_.clear();
  for (const Generator& generator : generators_) {
    if (lost[generator.node] != 0 || facts[generator.node].up == detect::Truth::no) continue;
    const Lasting fuel = fuel_of(generator, readings);
    if (fuel.kind != Lasting::Kind::unknown) {
      running_.push_back({&generator, fuel});
      continue;
    }
    for (std::size_t i = 0; i < services.size(); ++i)
      if (graph_.rests_on(services[i], generator.node)) out[i].untold = generator.node;
  }
}

void Generators::work_out(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
                          std::span<const std::uint8_t> lost, std::span<const NodeId> services,
                          std::vector<Carried>& out) {
  out.assign(services.size(), Carried{});
  gather(facts, readings, lost, services, out);
  off_.assign(lost.begin(), lost.end());
  mark(off_);
  std::ranges::sort(running_, {}, [](const Running& each) { return each.generator->start; });
  for (const Running& next : running_) {
    off_[next.generator->node] = 0;
    continuity::work_out(graph_, facts, off_, Outlook::lasting, health_);
    for (std::size_t i = 0; i < services.size(); ++i) {
      if (out[i].from || !is_up(health_.of(services[i]))) continue;
      out[i].from = next.generator->start;
      out[i].last_to_start = next.generator->node;
    }
  }
  std::erase_if(running_, [](const Running& each) { return each.fuel.kind == Lasting::Kind::unlimited; });
  std::ranges::sort(running_, {}, [](const Running& each) { return each.fuel.time; });
  for (const Running& next : running_) {
    off_[next.generator->node] = 1;
    continuity::work_out(graph_, facts, off_, Outlook::lasting, health_);
    for (std::size_t i = 0; i < services.size(); ++i) {
      const bool runs = out[i].from && out[i].running.kind == Lasting::Kind::unlimited;
      if (!runs || is_up(health_.of(services[i]))) continue;
      out[i].running = next.fuel;
      out[i].first_to_end = next.generator->node;
    }
  }
}

}  // namespace holdfast::continuity
