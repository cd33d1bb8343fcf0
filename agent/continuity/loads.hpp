// From a site to its energy problem: what feeds each load, how much each battery holds, and which loads each service
// stands on. The structure is worked out once; problem() then reads one situation. Pure.
//
// The loads of a service power a device in its needs (directly or through links, systems, services), or stand on the
// way of power or reach of such a device. The ways are those of the graph: a device that only feeds others must be
// alive, nobody has to reach it. Of a link or uplink every alternative counts, for the standby path stays alive; of
// anything else as many of the first that are up as the rule wants. A load powers what it says in `powers`; if it says
// nothing, whatever is powered by its outlet. Whoever needs an outlet needs the load on it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/continuity/energy.hpp"
#include "agent/continuity/graph.hpp"
#include "agent/continuity/health.hpp"

namespace holdfast::continuity {

// What a person should look at: "load-unclaimed", "load-without-watts", "load-on-no-ups", "load-spare-and-needed",
// "load-undeclared".
struct LoadFinding {
  std::string code;
  std::string subject;  // "load.lobby"; of what nobody declared the UPS, "device.ups-main"
  std::string text;
};

class LoadMap {
 public:
  // `graph` is of `site` and outlives this; `site` is only read here.
  LoadMap(const Graph& graph, const model::Site& site);

  // The points that problem() wants to know, by full name; not all of them exist. Loads are numbered as in
  // load_names().
  const std::vector<std::string>& points() const { return points_; }
  const std::vector<std::string>& load_names() const { return names_; }

  struct Situation {
    const Healths& health;                            // with batteries holding: present or what_if
    const Healths& present;                           // as things are: what an outlet that is alive measures counts
    std::span<const std::uint8_t> on_battery;         // by node: a UPS that lives and has no input
    std::span<const std::optional<double>> readings;  // of points(), present ones only; base units, % as 0 to 100
    std::span<const NodeId> ranked;                   // services that claim energy, the first rank first
    std::span<const Duration> spent = {};             // of ranked, how much of its hold is over; or empty
  };
  // A load with a feed that lives without batteries draws from no pool, and so does one whose feeds are all dead.
  // Keeps the memory of `out`.
  void problem(const Situation& situation, EnergyProblem& out);
  const std::vector<NodeId>& pools() const { return pools_; }  // of the last problem: the UPS of each

  // What is without power when a load is switched off: its outlet, else the devices that it powers.
  std::vector<NodeId> goes_dark(std::uint32_t load) const;

  // Of the structure, and of the watts in a problem that was made here; `pools`: the UPS of each of its pools.
  std::vector<LoadFinding> findings(const EnergyProblem& problem, std::span<const NodeId> pools) const;

 private:
  struct Feeding {  // what a search for feeds has found
    bool live = false;
    std::vector<NodeId> ups;
  };
  struct Entry {
    std::vector<NodeId> feeds;
    std::vector<NodeId> powers;           // as the files say
    std::vector<std::uint32_t> measured;  // points: realpower of each of its outlets
    std::optional<double> declared;
    LoadUse use = LoadUse::claimed;
    bool on_ups = false;
    bool needed = false;  // some service could
  };
  struct Ups {
    NodeId node = 0;
    std::uint32_t first_point = 0;
    std::optional<double> capacity_wh;
  };
  struct Wishes {
    std::optional<Duration> hold_min, hold;
  };
  using Words = std::uint64_t;
  // Of a way of power. Load refuses circles; this only keeps a wrong graph from harm.
  static constexpr int deepest = 64;
  enum class Layer { alive, usable };
  enum class Alternatives { first_up, all };

  void add_load(const model::Load& load, const std::string& id);
  void add_ups(NodeId node, const model::Site& site);
  std::uint32_t want(std::string point);
  void claim();  // finds out which loads some service could need
  static LoadUse use_of(const model::Load& load);

  void trace(NodeId node, const Situation& situation, int depth, Feeding& out) const;
  void trace(const Rule& rule, const Situation& situation, int depth, Feeding& out) const;
  std::optional<double> watts(const Entry& load, const Situation& situation) const;
  static std::optional<double> delivered_watts(const Ups& ups, const Situation& situation);
  std::optional<double> energy_wh(const Ups& ups, std::optional<double> watts, const Situation& situation) const;
  static std::optional<double> planned_watts(const EnergyProblem& problem, std::uint32_t pool);
  bool draws_through(NodeId node, NodeId ups, int depth) const;
  bool can_be_compared(const EnergyProblem& problem, std::uint32_t pool, std::span<const NodeId> pools) const;
  void find_undeclared(const EnergyProblem& problem, std::span<const NodeId> pools,
                       std::vector<LoadFinding>& all) const;
  void add_pools(const Situation& situation, EnergyProblem& out);
  void set_aside(EnergyProblem& out) const;

  // Sets of loads as bits, for each node and layer.
  void spread(const Healths* health);  // null: every alternative counts
  void gather(const Rule& rule, Layer layer, Alternatives which, const Healths* health, Words* into) const;
  Words* bits(Layer layer, NodeId node);
  const Words* bits(Layer layer, NodeId node) const;

  const Graph& graph_;
  model::Energy energy_;
  std::vector<std::string> points_, names_;
  std::vector<Entry> loads_;
  std::vector<Ups> ups_;
  std::vector<Wishes> wishes_;               // by node, of services
  std::size_t words_ = 0;                    // of one set
  std::vector<Words> own_, alive_, usable_;  // by node
  std::vector<NodeId> pools_;
  std::vector<std::uint32_t> pool_of_, numbers_;
  Feeding found_;
};

}  // namespace holdfast::continuity
