// What right files say of people and hours: [role.*], [person.*], [duty.*], holidays, the site's time zone.
#include "tests/load/folders.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::load {
namespace {

using namespace std::chrono_literals;

TEST_GROUP(People) {
  TemporaryFolder folder;
  Loaded load() { return load_site(folder.path(), source_folder() + "/config/profiles"); }
};

TEST(People, roles_persons_and_duties_are_read_as_written) {
  folder.write("site.toml", R"([site]
id = "branch"
timezone = "Asia/Shanghai"
holidays = [2026-10-01, "2026-10-02"]

[role.leader]
title = "Head of the branch"
kind = "leadership"
duties = ["declares", "speaks to the regulator"]
people = ["li", "wang"]

[role.duty-officer]
escalation = { to = "leader", after = "15m" }

[person.li]
name = "Li Na"
deputies = ["wang"]
contacts = ["tel:+861012345678", "mailto:li@bank.example"]
training = [{ topic = "fire", on = 2026-03-01, valid_for = "365d" }, { topic = "plan", on = "2026-01-01" }]
away = [{ from = 2026-03-10, to = 2026-03-14 }]

[person.wang]

[duty.days]
role = "duty-officer"
people = ["wang"]
hours = "mon-fri 09:00-17:00 except holidays"

[service.teller]
hours = "mon-sat 09:00-17:00"
)");
  const Loaded loaded = load();
  STRCMP_EQUAL("", rendered(loaded).c_str());
  const model::Site& site = loaded.site;
  CHECK(site.zone.offset_at({}) == 8h);
  CHECK_EQUAL(2, site.holidays.size());

  const model::Role& leader = site.roles.at("leader");
  STRCMP_EQUAL("Head of the branch", leader.title.c_str());
  CHECK(leader.kind == model::Role::Kind::leadership);
  CHECK_EQUAL(2, leader.duties.size());
  CHECK_EQUAL(2, leader.people.size());
  CHECK(!leader.escalation);
  const model::Role& officer = site.roles.at("duty-officer");
  CHECK(officer.kind == model::Role::Kind::response);
  STRCMP_EQUAL("leader", officer.escalation->to.c_str());
  CHECK(officer.escalation->after == 15min);

  const model::Person& li = site.people.at("li");
  STRCMP_EQUAL("Li Na", li.name.c_str());
  CHECK_EQUAL(2, li.contacts.size());
  CHECK_EQUAL(2, li.trainings.size());
  CHECK(li.trainings[0].valid_for == 365 * 24h);
  CHECK(!li.trainings[1].valid_for);
  CHECK_EQUAL(1, li.away.size());
  CHECK(li.away[0].from < li.away[0].to);

  const model::Duty& days = site.duties.at("days");
  STRCMP_EQUAL("duty-officer", days.role.c_str());
  CHECK_EQUAL(1, days.hours.spans.size());
  CHECK(days.hours.spans[0].holidays == model::WeekHours::Holidays::left_out);
  CHECK_EQUAL(1, site.services.at("teller").hours.spans.size());
}

TEST(People, nobody_need_be_named) {
  folder.write("site.toml", "[site]\nid = \"branch\"\n[service.teller]\n");
  const Loaded loaded = load();
  STRCMP_EQUAL("", rendered(loaded).c_str());
  CHECK(loaded.site.zone.offset_at({}) == 0h);
  CHECK(loaded.site.services.at("teller").hours.always());
}

}  // namespace
}  // namespace holdfast::load
