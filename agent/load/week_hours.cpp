#include "agent/load/week_hours.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <utility>
#include <vector>

#include "agent/load/fields.hpp"

namespace holdfast::load {
namespace {

using Holidays = model::WeekHours::Holidays;
using Span = model::WeekHours::Span;

constexpr std::array<std::string_view, 7> days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

constexpr const char* hours_help =
    "write \"always\", \"mon-fri 09:00-17:00\", \"mon-fri 09:00-12:00,13:00-17:00; sat 10:00-14:00\", \"sun "
    "22:00-06:00\"; \"except holidays\" and \"holidays 10:00-12:00\" speak of the holidays of [site]";

struct Token {
  std::string_view text;  // a word, a number, or one of - , ; :
  std::size_t position = 0;
};

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; }

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == ' ' || text[at] == '\t') {
      ++at;
      continue;
    }
    std::size_t end = at + 1;
    const auto same_kind = is_digit(text[at]) ? is_digit : is_letter;
    while (same_kind(text[at]) && end < text.size() && same_kind(text[end])) ++end;
    while (static_cast<unsigned char>(text[at]) >= 0x80 && end < text.size() &&
           (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
      ++end;  // a character of several bytes is one
    }
    tokens.push_back({text.substr(at, end - at), at});
    at = end;
  }
  return tokens;
}

// span {; span}    span: days [times] [except holidays] | holidays [times]    times: time-time {, time-time}
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text), tokens_(tokens_of(text)) {}

  std::optional<WrongHours> parse(model::WeekHours& out) {
    if (tokens_.size() == 1 && tokens_[0].text == "always") {
      out.spans.clear();
      return std::nullopt;
    }
    do read_part();
    while (!wrong_ && accept(";"));
    if (!wrong_ && next_ < tokens_.size()) fail("a `;` stands between spans");
    if (!wrong_) out.spans = std::move(spans_);
    return std::move(wrong_);
  }

 private:
  std::string_view peek() const { return next_ < tokens_.size() ? tokens_[next_].text : std::string_view(); }

  bool accept(std::string_view text) {
    if (peek() != text) return false;
    ++next_;
    return true;
  }

  void fail(std::string message) {
    if (wrong_) return;
    const bool at_end = next_ >= tokens_.size();
    wrong_ = WrongHours{at_end ? text_.size() : tokens_[next_].position, at_end ? 1 : tokens_[next_].text.size(),
                        std::move(message)};
  }

  // From 0 for Monday; 7 if the next word is no day.
  std::size_t read_day() {
    const auto found = std::ranges::find(days, peek());
    if (found == days.end()) {
      const std::string near = nearest(std::string(peek()), {days.begin(), days.end()});
      fail(near.empty() ? "a day is wanted here: mon, tue, wed, thu, fri, sat, sun"
                        : fmt::format("a day is wanted here; did you mean `{}`?", near));
      return days.size();
    }
    ++next_;
    return static_cast<std::size_t>(found - days.begin());
  }

  void read_days(Span& span) {
    do {
      if (accept("holidays")) {
        span.holidays = Holidays::included;
        continue;
      }
      const std::size_t first = read_day();
      const std::size_t last = accept("-") ? read_day() : first;
      if (wrong_) return;
      for (std::size_t day = first;; day = (day + 1) % days.size()) {
        span.days[day] = true;
        if (day == last) break;
      }
    } while (accept(","));
  }

  int read_number(int most) {
    const std::string_view digits = peek();
    const bool right = digits.size() == 2 && std::ranges::all_of(digits, is_digit);
    const int number = right ? (digits[0] - '0') * 10 + (digits[1] - '0') : most + 1;
    if (number > most) {
      fail("a time is two digits, a colon and two digits, from 00:00 to 24:00");
      return 0;
    }
    ++next_;
    return number;
  }

  std::chrono::minutes read_time(int last_hour) {
    const std::size_t begin = next_;
    const int hour = read_number(last_hour);
    if (!wrong_ && !accept(":")) fail("a time is two digits, a colon and two digits, from 00:00 to 24:00");
    const int minute = wrong_ ? 0 : read_number(59);
    if (hour == 24 && minute != 0 && !wrong_) {
      next_ = begin;
      fail("the last time of a day is 24:00");
    }
    return std::chrono::minutes{hour * 60 + minute};
  }

  void read_part() {
    Span span;
    read_days(span);
    if (wrong_) return;
    std::vector<std::pair<std::chrono::minutes, std::chrono::minutes>> times;
    if (!peek().empty() && is_digit(peek()[0])) {
      do {
        const std::chrono::minutes from = read_time(23);
        if (!wrong_ && !accept("-")) fail("a span is written from-to: 09:00-17:00");
        if (wrong_) return;
        times.emplace_back(from, read_time(24));
      } while (!wrong_ && accept(","));
    }
    if (!wrong_ && accept("except")) {
      if (peek() != "holidays") return fail("only `except holidays` can be said");
      if (span.holidays == Holidays::included) return fail("holidays are named already");
      ++next_;
      span.holidays = Holidays::left_out;
    }
    if (wrong_) return;
    if (times.empty()) times.emplace_back(span.from, span.to);
    for (const auto& [from, to] : times) {
      span.from = from;
      span.to = to;
      spans_.push_back(span);
    }
  }

  std::string_view text_;
  std::vector<Token> tokens_;
  std::size_t next_ = 0;
  std::vector<Span> spans_;
  std::optional<WrongHours> wrong_;
};

}  // namespace

std::optional<WrongHours> parse_week_hours(std::string_view text, model::WeekHours& out) {
  return Parser(text).parse(out);
}

std::optional<model::WeekHours> hours_of(Report& report, const std::string& key, const Node& node) {
  if (node.type != Node::Type::text) {
    wrong_type(report, key, node, "hours such as \"mon-fri 09:00-17:00\"");
    return std::nullopt;
  }
  model::WeekHours hours;
  const std::optional<WrongHours> wrong = parse_week_hours(node.text, hours);
  if (!wrong) return hours;
  report.error(node.place_inside(wrong->position, wrong->bytes), fmt::format("`{}`: {}", key, wrong->message),
               hours_help);
  return std::nullopt;
}

}  // namespace holdfast::load
