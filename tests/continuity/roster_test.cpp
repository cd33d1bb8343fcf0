#include "agent/continuity/roster.hpp"

#include "tests/continuity/week.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::continuity {
namespace {

using namespace week;
using namespace std::chrono_literals;

std::string names(const std::vector<OnDuty>& people) {
  std::string all;
  for (const OnDuty& each : people) {
    all += (all.empty() ? "" : " ") + each.person + (each.deputy_of.empty() ? "" : "(" + each.deputy_of + ")");
  }
  return all;
}

std::string told(const std::vector<Finding>& findings) {
  std::string all;
  for (const Finding& each : findings) all += each.code + " " + each.subject + ": " + each.text + "\n";
  return all;
}

// Shanghai: 2026-03-02 is a Monday; 01:00 UTC is 09:00 there.
TEST_GROUP(Roster) {
  model::Site site;

  void setup() override {
    site.zone = shanghai();
    for (const char* id : {"li", "wang", "zhao", "chen"}) {
      site.people[id].id = id;
      site.people[id].contacts = {"tel:+861"};
    }
    role("duty-officer", {"li", "wang", "zhao"});
    duty("days", "duty-officer", {"wang", "li"}, {{span("mtwtf..", 9, 17)}});
    duty("nights", "duty-officer", {"zhao"}, {{span("mtwtf..", 17, 9)}});
  }

  void role(const char* id, std::vector<std::string> people) {
    site.roles[id].id = id;
    site.roles[id].people = std::move(people);
  }
  void duty(const char* id, const char* of, std::vector<std::string> people, model::WeekHours hours) {
    site.duties[id] = {id, of, std::move(people), std::move(hours)};
  }
  void away(const char* person, model::Day from, model::Day to) { site.people[person].away.push_back({from, to}); }
};

TEST(Roster, names_those_on_duty_in_the_order_of_the_role) {
  const Roster roster(site);
  const struct {
    WallTime at;
    const char* people;
    const char* next;
  } cases[] = {
      {utc(2026, 3, 2, 1), "li wang", "2026-03-02T09:00"},
      {utc(2026, 3, 2, 9), "zhao", "2026-03-03T01:00"},
      {utc(2026, 3, 7, 0), "zhao", "2026-03-07T01:00"},
      {utc(2026, 3, 7, 1), "", "2026-03-09T01:00"},
  };
  for (const auto& each : cases) {
    const std::string about = week::shown(each.at);
    STRCMP_EQUAL_TEXT(each.people, names(roster.on_duty("duty-officer", each.at)).c_str(), about.c_str());
    STRCMP_EQUAL_TEXT(each.next, week::shown(roster.next_change("duty-officer", each.at)).c_str(), about.c_str());
  }
  STRCMP_EQUAL("", names(roster.on_duty("nobody", utc(2026, 3, 2, 1))).c_str());
  CHECK(!roster.next_change("nobody", utc(2026, 3, 2, 1)));
}

TEST(Roster, a_role_without_duties_is_filled_by_its_people_at_all_hours) {
  role("manager", {"chen"});
  const Roster roster(site);
  STRCMP_EQUAL("chen", names(roster.on_duty("manager", utc(2026, 3, 7, 20))).c_str());
  CHECK(!roster.next_change("manager", utc(2026, 3, 7, 20)));
  CHECK(roster.uncovered("manager", utc(2026, 3, 2, 0), utc(2026, 3, 9, 0)).empty());
}

TEST(Roster, a_duty_without_people_means_those_of_its_role) {
  role("manager", {"chen", "li"});
  duty("office", "manager", {}, {{span("mtwtf..", 9, 17)}});
  STRCMP_EQUAL("chen li", names(Roster(site).on_duty("manager", utc(2026, 3, 2, 1))).c_str());
}

TEST(Roster, deputies_stand_in_for_those_who_are_away) {
  const auto march = [](unsigned date) { return day(2026, 3, date); };
  const struct {
    const char* what;
    std::vector<const char*> away;
    const char* people;
  } cases[] = {
      {"all there", {}, "li wang"},
      {"behind who is there", {"li"}, "wang chen(li)"},
      {"the deputy is away, and hers stands in", {"li", "chen"}, "wang zhao(li)"},
      {"a deputy who is on the roster anyway comes once", {"wang"}, "li"},
      {"deputies of one another, all away", {"li", "wang", "chen", "zhao"}, ""},
  };
  for (const auto& each : cases) {
    setup();
    for (auto& [id, person] : site.people) person.away.clear();
    site.people["li"].deputies = {"chen"};
    site.people["chen"].deputies = {"zhao"};
    site.people["zhao"].deputies = {"li", "chen"};
    site.people["wang"].deputies = {"li"};
    for (const char* person : each.away) away(person, march(2), march(3));
    const Roster roster(site);
    STRCMP_EQUAL_TEXT(each.people, names(roster.on_duty("duty-officer", utc(2026, 3, 2, 1))).c_str(), each.what);
    STRCMP_EQUAL_TEXT(each.people, names(roster.on_duty("duty-officer", utc(2026, 3, 3, 8))).c_str(), each.what);
    STRCMP_EQUAL_TEXT("li wang", names(roster.on_duty("duty-officer", utc(2026, 3, 4, 1))).c_str(), each.what);
  }
}

TEST(Roster, changes_when_somebody_goes_away_at_midnight_of_the_site) {
  role("manager", {"chen", "li"});
  away("chen", day(2026, 3, 4), day(2026, 3, 4));
  const Roster roster(site);
  STRCMP_EQUAL("2026-03-03T16:00", week::shown(roster.next_change("manager", utc(2026, 3, 2, 0))).c_str());
  STRCMP_EQUAL("2026-03-04T16:00", week::shown(roster.next_change("manager", utc(2026, 3, 4, 0))).c_str());
}

TEST(Roster, tells_the_first_gap_of_the_coming_week_and_how_much_is_uncovered) {
  role("manager", {"chen"});
  role("empty", {});
  site.roles["empty"].title = "Head of branch";
  STRCMP_EQUAL(
      "role-uncovered role.duty-officer: Nobody is on duty as duty-officer from Sat 2026-03-07 09:00 to Mon 2026-03-09 "
      "09:00 (2 d).\n"
      "role-uncovered role.empty: Nobody is on duty as Head of branch at any time of the coming week.\n",
      told(roster_findings(site, utc(2026, 3, 2, 1))).c_str());
  // On Wednesday zhao is away from midnight to midnight: the end of one night, the beginning of another.
  away("zhao", day(2026, 3, 4), day(2026, 3, 4));
  site.roles.erase("empty");
  STRCMP_EQUAL(
      "role-uncovered role.duty-officer: Nobody is on duty as duty-officer from Wed 2026-03-04 00:00 to Wed 2026-03-04 "
      "09:00 (9 h); 2 d 16 h of the coming week in 3 spans.\n",
      told(roster_findings(site, utc(2026, 3, 2, 1))).c_str());
  STRCMP_EQUAL(
      "role-uncovered role.duty-officer: Nobody is on duty as duty-officer from now to Mon 2026-03-09 09:00 (1 d 9 "
      "h); 2 d of the coming week in 2 spans.\n",
      told(roster_findings(site, utc(2026, 3, 7, 16))).c_str());
}

TEST(Roster, follows_the_escalation_to_its_end) {
  role("manager", {"chen"});
  role("headquarters", {});
  site.roles["duty-officer"].escalation = {"manager", 15min};
  site.roles["manager"].escalation = {"headquarters", 30min};
  const auto chain = Roster(site).escalation_chain("duty-officer");
  CHECK_EQUAL(3, chain.size());
  STRCMP_EQUAL("duty-officer", chain[0].role.c_str());
  CHECK(chain[0].after == 0min);
  STRCMP_EQUAL("manager", chain[1].role.c_str());
  CHECK(chain[1].after == 15min);
  STRCMP_EQUAL("headquarters", chain[2].role.c_str());
  CHECK(chain[2].after == 45min);
  CHECK(Roster(site).escalation_chain("nobody").empty());
}

TEST(Roster, tells_training_that_has_lapsed_or_soon_will) {
  const struct {
    const char* what;
    std::vector<model::Training> trainings;
    const char* told;
  } cases[] = {
      {"never lapses", {{"fire", day(2010, 1, 1), {}}}, ""},
      {"long valid", {{"fire", day(2026, 2, 1), 365 * 24h}}, ""},
      {"the last day",
       {{"fire", day(2026, 3, 1), 24h}},
       "training-lapses-soon person.chen: The training of chen in fire is valid until 2026-03-02, 0 more days.\n"},
      {"30 days",
       {{"fire", day(2026, 3, 2), 30 * 24h}},
       "training-lapses-soon person.chen: The training of chen in fire is valid until 2026-04-01, 30 more days.\n"},
      {"31 days", {{"fire", day(2026, 3, 2), 31 * 24h}}, ""},
      {"lapsed",
       {{"fire", day(2025, 2, 28), 365 * 24h}},
       "training-lapsed person.chen: The training of chen in fire was valid until 2026-02-28.\n"},
      {"done again", {{"fire", day(2026, 2, 1), 365 * 24h}, {"fire", day(2024, 2, 1), 365 * 24h}}, ""},
  };
  site.duties.clear();
  for (const auto& each : cases) {
    site.people["chen"].trainings = each.trainings;
    STRCMP_EQUAL_TEXT(each.told, told(roster_findings(site, utc(2026, 3, 2, 1))).c_str(), each.what);
  }
}

TEST(Roster, tells_whom_nobody_can_reach) {
  site.duties.clear();
  site.people["chen"].contacts.clear();
  site.people["chen"].name = "Chen Jie";
  STRCMP_EQUAL("person-without-contact person.chen: Nothing says how Chen Jie can be reached.\n",
               told(roster_findings(site, utc(2026, 3, 2, 1))).c_str());
}

}  // namespace
}  // namespace holdfast::continuity
