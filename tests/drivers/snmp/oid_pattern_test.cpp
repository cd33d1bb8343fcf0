#include "drivers/snmp/oid_pattern.hpp"

#include "CppUTest/TestHarness.h"

using holdfast::drivers::snmp::OidPattern;
using holdfast::drivers::snmp::parse_oid;
using holdfast::model::Row;

TEST_GROUP(OidPattern){};

TEST(OidPattern, finds_the_row_where_its_mark_stands) {
  struct Case {
    const char* pattern;
    const char* oid;
    const char* row;  // "": it matches without a row; nullptr: it does not match
  };
  const Case cases[] = {
      {"1.3.6.4.{n}", "1.3.6.4.7", "7"},
      {"1.3.6.4.{n}", "1.3.6.4.7.1", nullptr},
      {"1.3.6.4.{n}", "1.3.6.4", nullptr},
      {"1.3.6.4.{n}", "1.3.6.5.7", nullptr},
      {"1.3.6.4.{n}.0", "1.3.6.4.7.0", "7"},
      {"1.3.6.4.{n}.0", "1.3.6.4.7.1", nullptr},
      {"1.3.6.4.{n..}", "1.3.6.4.1.12", "1.12"},
      {"1.3.6.4.{n..}.0", "1.3.6.4.1.12.0", "1.12"},
      {"1.3.6.4.{n..}", "1.3.6.4.1.2.3.4.5.6.7", nullptr},
      {"1.3.6.*.{n}", "1.3.6.9.7", "7"},
      {"1.3.6.*.0", "1.3.6.9.0", ""},
      {"1.3.6.4.0", "1.3.6.4.0", ""},
  };
  for (const Case& one : cases) {
    const auto pattern = OidPattern::parse(one.pattern);
    const auto row = pattern->row_of(*parse_oid(one.oid));
    CHECK_TEXT(row.has_value() == (one.row != nullptr), one.oid);
    if (row) STRCMP_EQUAL_TEXT(one.row, row->text().c_str(), one.oid);
  }
}

TEST(OidPattern, names_the_object_of_a_row_unless_a_star_leaves_it_open) {
  const auto text = [](const char* pattern, const Row& row) {
    const auto oid = OidPattern::parse(pattern)->with(row);
    return oid ? holdfast::drivers::snmp::to_string(*oid) : std::string("?");
  };
  STRCMP_EQUAL("1.3.6.4.7.0", text("1.3.6.4.{n}.0", 7).c_str());
  STRCMP_EQUAL("1.3.6.4.1.12", text("1.3.6.4.{n..}", *Row::parse("1.12")).c_str());
  STRCMP_EQUAL("?", text("1.3.6.4.{n}", *Row::parse("1.12")).c_str());
  STRCMP_EQUAL("?", text("1.3.6.*.{n}", 7).c_str());
}

TEST(OidPattern, refuses_what_is_no_pattern) {
  for (const char* text : {"", "1", "1.3.x", "1.3.{n}.{n}", "1.3.{m}", "1.3..4", "1.3.99999999999"})
    CHECK_FALSE_TEXT(OidPattern::parse(text).has_value(), text);
}
