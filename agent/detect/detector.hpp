// Watches for one disruption: holds its condition, asks its witnesses, and says what has become of it. Pure.
// The Detector is the compiled text and never changes; DisruptionState is what changes and is a plain value.
//
// Witnesses guard against a lying sensor, they do not veto the truth: enough of them true verifies; after verify_within
// the configured `unverified` decides: proceed (verified, cause unsure), ask (a person), dismiss.
//
//   quiet -> raised(unverified) -> verified            raised -> quiet when cleared
//                               -> verified, unsure    raised -> dismissed (lapses when it clears or worsens)
//                               -> asking -> verified | dismissed
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "agent/detect/hold.hpp"
#include "agent/model/site.hpp"
#include "platform/result.hpp"

namespace holdfast::detect {

enum class Phase { quiet, raised, asking, verified, dismissed };
const char* to_string(Phase phase);
std::optional<Phase> phase_from(std::string_view name);

struct DisruptionState {
  Phase phase = Phase::quiet;
  bool cause_unsure = false;  // of verified
  bool blind = false;
  std::optional<SteadyTime> first_bad;    // stamp of the first sample of the hold that raised it
  std::optional<SteadyTime> last_good;    // the last good sample before, that still said otherwise
  std::optional<SteadyTime> verify_due;   // while raised
  std::vector<std::string> confirmed_by;  // texts of the witnesses that were true
  std::optional<Hold> hold;               // not kept over a restart
};

enum class Change { raised, verified, unsure, asking, dismissed, reopened, cleared, went_blind, sees_again };
const char* to_string(Change change);

struct Finding {
  Change change;
  std::vector<Evidence> evidence;
  std::vector<std::string> witnesses;  // texts of those that said yes (verified) or everything else was unknown/no
};

struct Advice {
  std::vector<Finding> findings;      // in order; raise and verification may come together
  std::set<model::PointId> read_now;  // points that the poller should read at once
  std::optional<SteadyTime> wake;     // when to be called again if no sample comes before
};

class Detector {
 public:
  // `slowest_poll`: the longest interval at which a point of `when` is read; bounds blind_after from below.
  static Result<Detector> compile(const model::Disruption& disruption, Names& names, Duration slowest_poll);

  // `arrived`: points with new samples in this turn; empty on a timer. Holds advance only when a point of their
  // condition has arrived; deadlines advance always.
  Advice update(DisruptionState& state, const model::PointView& view, const std::set<model::PointId>& arrived,
                SteadyTime now) const;

  // A person's word while asking or raised. False when there is nothing to decide.
  bool confirm(DisruptionState& state, const std::string& who) const;
  bool dismiss(DisruptionState& state) const;

  // What was dismissed has become worse, as the caller knows: it is to be verified anew. False when it is not
  // dismissed.
  bool reopen(DisruptionState& state, SteadyTime now) const;
  const std::set<model::PointId>& witness_points() const { return witness_points_; }

  // After a restart: durable fields stand, holds begin anew.
  void restarted(DisruptionState& state, SteadyTime now) const;

  const model::Disruption& disruption() const { return disruption_; }
  std::set<model::PointId> points() const;           // of every condition in it
  std::vector<const Condition*> conditions() const;  // when, clear_when, witnesses
  const std::vector<model::PointId>& raised_by() const { return when_.points(); }
  std::vector<std::pair<model::PointId, Duration>> windows() const;

 private:
  struct Look;  // one update under way

  const Condition& active(const DisruptionState& state) const;  // the condition that speaks for a change
  void watch(DisruptionState& state, Look& look) const;
  void raise(DisruptionState& state, Look& look) const;
  void clear(DisruptionState& state, Look& look) const;
  void verify(DisruptionState& state, Look& look) const;
  void settle_unverified(DisruptionState& state, Look& look, std::vector<std::string> confirmed) const;
  void mind_blindness(DisruptionState& state, Look& look) const;
  void plan_wake(DisruptionState& state, Look& look) const;
  std::vector<Evidence> witness_evidence(const Look& look) const;

  model::Disruption disruption_;
  Condition when_;
  std::optional<Condition> clear_when_;
  std::vector<Condition> witnesses_;
  Hold::Times times_;
  std::set<model::PointId> witness_points_;
};

}  // namespace holdfast::detect
