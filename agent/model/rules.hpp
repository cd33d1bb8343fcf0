// Rules that grade an incident and say what a grade obliges to: dated files, never constants in code. Plain data.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/model/business.hpp"
#include "agent/model/people.hpp"
#include "platform/time.hpp"

namespace holdfast::model {

// How far a failure reaches. A branch sees itself only; the rest the operations centre or a person must say.
enum class Reach { site, province, provinces };

// All that a rule asks for must hold at once. What it does not ask for is empty.
struct GradeRule {
  std::string id;
  std::string title;
  std::string grade;
  std::string source;     // where the rule is written
  bool verified = false;  // somebody compared it with its source
  std::optional<Duration> lasts;
  bool at_peak = false;                         // only time within peak hours counts
  int services_down = 0;                        // at least so many
  std::vector<std::string> services;            // only these count; empty: all
  std::optional<int> service_class;             // only those of this priority class or a more important one count
  std::optional<double> revenue_share;          // of those down, at least this part of the whole, 0 to 1
  std::optional<double> volume_share;           // the same
  std::vector<std::string> disruption_classes;  // the incident's is one of these
  Reach reach = Reach::site;
};

struct Obligation {
  std::string id;
  std::string text;   // what is to be done
  std::string after;  // a grade: from this one up
  std::string to;     // a regulator in words, or "role.NAME"
  Duration within{};  // since the grade was reached
  std::string source;
  bool verified = false;
};

struct RuleSet {
  std::string id = "neutral";  // its file's name
  std::string title;
  std::optional<Day> in_force;  // its version
  std::string source;
  std::vector<std::string> grades;  // the lowest first; empty: nothing is graded
  WeekHours peak;
  std::vector<GradeRule> rules;
  std::vector<Obligation> obligations;
};

}  // namespace holdfast::model
