#include "agent/continuity/health.hpp"

#include <random>

#include "agent/continuity/culprits.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using continuity::Fact;
using continuity::Graph;
using continuity::Health;
using continuity::Healths;
using continuity::Outlook;
using detect::Truth;
using model::Needs;

namespace {

Needs one(std::string name) { return {Needs::Rule::one, 0, std::move(name), {}}; }
Needs all(std::vector<Needs> parts) { return {Needs::Rule::all_of, 0, "", std::move(parts)}; }
Needs any(std::vector<Needs> parts) { return {Needs::Rule::any_of, 0, "", std::move(parts)}; }
Needs least(int count, std::vector<Needs> parts) { return {Needs::Rule::at_least, count, "", std::move(parts)}; }

// mains, generator -> ats -> ups -> pdu -> switch, host; the UPS is reached through the switch that it feeds.
model::Site a_site() {
  model::Site site;
  for (const char* id : {"mains", "generator"}) site.sources[id].id = id;
  for (const char* id : {"ats", "ups", "pdu", "switch", "host", "printer"}) site.devices[id].id = id;
  site.devices["ats"].powered_by = any({one("source.mains"), one("source.generator")});
  site.devices["ups"].device_class = "ups";
  site.devices["ups"].powered_by = one("ats");
  site.devices["ups"].reached_by = one("link.lan");
  site.devices["pdu"].powered_by = one("ups");
  site.devices["switch"].powered_by = one("pdu.outlet.1");
  site.devices["host"].powered_by = one("pdu.outlet.2");
  site.devices["host"].reached_by = one("link.lan");
  site.devices["printer"].powered_by = one("ats");
  site.links["lan"].needs = one("switch");
  site.services["cash"].needs = all({one("host"), one("link.lan")});
  site.services["cash"].wants = one("printer");
  return site;
}

class Branch {
 public:
  explicit Branch(model::Site site = a_site()) : graph(Graph::make(site)), facts(graph.size()), lost(graph.size()) {}

  void seen(const char* name, Truth up) { facts[*graph.find(name)].up = up; }
  void lose(const char* name) { lost[*graph.find(name)] = 1; }
  std::string of(const char* name, Outlook outlook = Outlook::present) {
    continuity::work_out(graph, facts, lost, outlook, healths);
    return continuity::to_string(healths.of(*graph.find(name)));
  }

  Graph graph;
  std::vector<Fact> facts;
  std::vector<std::uint8_t> lost;
  Healths healths;
};

}  // namespace

TEST_GROUP(Health){};

TEST(Health, of_what_nobody_watches_is_that_of_what_it_stands_on) {
  Branch branch;
  STRCMP_EQUAL("normal", branch.of("service.cash").c_str());
  branch.seen("switch", Truth::no);
  STRCMP_EQUAL("down", branch.of("link.lan").c_str());
  STRCMP_EQUAL("down", branch.of("host").c_str());
  STRCMP_EQUAL("down", branch.of("service.cash").c_str());
  STRCMP_EQUAL("normal", branch.of("pdu").c_str());
}

TEST(Health, lets_a_battery_hold_what_it_feeds_until_it_is_empty) {
  Branch branch;
  branch.lose("source.mains");
  STRCMP_EQUAL("at risk", branch.of("ats", Outlook::what_if).c_str());
  branch.lose("source.generator");
  STRCMP_EQUAL("down", branch.of("ats", Outlook::what_if).c_str());
  STRCMP_EQUAL("degraded", branch.of("service.cash", Outlook::what_if).c_str());  // the printer is on no battery
  STRCMP_EQUAL("down", branch.of("service.cash", Outlook::lasting).c_str());
}

TEST(Health, believes_what_is_seen_to_work) {
  Branch branch;
  branch.seen("pdu", Truth::yes);
  branch.lose("ups");
  STRCMP_EQUAL("at risk", branch.of("pdu").c_str());
  STRCMP_EQUAL("down", branch.of("pdu", Outlook::what_if).c_str());  // but not of another world
}

TEST(Health, of_a_service_is_degraded_without_what_it_wants) {
  Branch branch;
  branch.seen("printer", Truth::no);
  STRCMP_EQUAL("degraded", branch.of("service.cash").c_str());
  branch.seen("printer", Truth::unknown);
  STRCMP_EQUAL("at risk", branch.of("service.cash").c_str());
}

