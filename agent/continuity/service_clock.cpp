#include "agent/continuity/service_clock.hpp"

#include <algorithm>

namespace holdfast::continuity {

namespace {

ClockChange start(ServiceClock& clock, SteadyTime now) {
  clock.level = Level::down;
  clock.first_bad = now;
  clock.down_since = clock.last_good.value_or(now);
  clock.good_since.reset();
  clock.rto_missed = false;
  return ClockChange::went_down;
}

ClockChange stop(ServiceClock& clock) {
  clock.level = Level::normal;
  clock.first_bad.reset();
  clock.down_since.reset();
  clock.good_since.reset();
  clock.rto_missed = false;
  return ClockChange::recovered;
}

}  // namespace

const char* to_string(Level level) {
  switch (level) {
    case Level::unknown: return "unknown";
    case Level::normal: return "normal";
    case Level::down: return "down";
  }
  return "?";
}

std::optional<Level> level_from(std::string_view name) {
  for (const Level level : {Level::unknown, Level::normal, Level::down})
    if (name == to_string(level)) return level;
  return std::nullopt;
}

ClockChange update(ServiceClock& clock, const ClockTerms& terms, detect::Truth up, SteadyTime now) {
  if (clock.level == Level::down) {
    if (up == detect::Truth::yes) {
      if (!clock.good_since) clock.good_since = now;
      clock.last_good = now;
      if (now - *clock.good_since >= terms.stable_for) return stop(clock);
    } else {
      clock.good_since.reset();  // unknown is not good: the recovery was not seen to last
    }
    if (terms.rto && !clock.rto_missed && terms.counted.between(*clock.down_since, now) >= *terms.rto) {
      clock.rto_missed = true;
      return ClockChange::rto_missed;
    }
    return ClockChange::none;
  }
  if (up == detect::Truth::no) return start(clock, now);
  if (up == detect::Truth::yes) {
    clock.level = Level::normal;
    clock.last_good = now;
  } else {
    clock.level = Level::unknown;
  }
  return ClockChange::none;
}

std::optional<SteadyTime> next_change(const ServiceClock& clock, const ClockTerms& terms) {
  if (clock.level != Level::down) return std::nullopt;
  std::optional<SteadyTime> next;
  if (terms.rto && !clock.rto_missed) next = terms.counted.reached(*clock.down_since, *terms.rto);
  if (clock.good_since) {
    const SteadyTime stable = *clock.good_since + terms.stable_for;
    next = next ? std::min(*next, stable) : stable;
  }
  return next;
}

std::optional<Duration> elapsed(const ServiceClock& clock, const ClockTerms& terms, SteadyTime now) {
  if (!clock.down_since) return std::nullopt;
  return terms.counted.between(*clock.down_since, now);
}

std::optional<Duration> rto_left(const ServiceClock& clock, const ClockTerms& terms, SteadyTime now) {
  if (!clock.down_since || !terms.rto) return std::nullopt;
  return *terms.rto - terms.counted.between(*clock.down_since, now);
}

CountedTime CountedTime::of(const Calendar& calendar, const model::WeekHours& hours, const model::Stamp& now) {
  CountedTime counted{&calendar, &hours, std::nullopt};
  if (now.wall_certain) counted.wall_at_zero = now.wall - now.steady.time_since_epoch();
  return counted;
}

bool CountedTime::counts_all() const {
  return calendar == nullptr || hours == nullptr || hours->always() || !wall_at_zero;
}

Duration CountedTime::between(SteadyTime from, SteadyTime to) const {
  return counts_all() ? to - from : calendar->open_time(*hours, wall(from), wall(to));
}

std::optional<SteadyTime> CountedTime::reached(SteadyTime from, Duration amount) const {
  if (counts_all()) return from + amount;
  const auto at = calendar->open_for(*hours, wall(from), amount);
  if (!at) return std::nullopt;
  return SteadyTime{*at - *wall_at_zero};
}

}  // namespace holdfast::continuity
