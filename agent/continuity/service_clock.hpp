// Measures the outage of one service against its recovery time objective. Pure: the caller hands in truth and time.
//
// The clock starts when the service falls below its minimum level, not when the disruption starts: a service on battery
// is not down. The start is known as [last good, first bad] and shown from last good. A recovery shorter than
// stable_for does not stop it. Unknown neither starts nor stops it.
#pragma once

#include <optional>

#include "agent/continuity/calendar.hpp"
#include "agent/detect/condition.hpp"
#include "agent/model/sample.hpp"
#include "platform/time.hpp"

namespace holdfast::continuity {

enum class Level { unknown, normal, down };
const char* to_string(Level level);
std::optional<Level> level_from(std::string_view name);

enum class ClockChange { none, went_down, recovered, rto_missed };

struct ServiceClock {
  Level level = Level::unknown;
  std::optional<SteadyTime> last_good;   // last time the service was known to work
  std::optional<SteadyTime> first_bad;   // of the outage under way
  std::optional<SteadyTime> down_since;  // last good before first bad; first bad if it was never known to work
  std::optional<SteadyTime> good_since;  // of the recovery that is not yet stable
  bool rto_missed = false;
};

// Which time of an outage counts: that within the service's hours. While nobody is sure of the time of day, all of it.
struct CountedTime {
  const Calendar* calendar = nullptr;       // outlives this; null: all time counts
  const model::WeekHours* hours = nullptr;  // the same
  std::optional<WallTime> wall_at_zero;     // what clocks showed when steady time was 0; nothing: not certain

  static CountedTime of(const Calendar& calendar, const model::WeekHours& hours, const model::Stamp& now);
  Duration between(SteadyTime from, SteadyTime to) const;
  std::optional<SteadyTime> reached(SteadyTime from, Duration amount) const;  // nothing: not within 400 days

 private:
  bool counts_all() const;
  WallTime wall(SteadyTime at) const { return *wall_at_zero + at.time_since_epoch(); }
};

struct ClockTerms {
  std::optional<Duration> rto;
  Duration stable_for{};
  CountedTime counted{};
};

// `up`: what present samples say of the service at `now`.
ClockChange update(ServiceClock& clock, const ClockTerms& terms, detect::Truth up, SteadyTime now);

// When update() wants to be called again though no sample comes: the RTO runs out, the recovery becomes stable.
std::optional<SteadyTime> next_change(const ServiceClock& clock, const ClockTerms& terms);

std::optional<Duration> elapsed(const ServiceClock& clock, const ClockTerms& terms, SteadyTime now);
std::optional<Duration> rto_left(const ServiceClock& clock, const ClockTerms& terms,
                                 SteadyTime now);  // negative: missed

}  // namespace holdfast::continuity
