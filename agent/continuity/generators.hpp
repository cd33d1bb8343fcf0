// Supplies that have to be started, and how long they carry services together with the batteries. Each starts its
// `start_time` after the loss and runs until its fuel ends; while those that run carry a service, its batteries rest.
// Every stretch in which they do not, before the first has started, after the last has run dry or between two, draws on
// the batteries. Pure.
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

// A service that the batteries alone would hold for a known time.
struct Waiting {
  NodeId service = 0;
  Duration by_batteries{};
};

struct Carried {
  Lasting held;                         // from the loss until the batteries give out
  std::optional<NodeId> taken_over_by;  // the supply by whose start it was carried last
  std::optional<NodeId> ended_by;       // whose end of fuel left it to the batteries for the last time
  std::optional<NodeId> too_late;       // that would have carried it, had the batteries lasted until it has started
  std::optional<NodeId> untold;         // it could stand on this one, whose fuel is not known and does not count
};

class Generators {
 public:
  // `want` takes a point's full name and gives its number among the readings.
  Generators(const model::Site& site, const Graph& graph, const std::function<std::uint32_t(std::string)>& want);

  // Marks all of them in `lost`, by node: what has not started yet.
  void mark(std::vector<std::uint8_t>& lost) const;

  // `lost`: nodes that are down for good, by node. Those seen not to work do not start. By service, in their order;
  // keeps the memory of `out`. A pass over the graph whenever one starts or ends.
  void work_out(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
                std::span<const std::uint8_t> lost, std::span<const Waiting> services, std::vector<Carried>& out);

 private:
  struct Generator {
    NodeId node = 0;
    Duration start{};
    std::optional<std::uint32_t> fuel;  // its level, among the readings
    std::optional<Duration> runtime;    // with a full tank
  };
  struct Turnover {  // one starts, or ends
    Duration at{};
    NodeId generator = 0;
    bool starts = false;
  };
  struct Ride {       // of one service, on the way through the turnovers
    Duration left{};  // in the batteries
    bool carried = false;
    bool over = false;
  };

  static Lasting fuel_of(const Generator& generator, std::span<const std::optional<double>> readings);
  void gather(std::span<const Fact> facts, std::span<const std::optional<double>> readings,
              std::span<const std::uint8_t> lost, std::span<const Waiting> services, std::vector<Carried>& out);
  std::size_t turn_over(std::size_t next);
  static void pass(Ride& ride, Duration from, Duration until, Carried& out);
  void look(Ride& ride, bool carried, std::span<const Turnover> turnovers, Carried& out) const;

  const Graph& graph_;
  std::vector<Generator> generators_;
  // of the evaluation under way
  std::vector<Turnover> turnovers_;  // in the order of time
  std::vector<Ride> rides_;          // by service
  std::vector<std::uint8_t> off_;
  Healths health_;
};

}  // namespace holdfast::continuity
