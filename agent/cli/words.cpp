#include "agent/cli/words.hpp"

#include <fmt/format.h>

#include <cmath>

namespace holdfast::cli {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view date_form = "2026-03-01T";
constexpr std::string_view time_form = "12:31:07";

std::string two_parts(std::int64_t whole, const char* unit, std::int64_t rest, const char* rest_unit) {
  if (rest == 0) return fmt::format("{} {}", whole, unit);
  return fmt::format("{} {} {} {}", whole, unit, rest, rest_unit);
}

}  // namespace

std::string human(Duration span) {
  if (span < Duration{}) return "-" + human(-span);
  if (span == Duration{}) return "0 s";
  if (span < 1s) return fmt::format("{} ms", span / 1ms);
  const std::int64_t tenths = span / 100ms;
  if (span < 10s && tenths % 10 != 0) return fmt::format("{}.{} s", tenths / 10, tenths % 10);
  const std::int64_t seconds = span / 1s;
  if (seconds < 60) return fmt::format("{} s", seconds);
  const std::int64_t minutes = seconds / 60;
  if (minutes < 60) return two_parts(minutes, "min", seconds % 60, "s");
  const std::int64_t hours = minutes / 60;
  if (hours < 24) return two_parts(hours, "h", minutes % 60, "min");
  return two_parts(hours / 24, "d", hours % 24, "h");
}

std::string clock_time(std::string_view rfc3339, std::string_view today) {
  if (rfc3339.size() < date_form.size() + time_form.size()) return std::string(rfc3339);
  const std::string time(rfc3339.substr(date_form.size(), time_form.size()));
  const std::string_view day = rfc3339.substr(0, date_form.size());
  if (today.empty() || today.starts_with(day)) return time;
  return fmt::format("{} {}", day.substr(5, 5), time);
}

std::string value_text(const View& value) {
  const auto& json = value.json();
  if (!value.exists()) return "-";
  if (json.is_string()) return value.text();
  if (json.is_bool()) return value.flag() ? "true" : "false";
  if (json.is_int64()) return fmt::format("{}", json.as_int64());
  if (json.is_uint64()) return fmt::format("{}", json.as_uint64());
  if (json.is_array()) {
    std::string names;
    for (const auto& item : value.items()) names += (names.empty() ? "" : " ") + item.text();
    return names.empty() ? "none" : names;
  }
  const double number = value.number().value_or(0.0);
  // What a meter can tell, not what a float carries: five digits, more only before the point.
  const double size = std::abs(number);
  if (size >= 10000.0 && size < 1e15) return fmt::format("{:.0f}", number);
  return fmt::format("{:.5g}", number);
}

std::string impact_text(const View& service) {
  const auto impact = service["impact"].number();
  const auto next = service["next_impact"].number();
  const auto left = service["next_impact_in_ms"].span();
  if (!impact) return "";
  if (!next || !left) return fmt::format("impact {:.2f} of 5", *impact);
  const Duration time = *left < 1min ? *left : std::chrono::floor<std::chrono::minutes>(*left);
  if (*next == *impact) return fmt::format("impact {:.2f} of 5 for {} more", *impact, human(time));
  return fmt::format("impact {:.2f} of 5, {:.2f} in {}", *impact, *next, human(time));
}

std::string incident_name(const std::string& given) {
  const bool is_number = !given.empty() && given.find_first_not_of("0123456789") == std::string::npos;
  return is_number ? "incident-" + given : given;
}

std::string counted(std::size_t count, std::string_view one, std::string_view many) {
  if (count == 1) return fmt::format("1 {}", one);
  if (many.empty()) return fmt::format("{} {}s", count, one);
  return fmt::format("{} {}", count, many);
}

}  // namespace holdfast::cli
