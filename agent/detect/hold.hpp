// Decides when a condition has held long enough to count. Pure: the caller hands in truth and time.
// Only good samples raise or clear. A hold counts from the first good sample that speaks for the change to the latest
// one; a gap between good samples longer than blind_after starts it afresh, and so does a restart.
//
//          truth yes for raise_after                      truth no for clear_after
//   clear ---------------------------> raised      raised ---------------------------> clear
#pragma once

#include <optional>

#include "agent/detect/condition.hpp"
#include "platform/time.hpp"

namespace holdfast::detect {

enum class Edge { none, raised, cleared };

class Hold {
 public:
  struct Times {
    Duration raise_after{};
    Duration clear_after{};
    Duration blind_after{};  // > 0
  };

  explicit Hold(Times times, bool raised = false) : times_(times), raised_(raised) {}

  // `truth` as the samples of this moment say it: call it when samples have arrived, never with old ones on a timer.
  // For a disruption with a clear condition of its own the caller gives the truth that speaks for the state held:
  // `speaks_for_raise` while clear, `speaks_for_clear` while raised (each already negated as needed).
  Edge update(Truth speaks_for_change, SteadyTime now);

  bool raised() const { return raised_; }
  std::optional<SteadyTime> since() const { return since_; }  // first good sample of the hold under way
  std::optional<SteadyTime> due() const;       // when a sample may raise or clear: the caller has it read then
  std::optional<SteadyTime> blind_at() const;  // when the lack of good samples becomes blindness
  bool blind(SteadyTime now) const;            // no good sample for longer than blind_after
  void started(SteadyTime now);                // begins to count blindness where nothing was seen yet
  SteadyTime edge_since() const { return edge_since_; }  // since() of the hold that the last edge ended

  // Says whether to have the points read now: a hold is due, and they were not asked for within blind_after.
  bool ask(SteadyTime now);
  std::optional<SteadyTime> asked() const { return asked_; }

  // The caller promised to be back by `wake`. Much later than that it was itself away (stopped, suspended), and the
  // silence of the meantime says nothing about the devices: blindness counts from now on.
  void expect(std::optional<SteadyTime> wake) { expected_ = wake; }
  bool back_from_away(SteadyTime now);
  // Whether blind_after has passed since then, so that a lack of samples can be told from the absence.
  bool settled(SteadyTime now) const { return !away_until_ || now - *away_until_ >= times_.blind_after; }

 private:
  Times times_;
  bool raised_ = false;
  std::optional<SteadyTime> since_;
  std::optional<SteadyTime> last_good_;
  std::optional<SteadyTime> watched_from_;
  std::optional<SteadyTime> asked_;
  std::optional<SteadyTime> expected_;
  std::optional<SteadyTime> away_until_;
  SteadyTime edge_since_;
};

}  // namespace holdfast::detect
