#include "agent/load/duration.hpp"

#include <fmt/format.h>

#include <array>
#include <cctype>
#include <chrono>

namespace holdfast::load {
namespace {

struct Unit {
  std::string_view name;
  Duration length;
};

constexpr std::array<Unit, 5> units{{{"d", std::chrono::hours{24}},
                                     {"h", std::chrono::hours{1}},
                                     {"m", std::chrono::minutes{1}},
                                     {"s", std::chrono::seconds{1}},
                                     {"ms", std::chrono::milliseconds{1}}}};

constexpr std::int64_t largest_count = 10'000'000;  // far beyond any use, and no product overflows

}  // namespace

std::optional<Duration> parse_duration(std::string_view text) {
  Duration total{};
  std::size_t next_unit = 0;  // units may only become smaller
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    std::size_t digits = 0;
    std::int64_t count = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') {
      count = count * 10 + (text[digits++] - '0');
      if (count > largest_count) return std::nullopt;
    }
    if (digits == 0) return std::nullopt;
    text.remove_prefix(digits);
    std::size_t letters = 0;
    while (letters < text.size() && (text[letters] < '0' || text[letters] > '9')) ++letters;
    std::size_t unit = next_unit;
    while (unit < units.size() && units[unit].name != text.substr(0, letters)) ++unit;
    if (unit == units.size()) return std::nullopt;
    total += count * units[unit].length;
    next_unit = unit + 1;
    text.remove_prefix(letters);
  }
  return total;
}

std::string shown(Duration duration) {
  using namespace std::chrono;
  if (duration % seconds{1} != Duration{}) return fmt::format("{}ms", duration_cast<milliseconds>(duration).count());
  if (duration % minutes{1} != Duration{} || duration == Duration{}) {
    return fmt::format("{}s", duration_cast<seconds>(duration).count());
  }
  if (duration % hours{1} != Duration{}) return fmt::format("{}m", duration_cast<minutes>(duration).count());
  if (duration % days{1} != Duration{}) return fmt::format("{}h", duration_cast<hours>(duration).count());
  return fmt::format("{}d", duration_cast<days>(duration).count());
}

std::string probable_duration(std::string_view text) {
  struct Word {
    std::string_view word;
    std::string_view unit;
  };
  constexpr std::array<Word, 22> words{{{"ms", "ms"},     {"msec", "ms"},   {"millis", "ms"}, {"milliseconds", "ms"},
                                        {"s", "s"},       {"sec", "s"},     {"secs", "s"},    {"second", "s"},
                                        {"seconds", "s"}, {"m", "m"},       {"min", "m"},     {"mins", "m"},
                                        {"minute", "m"},  {"minutes", "m"}, {"h", "h"},       {"hr", "h"},
                                        {"hrs", "h"},     {"hour", "h"},    {"hours", "h"},   {"d", "d"},
                                        {"day", "d"},     {"days", "d"}}};
  std::string number, unit;
  for (const char c : text) {
    if (c == ' ') continue;
    const auto byte = static_cast<unsigned char>(c);
    if (std::isdigit(byte) != 0 && unit.empty()) {
      number += c;
    } else {
      unit += static_cast<char>(std::tolower(byte));
    }
  }
  if (number.empty()) return "";
  if (unit.empty()) unit = "s";
  for (const Word& word : words) {
    if (unit == word.word) return number + std::string(word.unit);
  }
  return "";
}

}  // namespace holdfast::load
