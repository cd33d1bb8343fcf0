#include "drivers/snmp/questions.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;
using holdfast::model::Origin;
using holdfast::model::PointSpec;
using holdfast::model::SnmpAddress;

namespace {

constexpr const char* newer = "1.3.1.0";
constexpr const char* older = "1.3.2.0";
constexpr const char* other = "1.3.3.0";

PointSpec number(const char* name, const std::vector<const char*>& oids) {
  PointSpec point;
  point.name = name;
  point.origins.clear();
  for (const char* oid : oids) {
    Origin origin;
    origin.address = SnmpAddress{oid};
    point.origins.push_back(std::move(origin));
  }
  return point;
}

std::string text_of(const Questions& questions) {
  std::string text;
  for (const snmp::Oid& oid : questions.objects) text += (text.empty() ? "" : " ") + to_string(oid);
  return text;
}

}  // namespace

TEST_GROUP(Questions) {
  const std::vector<PointSpec> points{number("battery.charge", {newer, older}), number("battery.voltage", {other})};
  const std::vector<Target> all{{0, std::nullopt}, {1, std::nullopt}};
  const std::vector<Target> first{{0, std::nullopt}};
  Patterns patterns;
  Asked asked{points, patterns};

  // The device has these objects, and is read.
  void read(const std::vector<const char*>& oids) {
    Objects objects{patterns};
    for (const char* oid : oids) objects.put(*parse_oid(oid), {Raw{std::int64_t{5}, 32}, {}});
    asked.learn(all, evaluate(points, all, objects), objects);
  }
};

TEST(Questions, are_the_same_ones_until_something_is_learned) {
  const auto before = asked.questions(all);
  STRCMP_EQUAL("1.3.1.0 1.3.2.0 1.3.3.0", text_of(*before).c_str());
  POINTERS_EQUAL(before.get(), asked.questions(all).get());
  read({older, other});
  const auto learned = asked.questions(all);
  STRCMP_EQUAL("1.3.2.0 1.3.3.0", text_of(*learned).c_str());
  read({older, other});
  POINTERS_EQUAL(learned.get(), asked.questions(all).get());
}

TEST(Questions, are_kept_for_each_set_of_points) {
  read({newer, other});
  const auto some = asked.questions(first);
  STRCMP_EQUAL("1.3.1.0", text_of(*some).c_str());
  STRCMP_EQUAL("1.3.1.0 1.3.3.0", text_of(*asked.questions(all)).c_str());
  POINTERS_EQUAL(some.get(), asked.questions(first).get());
}

TEST(Questions, ask_for_everything_again_when_a_point_has_lost_its_value) {
  read({older, other});
  const auto under_way = asked.questions(all);
  read({other});
  STRCMP_EQUAL("1.3.1.0 1.3.2.0 1.3.3.0", text_of(*asked.questions(all)).c_str());
  STRCMP_EQUAL("1.3.2.0 1.3.3.0", text_of(*under_way).c_str());  // whoever holds them may go on
}

TEST(Questions, ask_for_everything_again_after_forgetting) {
  read({older, other});
  STRCMP_EQUAL("1.3.2.0", text_of(*asked.questions(first)).c_str());
  asked.forget();
  STRCMP_EQUAL("1.3.1.0 1.3.2.0", text_of(*asked.questions(first)).c_str());
}
