// The latest sample of every point that is polled, and what of it is worth telling: watched points always, the others
// when their value (beyond the deadband), quality or reason differs from what was told last. Pure: the caller hands in
// the time. Points that are read together (one device, one lane) form a group: age is looked after per group, not per
// point.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "agent/model/sample.hpp"

namespace holdfast::poll {

// What a round or the passing of time has to tell.
struct Batch {
  std::vector<model::PointSample> watched;  // of watched points, changed or not
  std::vector<model::PointSample> changed;  // by exception
  bool empty() const { return watched.empty() && changed.empty(); }
};

struct Observed {
  std::optional<model::Value> value;
  model::Quality quality = model::Quality::bad;
  model::Reason reason = model::Reason::none;
};

class PointStore {
 public:
  enum class Watch { no, yes };

  // A sample stays fresh for `window` after its stamp. Groups are numbered in the order of adding; `device` is the
  // caller's.
  std::size_t add_group(std::size_t device, Duration window);
  void add(model::PointId point, std::size_t group, double deadband, Watch watch);

  // The group is empty again, and its points were never heard of.
  void forget(std::size_t group);

  bool knows(model::PointId point) const { return entry(point) != nullptr; }
  bool watched(model::PointId point) const;
  const model::Sample* latest(model::PointId point) const;  // null: never heard of
  std::optional<std::size_t> group_of(model::PointId point) const;
  Duration window(std::size_t group) const { return groups_.at(group).window; }

  // Rounds are counted so that afterwards it can be asked which points a round did not touch.
  void begin_round() { ++round_; }
  bool touched(model::PointId point) const;

  // `stamp` is the time at which the request was sent: the value was true at that time or later, so age errs to the
  // safe side. A bad observation keeps the last value for people to see.
  void take(model::PointId point, Observed observed, const model::Stamp& stamp, Batch& batch);

  // Every point of the group becomes bad for this reason.
  void spoil(std::size_t group, model::Reason reason, const model::Stamp& stamp, Batch& batch);

  struct Expired {
    std::size_t device;
    Batch batch;
  };
  // Makes stale what is past its time: bad, with value and stamp of the last exchange that told it. One entry a device.
  std::vector<Expired> expire(SteadyTime now);
  std::optional<SteadyTime> next_expiry();

 private:
  struct Entry {
    bool used = false;
    bool watched = false;
    bool heard = false;
    bool told = false;
    std::size_t group = 0;
    double deadband = 0.0;
    std::uint64_t round = 0;
    model::Sample sample;
    Observed last_told;
  };
  struct Group {
    std::size_t device;
    Duration window;
    std::vector<model::PointId> points;
    std::optional<SteadyTime> expiry;  // no later than the first good sample of the group gets old
    bool exact = true;                 // false: since a sample came the true expiry may lie later
  };

  const Entry* entry(model::PointId point) const;
  void tell(model::PointId point, Entry& entry, Batch& batch);
  void expire_group(Group& group, SteadyTime now, Batch& batch);
  void find_expiry(Group& group);

  std::vector<Entry> entries_;  // by point
  std::vector<Group> groups_;
  std::optional<SteadyTime> earliest_expiry_;  // no later than that of any group: before it nothing can have got old
  std::uint64_t round_ = 0;
};

// Whether `now` differs from `before` so much that it is worth telling. Numbers: by more than the deadband; 0: at all.
bool differs(const std::optional<model::Value>& before, const std::optional<model::Value>& now, double deadband);

}  // namespace holdfast::poll
