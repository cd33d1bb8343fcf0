// Supplies that have to be started: from when on they carry a service, and until when. A service that needs two of them
// waits for the later one to start and ends with the first to run dry; one that may stand on either, the other way
// round. Pure.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/continuity/energy.hpp"
#include "agent/continuity/health.hpp"
#include "agent/model/site.hpp"

namespace holdfast::continuity {

// How the generators carry one service, without batteries.
struct Carried {
  std::optional<Duration> from;  // after the loss; nothing: they never do
  NodeId last_to_start = 0;      // of those it waits for
  Lasting running;               // from their start on
  NodeId first_to_end = 0;       // whose fuel ends it, if that does
  std::optional<NodeId> untold;  // it could stand on this one, whose fuel is not known and does not count
};

class Generators {
 public:
  // `want` takes a point's full name and gives its number among the readings.
  Generators(const model::Site& site, const Graph& graph, const std::function<std::uint32_t(std::string)>& want);

  // Marks all of them in `lost`, by node: what has not started yet.
  void mark(std::vector<std::uint8_t>& lost) const;

  // `lost`: nodes that are down for good, by node. Those seen not to work do not start. By service, in their order;
  // keeps the memory of `out`. Two passes over the graph for each generator that could start.
  void work_out(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
                std::span<const std::uint8_t> lost, std::span<const NodeId> services, std::vector<Carried>& out);

 private:
  struct Generator {
    NodeId node = 0;
    Duration start{};
    std::optional<std::uint32_t> fuel;  // its level, among the readings
    std::optional<Duration> runtime;    // with a full tank
  };
  struct Running {
    const Generator* generator;
    Lasting fuel;
  };

  static Lasting fuel_of(const Generator& generator, std::span<const std::optional<double>> readings);
  void gather(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
              std::span<const std::uint8_t> lost, std::span<const NodeId> services, std::vector<Carried>& out);

  const Graph& graph_;
  std::vector<Generator> generators_;
  // of the evaluation under way
  std::vector<Running> running_;
  std::vector<std::uint8_t> off_;
  Healths health_;
};

}  // namespace holdfast::continuity
