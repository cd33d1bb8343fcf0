#include "drivers/snmp/trap.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::drivers;
using namespace holdfast::drivers::snmp;

namespace {

Binding binding(const char* oid, Syntax syntax, Raw raw) { return {*parse_oid(oid), syntax, std::move(raw)}; }

}  // namespace

TEST_GROUP(Trap){};

TEST(Trap, is_named_by_its_oid_and_shows_its_variables) {
  const TrapContent content = content_of({
      binding("1.3.6.1.2.1.1.3.0", Syntax::ticks, {std::uint64_t{1}, 32}),
      binding("1.3.6.1.6.3.1.1.4.1.0", Syntax::object_id, {std::string{"1.3.6.1.2.1.33.2.1"}, 0}),
      binding("1.3.6.1.2.1.33.1.2.3.0", Syntax::integer, {std::int64_t{-3}, 32}),
      binding("1.3.6.1.2.1.33.1.1.5.0", Syntax::octets, {std::string{"UPS 1"}, 0}),
      binding("1.3.6.1.2.1.33.1.9.9.0", Syntax::null, {}),
  });
  STRCMP_EQUAL("1.3.6.1.2.1.33.2.1", content.oid.c_str());
  LONGS_EQUAL(3, content.variables.size());
  STRCMP_EQUAL("1.3.6.1.2.1.33.1.2.3.0 = -3", content.variables[0].c_str());
  STRCMP_EQUAL("1.3.6.1.2.1.33.1.1.5.0 = UPS 1", content.variables[1].c_str());
  STRCMP_EQUAL("1.3.6.1.2.1.33.1.9.9.0 = NULL", content.variables[2].c_str());
}

TEST(Trap, that_is_too_long_is_shortened) {
  std::vector<Binding> many(100, binding("1.3.6.1.9", Syntax::octets, {std::string(5000, 'x'), 0}));
  const TrapContent content = content_of(many);
  LONGS_EQUAL(8, content.variables.size());
  CHECK_TRUE(content.variables[0].size() < 150);
  STRCMP_EQUAL("", content.oid.c_str());
}

TEST(Trap, of_v1_gets_the_name_that_v2_gives_it) {
  const snmp::Oid enterprise{1, 3, 6, 1, 4, 1, 318};
  STRCMP_EQUAL("1.3.6.1.6.3.1.1.5.1", to_string(trap_oid(enterprise, 0, 0)).c_str());
  STRCMP_EQUAL("1.3.6.1.6.3.1.1.5.5", to_string(trap_oid(enterprise, 4, 7)).c_str());
  STRCMP_EQUAL("1.3.6.1.4.1.318.0.5", to_string(trap_oid(enterprise, 6, 5)).c_str());
  STRCMP_EQUAL("1.3.6.1.4.1.318.0.0", to_string(trap_oid(enterprise, -1, 0)).c_str());
}
