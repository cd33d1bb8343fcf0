#include "agent/continuity/calendar.hpp"

#include <algorithm>
#include <utility>

namespace holdfast::continuity {
namespace {

using std::chrono::days;
using std::chrono::local_days;

// Far enough for hours that are open on holidays only.
constexpr days farthest{400};
constexpr days first_look{9};  // most hours change within a week

}  // namespace

Calendar::Calendar(Zone zone, std::vector<model::Day> holidays) : zone_(std::move(zone)) {
  for (const model::Day day : holidays) holidays_.emplace_back(day);
  std::ranges::sort(holidays_);
}

local_days Calendar::day_of(WallTime at) const { return std::chrono::floor<days>(zone_.to_local(at)); }

model::Day Calendar::date_of(WallTime at) const { return model::Day{day_of(at)}; }

WallTime Calendar::begin_of(local_days day) const { return zone_.from_local(day); }

bool Calendar::is_holiday(local_days day) const { return std::ranges::binary_search(holidays_, day); }

std::optional<Span> Calendar::on_day(const model::WeekHours::Span& span, local_days day) const {
  using Holidays = model::WeekHours::Holidays;
  bool wanted = span.days[std::chrono::weekday(day).iso_encoding() - 1];
  if (span.holidays != Holidays::ignored && is_holiday(day)) wanted = span.holidays == Holidays::included;
  if (!wanted) return std::nullopt;
  const local_days last = span.to > span.from ? day : day + days{1};
  const Span found{zone_.from_local(day + span.from), zone_.from_local(last + span.to)};
  if (found.from >= found.to) return std::nullopt;
  return found;
}

bool Calendar::is_open(const model::WeekHours& hours, WallTime at) const {
  if (hours.always()) return true;
  const local_days today = day_of(at);
  for (const model::WeekHours::Span& span : hours.spans) {
    for (const local_days day : {today - days{1}, today}) {
      const std::optional<Span> found = on_day(span, day);
      if (found && found->from <= at && at < found->to) return true;
    }
  }
  return false;
}

std::vector<Span> Calendar::open_spans(const model::WeekHours& hours, WallTime from, WallTime to) const {
  if (from >= to) return {};
  if (hours.always()) return {{from, to}};
  std::vector<Span> all;
  for (local_days day = day_of(from) - days{1}; day <= day_of(to); day += days{1}) {
    for (const model::WeekHours::Span& span : hours.spans) {
      const std::optional<Span> found = on_day(span, day);
      if (found && found->from < to && found->to > from) {
        all.push_back({std::max(found->from, from), std::min(found->to, to)});
      }
    }
  }
  std::ranges::sort(all, {}, &Span::from);
  std::vector<Span> merged;
  for (const Span& span : all) {
    if (!merged.empty() && span.from <= merged.back().to) {
      merged.back().to = std::max(merged.back().to, span.to);
    } else {
      merged.push_back(span);
    }
  }
  return merged;
}

std::optional<WallTime> Calendar::next_change(const model::WeekHours& hours, WallTime at) const {
  if (hours.always()) return std::nullopt;
  for (const days look : {first_look, farthest}) {
    const WallTime end = at + look;
    const std::vector<Span> spans = open_spans(hours, at, end);
    if (spans.empty()) continue;
    if (spans.front().from > at) return spans.front().from;
    if (spans.front().to < end) return spans.front().to;
  }
  return std::nullopt;
}

Duration Calendar::open_time(const model::WeekHours& hours, WallTime from, WallTime to) const {
  Duration total{};
  for (const Span& span : open_spans(hours, from, to)) total += span.to - span.from;
  return total;
}

std::optional<WallTime> Calendar::open_for(const model::WeekHours& hours, WallTime from, Duration amount) const {
  if (hours.always()) return from + std::max(amount, Duration{});
  for (const days look : {first_look, farthest}) {
    Duration left = amount;
    for (const Span& span : open_spans(hours, from, from + look)) {
      if (left <= span.to - span.from) return std::max(from, span.from + std::max(left, Duration{}));
      left -= span.to - span.from;
    }
  }
  return std::nullopt;
}

}  // namespace holdfast::continuity
