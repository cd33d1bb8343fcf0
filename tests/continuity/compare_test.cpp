#include "agent/continuity/compare.hpp"

#include "tests/continuity/sites.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test;
using namespace std::chrono_literals;

TEST_GROUP(Compare) {
  model::Site before = a_site(), now = a_site();
  continuity::Changes changes() { return continuity::compare(before, analysis_of(before), now, analysis_of(now)); }
};

TEST(Compare, finds_nothing_where_nothing_has_changed) {
  add(before, "teller", {1, 4, 5}, 1h);
  add(now, "teller", {1, 4, 5}, 1h);
  CHECK(changes().empty());
}

TEST(Compare, finds_new_and_dropped_services_and_changed_targets) {
  add(before, "teller", {1, 4, 5}, 1h);
  add(before, "vault", {1, 1, 1}, 1h);
  add(now, "teller", {1, 4, 5}, 2h);
  add(now, "advice", {1, 1, 1}, 1h).needs = one("system.other");
  const auto found = changes();
  STRCMP_EQUAL("advice ", join(found.added).c_str());
  STRCMP_EQUAL("vault ", join(found.dropped).c_str());
  CHECK_EQUAL(0, found.merged.size());
  CHECK_EQUAL(1, found.changed.size());
  CHECK(found.changed[0].before.figures.rto == Duration(1h));
  CHECK(found.changed[0].now.figures.rto == Duration(2h));
}

TEST(Compare, finds_a_rank_that_changed_with_the_scores_of_another) {
  add(before, "a", {1, 4, 5}, 1h);
  add(before, "b", {1, 3, 5}, 1h);
  add(now, "a", {1, 4, 5}, 1h);
  add(now, "b", {2, 4, 5}, 1h);
  CHECK_EQUAL(2, changes().changed.size());
}

TEST(Compare, takes_a_service_as_merged_that_needs_what_two_dropped_ones_did) {
  add(before, "counter", {1, 4, 5}, 1h).needs = one("system.a");
  add(before, "vault", {1, 4, 5}, 1h).needs = one("system.b");
  add(before, "nothing", {1, 4, 5}, 1h).needs = {};
  add(now, "cash-desk", {1, 4, 5}, 1h).needs = all({one("system.a"), any({one("system.b"), one("system.c")})});
  const auto found = changes();
  CHECK_EQUAL(1, found.merged.size());
  STRCMP_EQUAL("cash-desk", found.merged[0].into.c_str());
  STRCMP_EQUAL("counter vault ", join(found.merged[0].from).c_str());
  STRCMP_EQUAL("nothing ", join(found.dropped).c_str());
  CHECK(found.added.empty());
}

TEST(Compare, takes_one_dropped_service_with_the_same_needs_as_chance) {
  add(before, "counter", {1, 4, 5}, 1h);
  add(now, "cash-desk", {1, 4, 5}, 1h);
  CHECK(changes().merged.empty());
}

TEST(Compare, believes_what_a_service_says_it_replaces) {
  add(before, "counter", {1, 4, 5}, 1h);
  add(before, "vault", {1, 4, 5}, 1h);
  add(now, "a-desk", {1, 4, 5}, 1h);
  add(now, "b-desk", {1, 4, 5}, 1h).replaces = {"vault", "counter", "never-was"};
  const auto found = changes();
  CHECK_EQUAL(1, found.merged.size());
  STRCMP_EQUAL("b-desk", found.merged[0].into.c_str());
  STRCMP_EQUAL("vault counter ", join(found.merged[0].from).c_str());
  STRCMP_EQUAL("a-desk ", join(found.added).c_str());
}
