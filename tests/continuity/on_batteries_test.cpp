#include "agent/continuity/on_batteries.hpp"

#include "tests/continuity/readiness_fixture.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::test::powered;

namespace {

using Says = std::vector<std::pair<const char*, Truth>>;

// What is found of the service cash, when the sources named are seen not to work and each UPS says that of itself.
Truth cash_on_batteries(const model::Site& site, const std::vector<const char*>& gone, const Says& says) {
  const Graph graph = Graph::make(site);
  std::vector<Fact> facts(graph.size());
  for (const char* source : gone) facts[*graph.find(source)].up = Truth::no;
  std::vector<std::optional<Truth>> words(graph.size());
  for (const auto& [ups, truth] : says) words[*graph.find(ups)] = truth;
  continuity::Healths present;
  continuity::work_out(graph, facts, {}, continuity::Outlook::present, present);
  return continuity::on_batteries(graph, facts, present, words)[*graph.find("service.cash")];
}

// The atm has a second feed, from another UPS.
model::Site fed_twice() {
  model::Site site = a_site();
  site.devices["ups-b"].id = "ups-b";
  site.devices["ups-b"].device_class = "ups";
  site.devices["ups-b"].powered_by = one("source.mains");
  site.devices["atm"].powered_by = any({one("pdu.outlet.1"), one("ups-b")});
  return site;
}

// mains -> ups-a -> ups -> pdu
model::Site in_series() {
  model::Site site = a_site();
  site.devices["ups-a"].id = "ups-a";
  site.devices["ups-a"].device_class = "ups";
  site.devices["ups-a"].powered_by = one("source.mains");
  site.devices["ups"].powered_by = one("ups-a");
  return site;
}

}  // namespace

TEST_GROUP(OnBatteries){};

TEST(OnBatteries, goes_by_the_rules_where_a_ups_has_no_word_for_it) {
  CHECK(cash_on_batteries(a_site(), {}, {}) == Truth::no);
  CHECK(cash_on_batteries(a_site(), {"source.mains"}, {}) == Truth::yes);
}

TEST(OnBatteries, believes_the_ups_before_the_rules) {
  CHECK(cash_on_batteries(a_site(), {}, {{"device.ups", Truth::yes}}) == Truth::yes);  // its breaker has tripped
  CHECK(cash_on_batteries(a_site(), {"source.mains"}, {{"device.ups", Truth::no}}) == Truth::no);
}

TEST(OnBatteries, takes_no_word_for_no_answer) {
  CHECK(cash_on_batteries(a_site(), {}, {{"device.ups", Truth::unknown}}) == Truth::unknown);
  CHECK(cash_on_batteries(a_site(), {"source.mains"}, {{"device.ups", Truth::unknown}}) == Truth::yes);
}

TEST(OnBatteries, has_not_begun_while_another_feed_is_there) {
  CHECK(cash_on_batteries(fed_twice(), {}, {{"device.ups", Truth::yes}, {"device.ups-b", Truth::no}}) == Truth::no);
  CHECK(cash_on_batteries(fed_twice(), {}, {{"device.ups", Truth::yes}, {"device.ups-b", Truth::unknown}}) ==
        Truth::unknown);
  CHECK(cash_on_batteries(fed_twice(), {}, {{"device.ups", Truth::yes}, {"device.ups-b", Truth::yes}}) == Truth::yes);
}

TEST(OnBatteries, counts_a_ups_that_another_feeds_from_its_battery) {
  CHECK(cash_on_batteries(in_series(), {}, {{"device.ups-a", Truth::yes}, {"device.ups", Truth::no}}) == Truth::yes);
}
