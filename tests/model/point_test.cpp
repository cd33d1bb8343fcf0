#include "agent/model/point.hpp"

#include "agent/model/sample.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::model;

TEST_GROUP(Points){};

TEST(Points, gives_each_name_one_id_for_life) {
  Points points;
  const PointId first = points.intern({"ups-main", "output.source", "", Kind::enumeration, {"normal"}, false});
  const PointId second = points.intern({"ups-main", "battery.charge", "%", Kind::integer, {}, false});
  CHECK(first != second);
  for (int i = 0; i < 1000; ++i) points.intern({"pdu-a", "outlet." + std::to_string(i) + ".status", "", {}, {}, true});
  CHECK(points.find("ups-main.output.source") == first);
  CHECK(points.find("ups-main.battery.charge") == second);
  STRCMP_EQUAL("%", points.info(second).unit.c_str());
  LONGS_EQUAL(1002, points.size());
}

TEST(Points, keeps_what_it_knew_when_a_name_comes_again) {
  Points points;
  const PointId first = points.intern({"meter", "input.voltage", "V", Kind::number, {}, false});
  const PointId again = points.intern({"meter", "input.voltage", "mV", Kind::integer, {}, true});
  CHECK(first == again);
  LONGS_EQUAL(1, points.size());
  STRCMP_EQUAL("V", points.info(again).unit.c_str());
}

TEST(Points, finds_whole_names_only) {
  Points points;
  points.intern({"meter", "input.voltage", "V", Kind::number, {}, false});
  CHECK_FALSE(points.find("meter.input").has_value());
  CHECK_FALSE(points.find("input.voltage").has_value());
  CHECK_FALSE(points.find("").has_value());
}

TEST(Points, lists_names_in_the_order_of_interning) {
  Points points;
  points.intern({"b", "x", "", Kind::number, {}, false});
  points.intern({"a", "y.z", "", Kind::number, {}, false});
  const std::vector<std::string> names = points.names();
  LONGS_EQUAL(2, names.size());
  STRCMP_EQUAL("b.x", names[0].c_str());
  STRCMP_EQUAL("a.y.z", names[1].c_str());
}

TEST(Points, qualities_and_reasons_have_names) {
  STRCMP_EQUAL("uncertain", to_string(Quality::uncertain));
  STRCMP_EQUAL("no_contact", to_string(Reason::no_contact));
  STRCMP_EQUAL("none", to_string(Reason::none));
}