TEST(Health, of_alternatives_is_a_table) {
  struct Case {
    Truth a, b, c;
    const char* any;
    const char* two;
  };
  constexpr Truth yes = Truth::yes;
  constexpr Truth no = Truth::no;
  constexpr Truth dark = Truth::unknown;
  const Case cases[] = {
      {yes, yes, yes, "normal", "normal"},     {yes, yes, no, "at risk", "at risk"},
      {yes, no, no, "at risk", "down"},        {no, no, no, "down", "down"},
      {yes, yes, dark, "at risk", "at risk"},  {yes, dark, no, "at risk", "unknown"},
      {dark, no, no, "unknown", "down"},       {dark, dark, no, "unknown", "unknown"},
      {yes, dark, dark, "at risk", "unknown"},
  };
  for (const Case& each : cases) {
    model::Site site;
    for (const char* id : {"a", "b", "c"}) site.systems[id].id = id;
    site.services["any"].needs = any({one("system.a"), one("system.b"), one("system.c")});
    site.services["two"].needs = least(2, {one("system.a"), one("system.b"), one("system.c")});
    Branch branch(site);
    branch.seen("system.a", each.a);
    branch.seen("system.b", each.b);
    branch.seen("system.c", each.c);
    STRCMP_EQUAL(each.any, branch.of("service.any").c_str());
    STRCMP_EQUAL(each.two, branch.of("service.two").c_str());
  }
}

TEST(Health, never_counts_unknown_as_normal) {
  std::mt19937 random(20260301);
  const Graph graph = Graph::make(a_site());
  for (int round = 0; round < 2000; ++round) {
    std::vector<Fact> facts(graph.size());
    for (Fact& fact : facts)
      if (random() % 3 == 0) fact.up = static_cast<Truth>(random() % 3);
    Healths healths;
    continuity::work_out(graph, facts, {}, Outlook::present, healths);
    for (continuity::NodeId node = 0; node < graph.size(); ++node) {
      if (facts[node].up == Truth::unknown) CHECK(!continuity::is_up(healths.of(node)));
      // What stands on something unknown and is not seen to work by itself is not normal.
      if (facts[node].up == Truth::yes || graph[node].kind == continuity::NodeKind::source) continue;
      std::vector<continuity::NodeId> needed;
      continuity::collect(graph[node].reach, needed);
      continuity::collect(graph[node].needs, needed);
      for (const continuity::NodeId other : needed)
        if (healths.of(other) == Health::unknown) CHECK(!continuity::is_up(healths.of(node)));
    }
  }
}

TEST(Health, is_explained_by_what_lies_deepest) {
  Branch branch;
  branch.seen("switch", Truth::no);
  CHECK(branch.of("service.cash") == "down");
  const auto found =
      continuity::culprits(branch.graph, branch.facts, branch.healths, *branch.graph.find("service.cash"));
  CHECK_EQUAL(1u, found.size());
  STRCMP_EQUAL("device.switch", branch.graph[found.front()].name.c_str());
}

TEST_GROUP(Graph){};

TEST(Graph, knows_what_everything_rests_on) {
  const Graph graph = Graph::make(a_site());
  const auto node = [&](const char* name) { return *graph.find(name); };
  CHECK(graph.rests_on(node("service.cash"), node("source.mains")));
  CHECK(graph.rests_on(node("service.cash"), node("device.pdu")));
  CHECK(graph.rests_on(node("ups"), node("switch")));  // by reach
  CHECK_FALSE(graph.rests_on(node("ats"), node("ups")));
  CHECK_FALSE(graph.rests_on(node("service.cash"), node("printer")));  // only wanted
}

TEST(Graph, calls_an_outlet_by_its_device) {
  const Graph graph = Graph::make(a_site());
  const auto outlet = graph.find("pdu.outlet.1");
  CHECK(outlet.has_value());
  STRCMP_EQUAL("device.pdu.outlet.1", graph[*outlet].name.c_str());
  CHECK(graph[graph[*outlet].device].name == "device.pdu");
}
