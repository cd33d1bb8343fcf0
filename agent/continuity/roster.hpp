// Who is on duty for a role, when that changes, and when nobody is. A pure function of [role.*], [person.*], [duty.*]
// and the time; the agent does not know more about people than what was written down.
//
// On duty for a role are the people of its duties whose hours are open, in the role's own order; of a role without
// duties, its people at all hours. In the place of those who are away come their deputies (and theirs), behind all who
// are there.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/calendar.hpp"
#include "agent/continuity/finding.hpp"
#include "agent/model/site.hpp"

namespace holdfast::continuity {

struct OnDuty {
  std::string person;
  std::string deputy_of;  // the person on the roster who is away; empty: on the roster
  bool operator==(const OnDuty&) const = default;
};

struct EscalationStep {
  std::string role;
  Duration after{};  // since the first role was asked
};

class Roster {
 public:
  // `site` is only read here and outlives this.
  explicit Roster(const model::Site& site);

  const Calendar& calendar() const { return calendar_; }

  // In the order in which they are asked. Empty: nobody, or no such role.
  std::vector<OnDuty> on_duty(const std::string& role, WallTime at) const;

  // When on_duty() says something else; nothing if it does not within 60 days.
  std::optional<WallTime> next_change(const std::string& role, WallTime at) const;

  // The spans of [from, to) in which nobody is on duty.
  std::vector<Span> uncovered(const std::string& role, WallTime from, WallTime to) const;

  // Whom to turn to when a role does not answer: itself first, then up its chain. Loading refuses circles.
  std::vector<EscalationStep> escalation_chain(const std::string& role) const;

  // role-uncovered (in the week from `now`), training-lapsed, training-lapses-soon (within 30 days),
  // person-without-contact.
  // Of the week from then on; `from_words` is what that moment is called: "now".
  std::vector<Finding> findings(WallTime from, const std::string& from_words) const;

 private:
  bool is_away(const model::Person& person, std::chrono::local_days day) const;
  void add_deputies(const std::string& of, const std::string& person, std::chrono::local_days day,
                    std::vector<std::string>& seen, std::vector<OnDuty>& out) const;
  std::optional<WallTime> next_look(const model::Role& role, WallTime at) const;
  void tell_coverage(const model::Role& role, WallTime from, const std::string& from_words,
                     std::vector<Finding>& out) const;
  void tell_training(const model::Person& person, WallTime now, std::vector<Finding>& out) const;

  const model::Site& site_;
  Calendar calendar_;
};

// The same, for those who need no more: of the week from this moment, or from the beginning of a day at the site.
std::vector<Finding> roster_findings(const model::Site& site, WallTime now);
std::vector<Finding> roster_findings(const model::Site& site, model::Day today);

}  // namespace holdfast::continuity
