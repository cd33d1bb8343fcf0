#include "agent/serve/target.hpp"

#include "CppUTest/TestHarness.h"

using holdfast::serve::format_target;
using holdfast::serve::parse_target;
using holdfast::serve::Target;

TEST_GROUP(Target){};

TEST(Target, is_taken_apart_and_decoded) {
  const struct {
    const char* text;
    const char* path;
    std::map<std::string, std::string> query;
  } table[] = {
      {"/", "/", {}},
      {"/points", "/points", {}},
      {"/points?", "/points", {}},
      {"/points?device=ups-main", "/points", {{"device", "ups-main"}}},
      {"/points?a=1&b=2&&a=3", "/points", {{"a", "3"}, {"b", "2"}}},
      {"/points?all", "/points", {{"all", ""}}},
      {"/a%20b?x=1%2B1&y=a+b", "/a b", {{"x", "1+1"}, {"y", "a b"}}},
      {"/a+b", "/a+b", {}},
  };
  for (const auto& row : table) {
    const auto target = parse_target(row.text);
    CHECK(target.has_value());
    STRCMP_EQUAL(row.path, target->path.c_str());
    CHECK(row.query == target->query);
  }
}

TEST(Target, that_is_broken_is_refused) {
  for (const char* text : {"", "points", "http://x/points", "/%", "/%4", "/%zz", "/a?b=%g0", "/a?%=1", "*"}) {
    CHECK_FALSE(parse_target(text).has_value());
  }
}

TEST(Target, survives_being_put_together_and_taken_apart) {
  const Target target{"/points/\xC3\xA9", {{"a b", "1&2=3"}, {"empty", ""}, {"plus", "1+1"}}};
  const auto again = parse_target(format_target(target));
  CHECK(again->path == target.path);
  CHECK(again->query == target.query);
}
