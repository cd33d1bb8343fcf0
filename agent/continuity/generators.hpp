// Supplies that have to be started, and how long they carry services together with the batteries. Each starts its
// `start_time` after the loss, or runs already, and runs until its fuel ends. Whatever they do not carry draws on the
// batteries: before the first has started, after the last has run dry, and between two. While they carry a service its
// batteries rest, if every UPS that it stands on has input again; a battery that runs down meanwhile is not there
// afterwards. Pure.
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
struct Rider {
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

  // Marks in `lost`, by node, all of them; or those that have not started yet. One runs when it is there and no supply
  // that needs no start is.
  void mark(std::vector<std::uint8_t>& lost) const;
  void mark_resting(std::vector<std::uint8_t>& lost, std::span<const Fact> facts) const;

  struct Situation {
    std::span<const Fact> facts;                      // by node: those seen not to work do not start
    std::span<const std::optional<double>> readings;  // of what was wanted
    std::span<const std::uint8_t> lost;               // by node: down for good
    std::span<const std::uint8_t> on_battery;         // by node: a UPS that lives and has no input
  };
  // By rider, in their order; keeps the memory of `out`. A pass over the graph whenever one starts or ends.
  void work_out(const Situation& situation, std::span<const Rider> riders, std::vector<Carried>& out);

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
    bool rests = false;  // no battery runs down
    bool over = false;
  };

  bool runs(const Generator& generator, std::span<const Fact> facts) const;
  static Lasting fuel_of(const Generator& generator, std::span<const std::optional<double>> readings);
  void gather(const Situation& situation, std::span<const Rider> riders, std::vector<Carried>& out);
  std::size_t turn_over(std::size_t next);
  static void pass(Ride& ride, Duration from, Duration until, Carried& out);
  void look(const Rider& rider, std::span<const Turnover> turnovers, Ride& ride, Carried& out) const;
  bool has_input_everywhere(NodeId service, std::span<const std::uint8_t> on_battery) const;

  const Graph& graph_;
  std::vector<Generator> generators_;
  std::vector<NodeId> at_hand_;  // supplies that need no start
  std::vector<NodeId> upses_;
  // of the evaluation under way
  std::vector<Turnover> turnovers_;  // in the order of time
  std::vector<Ride> rides_;          // by rider
  std::vector<std::uint8_t> off_;
  Healths health_;
};

}  // namespace holdfast::continuity
