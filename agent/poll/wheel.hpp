// Says which (device, lane) pairs are due, in slots of 50 ms. Pure: the caller hands in the time.
// Devices share slots in groups: a wake-up costs about as much as talking to a device does, and code that has just run
// is cheap to run again. Each group takes the next slot; where there are more groups than slots in an interval, groups
// share. Lanes whose intervals divide one another share their slots; where a longer one lies among those of the
// device's shortest is made from its name, so that it stays there from one start to the next. A caller that comes late
// gets each pair once.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/model/profile.hpp"
#include "platform/time.hpp"

namespace holdfast::poll {

inline constexpr std::size_t lane_count = 3;
// The interval of each lane, in the order of model::Lane; nothing for a lane that has no points.
using LaneIntervals = std::array<std::optional<Duration>, lane_count>;

struct Due {
  std::size_t device = 0;
  model::Lane lane = model::Lane::normal;
  std::uint64_t missed = 0;  // further slots of this pair that passed unused
};

struct DueNow {
  std::vector<Due> pairs;
  Duration lag{};  // how late the latest of them is
};

// A number for a name that is the same in every run and on every machine (FNV-1a).
std::uint64_t name_hash(std::string_view name);

class Wheel {
 public:
  static constexpr Duration slot = std::chrono::milliseconds{50};
  static constexpr std::size_t together = 16;  // devices of a group

  explicit Wheel(SteadyTime origin) : origin_(origin) {}

  // Devices are numbered by the caller, from 0 on in this order. Intervals are rounded up to whole slots. Every lane is
  // due for the first time within the device's shortest interval, and within a second.
  void add(std::string_view name, const LaneIntervals& intervals);

  // A device that is read otherwise from now on: its lanes as after resume(). It stays paused if it is.
  void change(std::size_t device, std::string_view name, const LaneIntervals& intervals, SteadyTime now);

  // A paused device is not due; after resume() it is due again in its own phase, at the earliest after half an
  // interval, because whoever resumes reads everything at once.
  void pause(std::size_t device);
  void resume(std::size_t device, SteadyTime now);

  std::optional<SteadyTime> next() const;
  DueNow take(SteadyTime now);

  SteadyTime at_or_after(SteadyTime time) const;  // the first slot that does not begin before `time`

 private:
  struct Entry {
    std::size_t device;
    model::Lane lane;
    std::int64_t interval;  // in slots, as all below
    std::int64_t phase;
    std::int64_t due;
    bool aligned = false;  // false: its first slot, which need not be in its phase
    bool queued = true;
    bool retired = false;  // by change(): no longer due, and gone when its time comes
    std::int64_t in_phase_from(std::int64_t earliest) const;
    std::int64_t in_phase_soon(std::int64_t now) const { return in_phase_from(now + (interval + 1) / 2); }
  };

  static std::vector<Entry> entries_of(std::size_t device, std::string_view name, const LaneIntervals& intervals);
  std::int64_t slot_of(SteadyTime time) const;
  SteadyTime time_of(std::int64_t number) const { return origin_ + number * slot; }
  void push(std::size_t entry);
  std::size_t pop();
  bool later(std::size_t a, std::size_t b) const;

  SteadyTime origin_;
  std::vector<Entry> entries_;
  std::vector<std::size_t> heap_;  // of queued entries, the earliest on top
  std::vector<bool> paused_;       // by device
};

}  // namespace holdfast::poll
