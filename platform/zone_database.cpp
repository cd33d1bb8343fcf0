#include "platform/zone_database.hpp"

#include <date/tz.h>

#include <exception>
#include <utility>

namespace holdfast::platform {
namespace {

namespace chr = std::chrono;

Zone copied(const date::time_zone& found) {
  const chr::sys_seconds last = chr::sys_days{chr::year{2100} / 1 / 1};
  chr::sys_seconds at{};
  date::sys_info info = found.get_info(at);
  const chr::seconds offset = info.offset;
  std::vector<Zone::Change> changes;
  while (info.end < last && info.end > at) {
    at = info.end;
    const chr::seconds before = info.offset;
    info = found.get_info(at);
    if (info.offset != before) changes.push_back({at, info.offset});
  }
  return Zone(found.name(), offset, std::move(changes));
}

}  // namespace

Result<Zone> find_zone(const std::string& name) {
  if (name == "UTC") return Zone();  // also where there is no database
  try {
    for (const std::string& known : zone_names()) {
      if (known == name) return copied(*date::locate_zone(name));
    }
  } catch (const std::exception& error) {
    return make_error(Code::damaged, "reading the time zone {}: {}", name, error.what());
  }
  return make_error(Code::not_found, "the machine's tz database has no time zone {}", name);
}

std::vector<std::string> zone_names() {
  std::vector<std::string> names;
  try {
    for (const date::time_zone& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    names.clear();  // no database: callers see it in that no name is there
  }
  return names;
}

}  // namespace holdfast::platform
