#include "agent/continuity/roster.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "agent/continuity/in_words.hpp"

namespace holdfast::continuity {
namespace {

using std::chrono::days;
using std::chrono::local_days;

constexpr days farthest{60};
constexpr days coming{7};         // coverage is looked at for so long
constexpr days soon{30};          // a training that lapses within this is told
constexpr int most_looks = 2000;  // changes of hours of one role in the 60 days

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

// "Mon 2026-03-02 17:00", in the site's zone.
std::string moment(const Zone& zone, WallTime at) {
  constexpr const char* names[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
  const LocalTime shown = zone.to_local(at);
  const local_days day = std::chrono::floor<days>(shown);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(shown - day).count();
  return fmt::format("{} {} {:02}:{:02}", names[std::chrono::weekday(day).iso_encoding() - 1],
                     in_words(model::Day(day)), minutes / 60, minutes % 60);
}

std::string called(const model::Role& role) { return role.title.empty() ? role.id : role.title; }
std::string called(const model::Person& person) { return person.name.empty() ? person.id : person.name; }

}  // namespace

Roster::Roster(const model::Site& site) : site_(site), calendar_(site.zone, site.holidays) {}

bool Roster::is_away(const model::Person& person, local_days day) const {
  return std::ranges::any_of(person.away, [&](const model::Absence& absence) {
    return local_days(absence.from) <= day && day <= local_days(absence.to);
  });
}

// Depth first, each person once: deputies may name one another.
void Roster::add_deputies(const std::string& of, const std::string& person, local_days day,
                          std::vector<std::string>& seen, std::vector<OnDuty>& out) const {
  const auto found = site_.people.find(person);
  if (found == site_.people.end()) return;
  for (const std::string& deputy : found->second.deputies) {
    const auto known = site_.people.find(deputy);
    if (known == site_.people.end() || contains(seen, deputy)) continue;
    seen.push_back(deputy);
    if (is_away(known->second, day)) {
      add_deputies(of, deputy, day, seen, out);
    } else {
      out.push_back({deputy, of});
    }
  }
}

std::vector<OnDuty> Roster::on_duty(const std::string& role, WallTime at) const {
  const auto found = site_.roles.find(role);
  if (found == site_.roles.end()) return {};
  const std::vector<std::string>& people = found->second.people;
  std::vector<std::string> rostered;
  bool has_duties = false;
  for (const auto& [id, duty] : site_.duties) {
    if (duty.role != role) continue;
    has_duties = true;
    if (!calendar_.is_open(duty.hours, at)) continue;
    for (const std::string& person : duty.people.empty() ? people : duty.people) {
      if (!contains(rostered, person)) rostered.push_back(person);
    }
  }
  if (!has_duties) rostered = people;
  std::ranges::stable_sort(rostered, {}, [&](const std::string& person) { return std::ranges::find(people, person); });

  const local_days day = calendar_.day_of(at);
  std::vector<OnDuty> there;
  std::vector<std::string> away, seen;
  for (const std::string& person : rostered) {
    const auto known = site_.people.find(person);
    if (known == site_.people.end()) continue;
    seen.push_back(person);
    if (is_away(known->second, day)) {
      away.push_back(person);
    } else {
      there.push_back({person, ""});
    }
  }
  for (const std::string& person : away) add_deputies(person, person, day, seen, there);
  return there;
}

// The next instant at which on_duty() may say something else.
std::optional<WallTime> Roster::next_look(const model::Role& role, WallTime at) const {
  std::optional<WallTime> next;
  const auto consider = [&](std::optional<WallTime> when) {
    if (when && *when > at && (!next || *when < *next)) next = when;
  };
  for (const auto& [id, duty] : site_.duties) {
    if (duty.role == role.id) consider(calendar_.next_change(duty.hours, at));
  }
  for (const auto& [id, person] : site_.people) {
    for (const model::Absence& absence : person.away) {
      consider(calendar_.begin_of(local_days(absence.from)));
      consider(calendar_.begin_of(local_days(absence.to) + days{1}));
    }
  }
  return next;
}

std::optional<WallTime> Roster::next_change(const std::string& role, WallTime at) const {
  const auto found = site_.roles.find(role);
  if (found == site_.roles.end()) return std::nullopt;
  const std::vector<OnDuty> now = on_duty(role, at);
  std::optional<WallTime> look = next_look(found->second, at);
  for (int looks = 0; looks < most_looks && look && *look <= at + farthest; ++looks) {
    if (on_duty(role, *look) != now) return look;
    look = next_look(found->second, *look);
  }
  return std::nullopt;
}

std::vector<Span> Roster::uncovered(const std::string& role, WallTime from, WallTime to) const {
  const auto found = site_.roles.find(role);
  if (found == site_.roles.end() || from >= to) return {};
  std::vector<Span> gaps;
  for (std::optional<WallTime> at = from; at && *at < to;) {
    const std::optional<WallTime> next = next_look(found->second, *at);
    const WallTime end = std::min(next.value_or(to), to);
    if (on_duty(role, *at).empty()) {
      if (!gaps.empty() && gaps.back().to == *at) {
        gaps.back().to = end;
      } else {
        gaps.push_back({*at, end});
      }
    }
    at = next;
  }
  return gaps;
}

std::vector<EscalationStep> Roster::escalation_chain(const std::string& role) const {
  std::vector<EscalationStep> chain;
  std::set<std::string> seen;
  Duration after{};
  for (auto found = site_.roles.find(role); found != site_.roles.end() && seen.insert(found->first).second;) {
    chain.push_back({found->first, after});
    const std::optional<model::Escalation>& escalation = found->second.escalation;
    if (!escalation) break;
    after += escalation->after;
    found = site_.roles.find(escalation->to);
  }
  return chain;
}

void Roster::tell_coverage(const model::Role& role, WallTime from, const std::string& from_words,
                           std::vector<Finding>& out) const {
  const std::vector<Span> gaps = uncovered(role.id, from, from + coming);
  if (gaps.empty()) return;
  const std::string subject = "role." + role.id;
  Duration total{};
  for (const Span& gap : gaps) total += gap.to - gap.from;
  if (total == coming) {
    out.push_back({"role-uncovered", subject,
                   fmt::format("Nobody is on duty as {} at any time of the coming week.", called(role))});
    return;
  }
  const Span& first = gaps.front();
  std::string text = fmt::format("Nobody is on duty as {} from {} to {} ({})", called(role),
                                 first.from == from ? from_words : moment(calendar_.zone(), first.from),
                                 moment(calendar_.zone(), first.to), in_words(first.to - first.from));
  text += gaps.size() == 1 ? "." : fmt::format("; {} of the coming week in {} spans.", in_words(total), gaps.size());
  out.push_back({"role-uncovered", subject, std::move(text)});
}

void Roster::tell_training(const model::Person& person, WallTime now, std::vector<Finding>& out) const {
  const local_days today = calendar_.day_of(now);
  std::map<std::string, local_days> valid_until;  // by topic: the latest counts
  for (const model::Training& training : person.trainings) {
    if (!training.valid_for) {
      valid_until[training.topic] = local_days::max();
      continue;
    }
    const local_days until = local_days(training.on) + std::chrono::floor<days>(*training.valid_for);
    const auto [known, is_new] = valid_until.emplace(training.topic, until);
    if (!is_new) known->second = std::max(known->second, until);
  }
  const std::string subject = "person." + person.id;
  for (const auto& [topic, until] : valid_until) {
    if (until < today) {
      out.push_back({"training-lapsed", subject,
                     fmt::format("The training of {} in {} was valid until {}.", called(person), topic,
                                 in_words(model::Day(until)))});
    } else if (until - today <= soon) {
      out.push_back({"training-lapses-soon", subject,
                     fmt::format("The training of {} in {} is valid until {}, {} more days.", called(person), topic,
                                 in_words(model::Day(until)), (until - today).count())});
    }
  }
}

std::vector<Finding> Roster::findings(WallTime from, const std::string& from_words) const {
  std::vector<Finding> found;
  for (const auto& [id, role] : site_.roles) tell_coverage(role, from, from_words, found);
  for (const auto& [id, person] : site_.people) {
    tell_training(person, from, found);
    if (person.contacts.empty()) {
      found.push_back({"person-without-contact", "person." + id,
                       fmt::format("Nothing says how {} can be reached.", called(person))});
    }
  }
  return found;
}

std::vector<Finding> roster_findings(const model::Site& site, WallTime now) {
  return Roster(site).findings(now, "now");
}

std::vector<Finding> roster_findings(const model::Site& site, model::Day today) {
  const Roster roster(site);
  return roster.findings(roster.calendar().begin_of(local_days(today)), "the beginning of " + in_words(today));
}

}  // namespace holdfast::continuity
