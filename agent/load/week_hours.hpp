// Hours of a week as people write them in files:
//
//   "always"
//   "mon-fri 09:00-17:00"                          days, times
//   "mon-fri 09:00-12:00,13:00-17:00; sat 10:00-14:00"    a lunch break; other times on another day
//   "sun 22:00-06:00"                              over midnight: into Monday
//   "mon,wed"                                      all day
//   "mon-fri 09:00-17:00 except holidays"          not on the holidays of [site]
//   "mon-fri 09:00-17:00 except holidays; holidays 10:00-12:00"    on those at other times
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "agent/load/node.hpp"
#include "agent/load/report.hpp"
#include "agent/model/people.hpp"

namespace holdfast::load {

struct WrongHours {
  std::size_t position = 0;  // into the text
  std::size_t bytes = 0;     // at least 1, also at the end of the text
  std::string message;
};

// Puts the hours into `out`; what is wrong otherwise, and `out` stays as it was.
std::optional<WrongHours> parse_week_hours(std::string_view text, model::WeekHours& out);

// The hours that `node` says; nothing (reported, below the word that is wrong) if it is none.
std::optional<model::WeekHours> hours_of(Report& report, const std::string& key, const Node& node);

}  // namespace holdfast::load
