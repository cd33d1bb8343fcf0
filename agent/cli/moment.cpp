#include "agent/cli/moment.hpp"

#include <charconv>

#include "agent/load/day.hpp"

namespace holdfast::cli {

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::size_t date_size = 10;  // "2026-03-01"

// Two digits up to `most` at the front; they are taken away.
std::optional<int> two_digits(std::string_view& text, int most) {
  if (text.size() < 2) return std::nullopt;
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + 2, number);
  if (error != std::errc{} || end != text.data() + 2 || number < 0 || number > most) return std::nullopt;
  text.remove_prefix(2);
  return number;
}

bool take(std::string_view& text, char expected) {
  if (text.empty() || text.front() != expected) return false;
  text.remove_prefix(1);
  return true;
}

// "14:05", "14:05:30", "14:05:30.250".
std::optional<Duration> time_of_day(std::string_view& text) {
  const auto hour = two_digits(text, 23);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = two_digits(text, 59);
  if (!minute) return std::nullopt;
  Duration time = hours{*hour} + minutes{*minute};
  if (!take(text, ':')) return time;
  const auto second = two_digits(text, 59);
  if (!second) return std::nullopt;
  time += seconds{*second};
  if (!take(text, '.')) return time;
  Duration digit = seconds{1};
  const std::size_t before = text.size();
  for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1))
    time += (digit /= 10) * (text.front() - '0');
  if (text.size() == before) return std::nullopt;
  return time;
}

// "Z", "+08:00": how much later it is there than in UTC.
std::optional<Duration> zone(std::string_view& text) {
  if (take(text, 'Z')) return Duration{};
  const bool east = take(text, '+');
  if (!east && !take(text, '-')) return std::nullopt;
  const auto hour = two_digits(text, 23);
  if (!hour || !take(text, ':')) return std::nullopt;
  const auto minute = two_digits(text, 59);
  if (!minute) return std::nullopt;
  const Duration later = hours{*hour} + minutes{*minute};
  return east ? later : -later;
}

}  // namespace

std::optional<WallTime> parse_moment(std::string_view text, std::string_view now) {
  const bool has_date = text.size() > date_size && (text[date_size] == 'T' || text[date_size] == ' ');
  const auto day = load::parse_day((has_date ? text : now).substr(0, date_size));
  if (!day) return std::nullopt;
  if (has_date) text.remove_prefix(date_size + 1);
  const auto time = time_of_day(text);
  if (!time) return std::nullopt;
  const auto later = has_date ? zone(text) : Duration{};
  if (!later || !text.empty()) return std::nullopt;
  return WallTime{std::chrono::sys_days{*day}.time_since_epoch() + *time - *later};
}

}  // namespace holdfast::cli
