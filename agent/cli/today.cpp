#include "agent/cli/today.hpp"

#include <boost/asio/io_context.hpp>

#include "agent/continuity/calendar.hpp"
#include "agent/load/day.hpp"
#include "platform/clock.hpp"

namespace holdfast::cli {

model::Day today_at(const model::Site& site) {
  boost::asio::io_context loop;
  return continuity::Calendar(site.zone, site.holidays).date_of(platform::make_real_clock(loop)->now().wall);
}

Result<model::Day> day_to_judge(const std::string& given, const model::Site& site) {
  if (given.empty()) return today_at(site);
  if (const auto day = load::parse_day(given)) return *day;
  return make_error(Code::invalid_argument, "--today wants a day such as 2026-03-31");
}

}  // namespace holdfast::cli
