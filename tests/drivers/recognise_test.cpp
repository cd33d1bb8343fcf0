#include "drivers/recognise.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using drivers::Evidence;
using model::Profile;
using model::Recognition;

namespace {

Profile profile(const char* id, int priority, std::vector<std::string> object_ids,
                std::vector<std::string> present = {}) {
  Profile made;
  made.id = id;
  Recognition by;
  by.priority = priority;
  by.object_ids = std::move(object_ids);
  by.present = std::move(present);
  made.recognised_by = {by};
  return made;
}

std::string ids(const std::vector<Profile>& profiles, const Evidence& evidence) {
  std::string text;
  for (const Profile* found : drivers::recognise(profiles, evidence)) text += found->id + " ";
  return text;
}

model::PointSpec point(const char* name, const char* oid, const char* unit = "V") {
  model::PointSpec made;
  made.name = name;
  made.unit = unit;
  made.origins.front().address = model::SnmpAddress{oid};
  return made;
}

}  // namespace

TEST_GROUP(Recognise) {
  Evidence evidence;
  void setup() override {
    evidence.object_id = "1.3.6.1.4.1.318.1.3.2.7";
    evidence.present = {"1.3.6.1.2.1.33"};
  }
};

TEST(Recognise, takes_all_that_apply_the_best_first) {
  const std::vector<Profile> profiles = {profile("ietf/ups", 30, {}, {"1.3.6.1.2.1.33"}),
                                         profile("apc/ups", 50, {"1.3.6.1.4.1.318.1.3.2"}),
                                         profile("apc/pdu", 50, {"1.3.6.1.4.1.318.1.3.4"})};
  STRCMP_EQUAL("apc/ups ietf/ups ", ids(profiles, evidence).c_str());
}

TEST(Recognise, does_not_take_a_number_for_the_beginning_of_another) {
  const std::vector<Profile> profiles = {profile("a", 50, {"1.3.6.1.4.1.31"}), profile("b", 50, {"1.3.6.1.4.1.318"})};
  STRCMP_EQUAL("b ", ids(profiles, evidence).c_str());
}

TEST(Recognise, leaves_out_what_another_stands_instead_of) {
  std::vector<Profile> profiles = {profile("ietf/ups", 30, {}, {"1.3.6.1.2.1.33"}),
                                   profile("apc/ups", 50, {"1.3.6.1.4.1.318"})};
  profiles[1].instead_of = {"ietf/ups"};
  STRCMP_EQUAL("apc/ups ", ids(profiles, evidence).c_str());
}

TEST(Recognise, wants_everything_in_one_table_to_hold) {
  std::vector<Profile> profiles = {profile("a", 50, {"1.3.6.1.4.1.318"}, {"1.3.6.1.4.1.99"})};
  STRCMP_EQUAL("", ids(profiles, evidence).c_str());
  profiles[0].recognised_by[0].present = {"1.3.6.1.4.1.99", "1.3.6.1.2.1.33"};
  STRCMP_EQUAL("a ", ids(profiles, evidence).c_str());
  profiles[0].recognised_by[0].absent = {"1.3.6.1.2.1.33"};
  STRCMP_EQUAL("", ids(profiles, evidence).c_str());
}

TEST(Recognise, merged_profiles_complete_one_another_by_name) {
  Profile best = profile("apc/ups", 50, {});
  best.points = {point("input.voltage", "1.3.1.0"), point("battery.charge", "1.3.2.0", "%")};
  Profile other = profile("ietf/ups", 30, {});
  other.points = {point("input.voltage", "1.3.3.0"), point("battery.charge", "1.3.4.0", "V"),
                  point("ups.load", "1.3.5.0")};
  const Profile merged = model::merge({&best, &other});
  STRCMP_EQUAL("apc/ups", merged.id.c_str());
  LONGS_EQUAL(3, merged.points.size());
  LONGS_EQUAL(2, merged.points[0].origins.size());
  LONGS_EQUAL(1, merged.points[0].origins[1].rank);
  LONGS_EQUAL(1, merged.points[1].origins.size());  // another unit: not the same quantity
  STRCMP_EQUAL("ups.load", merged.points[2].name.c_str());
}
