// What points tell of each node by itself: the condition by which it works, and the one by which it is at risk.
// Compiled once for a site. `up_when` comes first; without one a device that is polled works while it answers, an
// outlet while it is on, an interface while it is up, and of everything else nothing is told: it is as what it stands
// on. A UPS is at risk on battery or with a weak one, a source with fuel below a quarter.
//
// A device that does not answer need not be down: its network card, or a moment's load, may be all that is wrong. For
// `silence_counts` that is not known. After it, what serves by being reached (switch, gateway, host) is down; what
// passes power on or measures (ups, pdu, ats, dcpower, generator, meter, env) may do so unseen: it stays unknown.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "agent/continuity/health.hpp"
#include "agent/detect/condition.hpp"
#include "platform/result.hpp"

namespace holdfast::continuity {

constexpr Duration silence_counts = std::chrono::seconds{30};

// The facts as they were evaluated last. Of this life; a plain value.
struct Seen {
  std::vector<Fact> facts;                // by node; empty before the first time
  std::vector<SteadyTime> due;            // by node: when time alone may change the fact; max() if never
  Healths healths;                        // as worked out from the facts; kept here by whoever does
  SteadyTime life_began;                  // of the agent
  std::vector<SteadyTime> unknown_since;  // by node; max() while it can be told, or empty
  std::optional<SteadyTime> unknown_due;  // when the next of these is to be told
  bool settled = false;                   // long enough ago that what is unknown now is news
};

class Vitals {
 public:
  // invalid_argument: an `up_when` that was not checked; load's diagnostics come first.
  static Result<Vitals> compile(const model::Site& site, const Graph& graph, detect::Names& names);

  // Brings `seen` up to `now`: evaluates again what the arrived points bear on, and what time alone may have changed.
  // True when a fact has changed (the first time, always); only then healths want to be worked out anew.
  bool refresh(const model::PointView& view, const std::set<model::PointId>& arrived, SteadyTime now, Seen& seen) const;

  const detect::Condition* up(NodeId node) const { return nodes_[node].up ? &*nodes_[node].up : nullptr; }
  const detect::Condition* at_risk(NodeId node) const {
    return nodes_[node].at_risk ? &*nodes_[node].at_risk : nullptr;
  }
  std::set<model::PointId> points() const;
  std::vector<std::pair<model::PointId, Duration>> windows() const;  // histories that rates want

 private:
  enum class Silence : std::uint8_t { tells_nothing, means_down };
  struct Signs {
    std::optional<detect::Condition> up, at_risk;
    std::optional<model::PointId> contact;  // when `up` is no more than that
    Silence silence = Silence::means_down;
  };
  // How the device's silence is to be taken now; `due`: when that changes.
  static detect::Truth weigh_silence(const Signs& signs, const model::PointView& view, SteadyTime now, SteadyTime& due);
  void evaluate(NodeId node, const model::PointView& view, SteadyTime now, Seen& seen) const;

  std::vector<Signs> nodes_;
  std::map<model::PointId, std::vector<NodeId>> by_point_;
};

}  // namespace holdfast::continuity
