#include "drivers/snmp/oid.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast::drivers::snmp;

TEST_GROUP(Oid){};

TEST(Oid, is_read_and_shown) {
  struct Case {
    const char* text;
    const char* wanted;  // empty: refused
  };
  const Case cases[] = {
      {"1.3.6.1", "1.3.6.1"},
      {".1.3.6.1", "1.3.6.1"},
      {"1.3.4294967295", "1.3.4294967295"},
      {"", ""},
      {".", ""},
      {"1", ""},
      {"1.", ""},
      {"1..3", ""},
      {"..1.3", ""},
      {"1.3.4294967296", ""},
      {"1.3.-1", ""},
      {"1.3.x", ""},
      {"sysDescr.0", ""},
      {"1.3 ", ""},
      {"1.3.{n}", ""},
  };
  for (const Case& one : cases) {
    const auto oid = parse_oid(one.text);
    STRCMP_EQUAL_TEXT(one.wanted, oid ? to_string(*oid).c_str() : "", one.text);
  }
  std::string longest = "1";
  for (int i = 1; i < 128; ++i) longest += ".1";
  CHECK_TRUE(parse_oid(longest).has_value());
  CHECK_FALSE(parse_oid(longest + ".1").has_value());
}

TEST(Oid, lies_below_its_prefix_only) {
  const holdfast::drivers::snmp::Oid prefix{1, 3, 6};
  CHECK_TRUE(is_below(prefix, {1, 3, 6, 1}));
  CHECK_FALSE(is_below(prefix, {1, 3, 6}));
  CHECK_FALSE(is_below(prefix, {1, 3, 7, 1}));
  CHECK_FALSE(is_below(prefix, {1, 3}));
}
