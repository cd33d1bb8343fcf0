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

// Hours of a week: "always", "mon-fri 09:00-17:00", "sat 10:00-14:00; sun 22:00-06:00" (the latter into Monday).
struct WeekHours {
  struct Span {
    std::array<bool, 7> days{};  // from Monday, on which it begins
    std::chrono::minutes from{0};
    std::chrono::minutes to{24 * 60};  // not later than `from`: it ends on the next day
    bool on_holidays = true;
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

struct Person {
  std::string id;
  std::string name;
  std::vector<std::string> deputies;  // persons
  std::vector<std::string> contacts;  // "tel:+86...", "mailto:..."
  std::vector<Training> trainings;
};

// Who is on duty when.
struct Duty {
  std::string id;
  std::string role;
  std::vector<std::string> people;
  WeekHours hours;
};

}  // namespace holdfast::model
