// Hours, days and instants for tests of what happens by the calendar. Berlin puts its clock forward on 2026-03-29 at
// 02:00 and back on 2026-10-25 at 03:00; Shanghai never does.
#pragma once

#include <cstdio>
#include <string>

#include "agent/model/people.hpp"
#include "platform/zone.hpp"

namespace holdfast::continuity::week {

inline WallTime utc(int year, unsigned month, unsigned day, int hour, int minute = 0) {
  return std::chrono::sys_days{std::chrono::year{year} / std::chrono::month(month) / std::chrono::day(day)} +
         std::chrono::hours{hour} + std::chrono::minutes{minute};
}

inline model::Day day(int year, unsigned month, unsigned day_) {
  return {std::chrono::year{year}, std::chrono::month(month), std::chrono::day(day_)};
}

inline Zone shanghai() { return Zone("Asia/Shanghai", std::chrono::hours{8}, {}); }

inline Zone berlin() {
  using std::chrono::floor;
  using std::chrono::seconds;
  return Zone("Europe/Berlin", std::chrono::hours{1},
              {{floor<seconds>(utc(2026, 3, 29, 1)), std::chrono::hours{2}},
               {floor<seconds>(utc(2026, 10, 25, 1)), std::chrono::hours{1}}});
}

// "mtwtf.." and times in hours.
inline model::WeekHours::Span span(const std::string& days, int from, int to,
                                   model::WeekHours::Holidays holidays = model::WeekHours::Holidays::ignored) {
  model::WeekHours::Span made;
  for (std::size_t i = 0; i < 7; ++i) made.days[i] = days[i] != '.';
  made.from = std::chrono::hours{from};
  made.to = std::chrono::hours{to};
  made.holidays = holidays;
  return made;
}

// "2026-03-29T01:30", in UTC; "never" for nothing.
inline std::string shown(std::optional<WallTime> at) {
  if (!at) return "never";
  const auto date = std::chrono::floor<std::chrono::days>(*at);
  const std::chrono::year_month_day parts(date);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(*at - date).count();
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d", static_cast<int>(parts.year()),
                static_cast<unsigned>(parts.month()), static_cast<unsigned>(parts.day()),
                static_cast<int>(minutes / 60), static_cast<int>(minutes % 60));
  return text;
}

}  // namespace holdfast::continuity::week
