// Hours of a week as instants: when something is open, for how long, and when that changes next. One place for service
// clocks, the duty roster and peak hours. Pure.
//
// A span begins at the instant when the clock on the wall first shows its `from` and ends when it first shows its `to`
// (platform/zone.hpp says what that means where the clock is changed), so a span lasts an hour less or more on such a
// night. Spans that overlap or touch are one.
#pragma once

#include <optional>
#include <vector>

#include "agent/model/people.hpp"
#include "platform/time.hpp"
#include "platform/zone.hpp"

namespace holdfast::continuity {

struct Span {
  WallTime from;
  WallTime to;  // not in it
};

class Calendar {
 public:
  Calendar() = default;  // UTC, no holidays
  Calendar(Zone zone, std::vector<model::Day> holidays);

  const Zone& zone() const { return zone_; }
  std::chrono::local_days day_of(WallTime at) const;
  model::Day date_of(WallTime at) const;  // the same, as files and people write it
  WallTime begin_of(std::chrono::local_days day) const;
  bool is_holiday(std::chrono::local_days day) const;

  bool is_open(const model::WeekHours& hours, WallTime at) const;

  // When is_open() changes next after `at`; nothing if it does not within 400 days.
  std::optional<WallTime> next_change(const model::WeekHours& hours, WallTime at) const;

  // In order, merged, cut to [from, to).
  std::vector<Span> open_spans(const model::WeekHours& hours, WallTime from, WallTime to) const;

  // How much of [from, to) is open.
  Duration open_time(const model::WeekHours& hours, WallTime from, WallTime to) const;

  // The instant by which open_time() since `from` has reached `amount`; nothing if it does not within 400 days (of open
  // hours; `always` needs no limit).
  std::optional<WallTime> open_for(const model::WeekHours& hours, WallTime from, Duration amount) const;

 private:
  std::optional<Span> on_day(const model::WeekHours::Span& span, std::chrono::local_days day) const;

  Zone zone_;
  std::vector<std::chrono::local_days> holidays_;  // sorted
};

}  // namespace holdfast::continuity
