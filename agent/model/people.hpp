// Who is responsible: [role.NAME], [person.NAME], [duty.NAME] and holidays. Plain data, in the site's time zone.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "agent/model/business.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

// Hours of a week: "always", "mon-fri 09:00-17:00 except holidays", "sat 10:00-14:00; sun 22:00-06:00" (the latter into
// Monday). What counts is the day on which a span begins.
struct WeekHours {
  enum class Holidays { ignored, left_out, included };
  struct Span {
    std::array<bool, 7> days{};  // from Monday, on which it begins
    std::chrono::minutes from{0};
    std::chrono::minutes to{24 * 60};       // not later than `from`: it ends on the next day
    Holidays holidays = Holidays::ignored;  // left_out: not on holidays; included: on every holiday besides
  };
  std::vector<Span> spans;  // empty: always
  bool always() const { return spans.empty(); }
};

struct Escalation {
  std::string to;  // a role
  Duration after{};
};

struct Role {
  enum class Kind { leadership, response, support };
  std::string id;
  std::string title;
  Kind kind = Kind::response;
  std::vector<std::string> duties;
  std::vector<std::string> people;  // who can fill it, in order: the first who is on duty does
  std::optional<Escalation> escalation;
};

struct Training {
  std::string topic;
  Day on{};
  std::optional<Duration> valid_for;
};

// Days on which a person is not there, both included.
struct Absence {
  Day from{};
  Day to{};
};

struct Person {
  std::string id;
  std::string name;
  std::vector<std::string> deputies;  // persons
  std::vector<std::string> contacts;  // "tel:+86...", "mailto:..."
  std::vector<Training> trainings;
  std::vector<Absence> away;
};

// Who is on duty when. A role without any duty is filled by its people at all hours.
struct Duty {
  std::string id;
  std::string role;
  std::vector<std::string> people;  // empty: those of the role
  WeekHours hours;
};

}  // namespace holdfast::model
