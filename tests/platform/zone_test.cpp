#include "platform/zone.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "platform/zone_database.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast {
namespace {

using namespace std::chrono;

WallTime utc(int year_, unsigned month_, unsigned day_, int hour, int minute) {
  return sys_days{year{year_} / month(month_) / day(day_)} + hours{hour} + minutes{minute};
}

LocalTime local(int year_, unsigned month_, unsigned day_, int hour, int minute) {
  return local_days{year{year_} / month(month_) / day(day_)} + hours{hour} + minutes{minute};
}

Zone zone_of(const char* name) {
  const Result<Zone> found = platform::find_zone(name);
  CHECK_TEXT(found.has_value(), name);
  return found ? *found : Zone();
}

TEST_GROUP(Zone){};

TEST(Zone, shows_what_clocks_on_the_wall_show) {
  const struct {
    const char* zone;
    WallTime at;
    LocalTime shown;
  } cases[] = {
      {"UTC", utc(2026, 7, 1, 12, 0), local(2026, 7, 1, 12, 0)},
      {"Asia/Shanghai", utc(2026, 7, 1, 12, 0), local(2026, 7, 1, 20, 0)},
      {"Asia/Shanghai", utc(2060, 1, 1, 0, 0), local(2060, 1, 1, 8, 0)},
      {"Europe/Berlin", utc(2026, 1, 1, 0, 0), local(2026, 1, 1, 1, 0)},
      {"Europe/Berlin", utc(2026, 3, 29, 0, 59), local(2026, 3, 29, 1, 59)},
      {"Europe/Berlin", utc(2026, 3, 29, 1, 0), local(2026, 3, 29, 3, 0)},
      {"Europe/Berlin", utc(2037, 7, 1, 12, 0), local(2037, 7, 1, 14, 0)},
      {"America/St_Johns", utc(2026, 1, 1, 12, 0), local(2026, 1, 1, 8, 30)},
      {"Pacific/Kiritimati", utc(2026, 1, 1, 12, 0), local(2026, 1, 2, 2, 0)},
  };
  for (const auto& each : cases) {
    const Zone zone = zone_of(each.zone);
    const std::string about = fmt::format("{} at {}", each.zone, each.at.time_since_epoch().count());
    CHECK_TEXT(zone.to_local(each.at) == each.shown, about.c_str());
    CHECK_TEXT(zone.from_local(each.shown) == each.at, about.c_str());
    STRCMP_EQUAL(each.zone, zone.name().c_str());
  }
}

TEST(Zone, takes_times_left_out_for_the_change_and_times_that_come_twice_for_their_first_coming) {
  const Zone berlin = zone_of("Europe/Berlin");
  const struct {
    LocalTime shown;
    WallTime at;
  } cases[] = {
      {local(2026, 3, 29, 1, 59), utc(2026, 3, 29, 0, 59)}, {local(2026, 3, 29, 2, 0), utc(2026, 3, 29, 1, 0)},
      {local(2026, 3, 29, 2, 59), utc(2026, 3, 29, 1, 0)},  {local(2026, 3, 29, 3, 0), utc(2026, 3, 29, 1, 0)},
      {local(2026, 3, 29, 3, 1), utc(2026, 3, 29, 1, 1)},   {local(2026, 10, 25, 1, 59), utc(2026, 10, 24, 23, 59)},
      {local(2026, 10, 25, 2, 0), utc(2026, 10, 25, 0, 0)}, {local(2026, 10, 25, 2, 59), utc(2026, 10, 25, 0, 59)},
      {local(2026, 10, 25, 3, 0), utc(2026, 10, 25, 2, 0)},
  };
  for (const auto& each : cases) {
    CHECK_TEXT(berlin.from_local(each.shown) == each.at,
               fmt::format("{}", each.shown.time_since_epoch().count()).c_str());
  }
}

TEST(Zone, goes_there_and_back_through_every_change_of_a_year) {
  for (const char* name : {"Europe/Berlin", "Australia/Lord_Howe", "America/New_York", "Africa/Casablanca"}) {
    const Zone zone = zone_of(name);
    for (WallTime at = utc(2026, 1, 1, 0, 0); at < utc(2027, 1, 1, 0, 0); at += minutes{10}) {
      const LocalTime shown = zone.to_local(at);
      const WallTime back = zone.from_local(shown);
      CHECK_TEXT(back <= at && zone.to_local(back) == shown, name);
    }
  }
}

TEST(Zone, is_found_by_its_exact_name_only) {
  for (const char* name : {"", "Mars/Olympus", "asia/shanghai", "../../etc/passwd", "Europe", "/etc/localtime"}) {
    const Result<Zone> found = platform::find_zone(name);
    CHECK_TEXT(found.has_error(), name);
    CHECK_TEXT(found.error().code == Code::not_found, name);
  }
  const std::vector<std::string> names = platform::zone_names();
  CHECK(std::ranges::find(names, "Asia/Shanghai") != names.end());
  CHECK(std::ranges::is_sorted(names));
}

}  // namespace
}  // namespace holdfast
