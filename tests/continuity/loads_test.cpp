// What a site and its readings become: pools, draws, and the loads of each service.
#include "agent/continuity/loads.hpp"

#include <map>

#include "CppUTest/TestHarness.h"

namespace holdfast::continuity {
namespace {

using model::Needs;
using namespace std::chrono_literals;

Needs one(std::string name) { return {Needs::Rule::one, 0, std::move(name), {}}; }
Needs all(std::vector<Needs> parts) { return {Needs::Rule::all_of, 0, "", std::move(parts)}; }
Needs any(std::vector<Needs> parts) { return {Needs::Rule::any_of, 0, "", std::move(parts)}; }
Needs least(int count, std::vector<Needs> parts) { return {Needs::Rule::at_least, count, "", std::move(parts)}; }

}  // namespace

// Two UPS behind the mains, a PDU behind each, and what a test puts on them.
TEST_GROUP(Loads) {
  void setup() override {
    site.sources["mains"].id = "mains";
    for (const char* ups : {"ups-a", "ups-b"}) device(ups, one("source.mains")).device_class = "ups";
    device("pdu-a", one("ups-a"));
    device("pdu-b", one("ups-b"));
    reading["ups-a.battery.runtime"] = 1800;
    reading["ups-a.output.realpower"] = 400;
    reading["ups-b.battery.runtime"] = 3600;
    reading["ups-b.output.realpower"] = 400;
  }

  model::Device& device(const std::string& id, Needs powered_by) {
    model::Device& made = site.devices[id];
    made.id = id;
    made.powered_by = std::move(powered_by);
    return made;
  }

  model::Load& load(const std::string& id, const std::string& outlet, double watts) {
    model::Load& made = site.loads[id];
    made.id = id;
    made.outlet = outlet;
    made.watts = watts;
    return made;
  }

  // The mains are lost: both UPS run on battery. Everything that is not `down` works.
  void work_out() {
    graph.emplace(Graph::make(site));
    map.emplace(*graph, site);
    std::vector<Fact> facts(graph->size());
    std::vector<std::uint8_t> lost(graph->size(), 0);
    for (const std::string& name : down) facts[*graph->find(name)].up = detect::Truth::no;
    if (mains_lost) lost[*graph->find("source.mains")] = 1;
    continuity::work_out(*graph, facts, lost, Outlook::what_if, healths);
    std::vector<std::uint8_t> on_battery(graph->size(), 0);
    for (const std::string& name : batteries) on_battery[*graph->find(name)] = 1;
    std::vector<std::optional<double>> readings;
    for (const std::string& point : map->points())
      readings.push_back(reading.contains(point) ? std::optional(reading[point]) : std::nullopt);
    std::vector<NodeId> ranked;
    for (const auto& [id, service] : site.services) ranked.push_back(*graph->find("service." + id));
    continuity::Healths present;
    continuity::work_out(*graph, facts, {}, Outlook::present, present);
    map->problem({healths, present, on_battery, readings, ranked}, problem);
  }

  // The loads that the only service stands on: "atm core".
  std::string needed() {
    work_out();
    std::string names;
    for (const std::uint32_t number : problem.needs_of(problem.services[0]))
      names += (names.empty() ? "" : " ") + map->load_names()[number];
    return names;
  }

  // Where a load draws from: "0", "0 1", "".
  std::string feeds(std::size_t number) {
    std::string pools;
    for (const std::uint32_t pool : problem.feeds_of(problem.loads[number]))
      pools += (pools.empty() ? "" : " ") + std::to_string(pool);
    return pools;
  }

  std::string findings() {
    work_out();
    std::string text;
    for (const LoadFinding& finding : map->findings(problem, map->pools()))
      text += finding.code + " " + finding.subject + "\n";
    return text;
  }

  model::Site site;
  std::map<std::string, double> reading;
  std::vector<std::string> down;
  std::vector<std::string> batteries{"ups-a", "ups-b"};
  bool mains_lost = true;
  std::optional<Graph> graph;
  std::optional<LoadMap> map;
  Healths healths;
  EnergyProblem problem;
};

TEST(Loads, give_the_worked_example) {
  device("atm-1", one("pdu-a.outlet.1"));
  load("atm-1", "pdu-a.outlet.1", 200).powers = {"device.atm-1"};
  reading["pdu-a.outlet.1.realpower"] = 180;
  load("lobby", "pdu-a.outlet.2", 220).is_spare = true;
  site.services["cash-machine"].needs = one("atm-1");
  work_out();
  DOUBLES_EQUAL(180, *problem.pools[0].available_wh, 1e-9);
  EnergySchedule schedule;
  EnergyScheduler().work_out(problem, schedule);
  CHECK(schedule.services[0].held == Lasting::of(1h));
  CHECK(schedule.services[0].without_shedding == Lasting::of(1620s));
  CHECK(schedule.shed_at[0] == Lasting::of(1h));
  CHECK(schedule.shed_at[1] == Lasting::of(0s));
}

TEST(Loads, draw_what_is_measured_and_else_what_is_declared) {
  device("atm-1", one("pdu-a.outlet.1"));
  load("atm-1", "pdu-a.outlet.1", 200);
  work_out();
  DOUBLES_EQUAL(200, *problem.loads[0].watts, 1e-9);
  reading["pdu-a.outlet.1.realpower"] = 150;
  work_out();
  DOUBLES_EQUAL(150, *problem.loads[0].watts, 1e-9);
  down = {"pdu-a.outlet.1"};  // it is off: what it measures says nothing of what the load will draw
  reading["pdu-a.outlet.1.realpower"] = 0;
  work_out();
  DOUBLES_EQUAL(200, *problem.loads[0].watts, 1e-9);
  STRCMP_EQUAL("0", feeds(0).c_str());
}

TEST(Loads, with_two_feeds_are_measured_at_both) {
  load("core", "pdu-a.outlet.1", 90).feeds = {"pdu-b.outlet.1"};
  reading["pdu-a.outlet.1.realpower"] = 50;
  work_out();
  DOUBLES_EQUAL(90, *problem.loads[0].watts, 1e-9);
  reading["pdu-b.outlet.1.realpower"] = 30;
  work_out();
  DOUBLES_EQUAL(80, *problem.loads[0].watts, 1e-9);
}

TEST(Loads, with_two_feeds_of_which_one_cannot_be_measured_draw_what_is_declared_or_more) {
  load("core", "pdu-a.outlet.1", 90).feeds = {"ups-b"};
  reading["pdu-a.outlet.1.realpower"] = 50;
  work_out();
  DOUBLES_EQUAL(90, *problem.loads[0].watts, 1e-9);
  reading["pdu-a.outlet.1.realpower"] = 120;
  work_out();
  DOUBLES_EQUAL(120, *problem.loads[0].watts, 1e-9);
  site.loads["core"].watts.reset();
  work_out();
  DOUBLES_EQUAL(120, *problem.loads[0].watts, 1e-9);
}

TEST(Loads, behind_a_ups_that_hangs_on_another_draw_from_that_one) {
  device("ups-c", one("ups-a")).device_class = "ups";
  load("desk", "", 50).feeds = {"ups-c"};
  batteries = {"ups-a"};
  work_out();
  STRCMP_EQUAL("0", feeds(0).c_str());
}

TEST(Loads, draw_from_every_ups_that_a_way_leads_to) {
  device("rack-switch", any({one("pdu-a"), one("pdu-b")}));
  load("by-list", "", 10).feeds = {"ups-a", "ups-b"};
  load("by-outlet", "pdu-b.outlet.4", 10);
  load("by-switch", "rack-switch.outlet.1", 10);
  load("on-mains", "", 10).feeds = {"source.mains"};
  load("twice-the-same", "pdu-a.outlet.7", 10).feeds = {"pdu-a.outlet.8"};
  work_out();
  STRCMP_EQUAL("0 1", feeds(0).c_str());
  STRCMP_EQUAL("1", feeds(1).c_str());
  STRCMP_EQUAL("0 1", feeds(2).c_str());
  STRCMP_EQUAL("", feeds(3).c_str());
  STRCMP_EQUAL("0", feeds(4).c_str());
}

TEST(Loads, with_a_live_feed_draw_from_no_pool) {
  batteries = {"ups-a"};
  mains_lost = false;
  load("both", "", 10).feeds = {"ups-a", "ups-b"};
  load("only-a", "pdu-a.outlet.1", 10);
  work_out();
  LONGS_EQUAL(1, problem.pools.size());
  STRCMP_EQUAL("", feeds(0).c_str());
  STRCMP_EQUAL("0", feeds(1).c_str());
}

TEST(Loads, draw_everything_from_the_ups_that_is_left) {
  down = {"ups-a"};
  load("both", "", 10).feeds = {"ups-a", "ups-b"};
  work_out();
  LONGS_EQUAL(1, problem.pools.size());
  CHECK(map->pools()[0] == *graph->find("ups-b"));
  STRCMP_EQUAL("0", feeds(0).c_str());
}

TEST(Loads, know_the_energy_of_a_pool_in_several_ways) {
  struct Way {
    std::map<std::string, double> reading;
    std::optional<double> capacity_wh;
    std::optional<double> wanted_wh;  // without the floor
  };
  const Way ways[] = {
      {{{"battery.runtime", 1800}, {"output.realpower", 400}}, {}, 200},
      {{{"battery.runtime", 1800}, {"ups.realpower", 200}}, {}, 100},
      {{{"battery.runtime", 1800}, {"output.L1.realpower", 100}, {"output.L3.realpower", 60}}, {}, 80},
      {{{"battery.runtime", 1800}, {"ups.load", 25}, {"ups.realpower.nominal", 1000}}, {}, 125},
      {{{"battery.runtime", 1800}}, {}, {}},
      {{{"battery.runtime", 1800}, {"battery.charge", 50}}, 300.0, 150},
      {{{"battery.runtime", 1800}, {"output.realpower", 0}, {"battery.charge", 50}}, 300.0, 150},
      {{{"battery.runtime", 0}, {"output.realpower", 100}, {"battery.charge", 50}}, 300.0, 0},
      {{{"battery.runtime", -1}, {"output.realpower", 100}, {"battery.charge", 120}}, 300.0, 300},
      {{{"battery.charge", 50}}, {}, {}},
      {{}, 300.0, {}},
  };
  for (const Way& way : ways) {
    reading.clear();
    for (const auto& [point, value] : way.reading) reading["ups-a." + point] = value;
    site.devices["ups-a"].capacity_wh = way.capacity_wh;
    work_out();
    CHECK_EQUAL(way.wanted_wh.has_value(), problem.pools[0].available_wh.has_value());
    if (way.wanted_wh) DOUBLES_EQUAL(*way.wanted_wh * 0.9, *problem.pools[0].available_wh, 1e-9);
  }
}

TEST(Loads, of_the_reserve_have_their_energy_set_aside) {
  site.energy.floor = 0.2;
  site.energy.reserve_for = 2h;
  load("gateway", "", 20).feeds = {"ups-a", "ups-b"};
  site.loads["gateway"].is_reserve = true;
  work_out();
  DOUBLES_EQUAL(160 - 20, *problem.pools[0].available_wh, 1e-9);
  DOUBLES_EQUAL(20, problem.pools[0].reserve_wh, 1e-9);
  DOUBLES_EQUAL(320 - 20, *problem.pools[1].available_wh, 1e-9);
  site.loads["gateway"].watts = 2000;
  work_out();
  DOUBLES_EQUAL(0, *problem.pools[0].available_wh, 1e-9);
  DOUBLES_EQUAL(160, problem.pools[0].reserve_wh, 1e-9);
  site.loads["gateway"].watts.reset();
  work_out();
  CHECK_FALSE(problem.pools[0].available_wh.has_value());
}

TEST(Loads, of_a_service_stand_on_its_ways_of_power_and_reach) {
  site.links["lan"].needs = one("core-switch");
  device("core-switch", one("pdu-b.outlet.1"));
  device("strip", one("pdu-a.outlet.2")).reached_by = one("link.desk");
  site.links["desk"].needs = one("desk-switch");
  device("desk-switch", one("pdu-b.outlet.5"));
  device("atm-1", one("strip.outlet.3")).reached_by = one("link.lan");
  load("a-strip", "pdu-a.outlet.2", 5).powers = {"device.strip"};
  load("atm", "strip.outlet.3", 5);
  load("core", "pdu-b.outlet.1", 5);
  load("desk", "pdu-b.outlet.5", 5);
  load("other", "pdu-b.outlet.6", 5);
  site.services["cash"].needs = one("atm-1");
  STRCMP_EQUAL("a-strip atm core", needed().c_str());  // nobody has to reach the strip
}

TEST(Loads, of_a_service_are_found_through_systems_links_and_services) {
  for (const char* id : {"server", "router", "hsm"}) device(id, one(std::string("pdu-a.outlet.") + id));
  for (const char* id : {"server", "router", "hsm"}) load(id, std::string("pdu-a.outlet.") + id, 5);
  site.systems["core"].needs = one("server");
  site.links["wan"].powered_by = one("pdu-a.outlet.router");
  site.services["keys"].needs = one("hsm");
  site.services["cash"].needs = all({one("system.core"), one("link.wan"), one("service.keys")});
  STRCMP_EQUAL("hsm router server", needed().c_str());
}

TEST(Loads, of_a_link_count_with_every_alternative) {
  for (const char* id : {"fibre-box", "lte-box"}) {
    device(id, one(std::string("pdu-a.outlet.") + id));
    load(id, std::string("pdu-a.outlet.") + id, 5);
  }
  site.uplinks["fibre"].needs = one("fibre-box");
  site.uplinks["lte"].needs = one("lte-box");
  site.links["wan"].needs = any({one("uplink.fibre"), one("uplink.lte")});
  site.services["cash"].needs = one("link.wan");
  STRCMP_EQUAL("fibre-box lte-box", needed().c_str());
}

TEST(Loads, of_other_choices_count_with_as_many_as_are_wanted_and_up) {
  for (const char* id : {"s1", "s2", "s3"}) {
    device(id, one(std::string("pdu-a.outlet.") + id));
    load(id, std::string("pdu-a.outlet.") + id, 5);
  }
  const std::vector<Needs> servers{one("s1"), one("s2"), one("s3")};
  site.services["cash"].needs = any(servers);
  STRCMP_EQUAL("s1", needed().c_str());
  CHECK(problem.loads[1].use == LoadUse::claimed);  // it is claimed, though not needed now
  down = {"s1"};
  STRCMP_EQUAL("s2", needed().c_str());
  site.services["cash"].needs = least(2, servers);
  STRCMP_EQUAL("s2 s3", needed().c_str());
  down = {"s1", "s2"};
  STRCMP_EQUAL("s1 s3", needed().c_str());
  down = {};
  STRCMP_EQUAL("s1 s2", needed().c_str());
}

TEST(Loads, that_need_a_look_are_found) {
  device("atm-1", one("pdu-a.outlet.1"));
  site.services["cash"].needs = one("atm-1");
  load("a-fine-one", "pdu-a.outlet.1", 5);
  load("b-unclaimed", "pdu-a.outlet.2", 5);
  load("c-on-the-mains", "", 5).feeds = {"source.mains"};
  site.loads["c-on-the-mains"].is_protected = true;
  load("d-without-watts", "pdu-a.outlet.4", 5).watts.reset();
  site.loads["d-without-watts"].is_reserve = true;
  load("e-spare", "pdu-a.outlet.5", 5).is_spare = true;
  load("f-spare", "pdu-a.outlet.6", 5).powers = {"device.atm-1"};
  site.loads["f-spare"].is_spare = true;
  STRCMP_EQUAL(
      "load-unclaimed load.b-unclaimed\n"
      "load-on-no-ups load.c-on-the-mains\n"
      "load-without-watts load.d-without-watts\n"
      "load-spare-and-needed load.f-spare\n",
      findings().c_str());
}

TEST(Loads, that_nobody_declared_show_in_what_the_ups_delivers) {
  load("atm-1", "pdu-a.outlet.1", 180).is_protected = true;
  load("lobby", "pdu-a.outlet.2", 120).is_protected = true;
  reading.clear();
  STRCMP_EQUAL("", findings().c_str());  // nobody knows what they deliver
  struct Case {
    double planned, delivered;
    const char* found;
  };
  const char* undeclared = "load-undeclared device.ups-a\n";
  for (const Case& each : {Case{300, 300, ""}, Case{300, 250, ""}, Case{300, 333, ""}, Case{300, 334, undeclared},
                           Case{100, 120, ""}, Case{100, 121, undeclared}}) {
    site.loads["atm-1"].watts = each.planned - 50;
    site.loads["lobby"].watts = 50;
    reading["ups-a.output.realpower"] = each.delivered;
    STRCMP_EQUAL(each.found, findings().c_str());
  }
  site.loads["lobby"].watts = 120;
  site.loads["atm-1"].watts = 180;
  reading["ups-a.output.realpower"] = 400;
  STRCMP_EQUAL(undeclared, findings().c_str());
  STRCMP_CONTAINS("ups-a delivers 400 W, and the loads that hang on it are said to draw 300 W: 100 W are nobody's",
                  map->findings(problem, map->pools()).front().text.c_str());
  site.loads["lobby"].watts.reset();
  STRCMP_EQUAL("load-without-watts load.lobby\n", findings().c_str());
}

TEST(Loads, are_asked_for_only_where_some_are_declared) {
  load("atm-1", "pdu-b.outlet.1", 400).is_protected = true;
  STRCMP_EQUAL("", findings().c_str());  // what stands on ups-a lasts as that one says itself, all it feeds included
}

TEST(Loads, of_a_ups_that_feeds_another_are_not_compared) {
  site.devices["ups-b"].powered_by = one("pdu-a.outlet.8");
  load("atm-1", "pdu-a.outlet.1", 10).is_protected = true;
  STRCMP_EQUAL("", findings().c_str());
  load("atm-2", "pdu-b.outlet.1", 10).is_protected = true;
  STRCMP_EQUAL("load-undeclared device.ups-b\n", findings().c_str());
}

// The network card of a UPS is often reached through a switch that another one feeds.
TEST(Loads, of_a_ups_that_another_is_reached_by_are_compared) {
  device("switch", one("pdu-a.outlet.1"));
  site.devices["ups-b"].reached_by = one("switch");
  load("switch", "pdu-a.outlet.1", 10).is_protected = true;
  STRCMP_EQUAL("load-undeclared device.ups-a\n", findings().c_str());
}

TEST(Loads, that_two_ups_share_are_not_compared) {
  load("server", "pdu-a.outlet.1", 100).feeds = {"pdu-b.outlet.1"};
  site.loads["server"].is_protected = true;
  STRCMP_EQUAL("", findings().c_str());
}

// Bits go in words of 64.
TEST(Loads, may_be_many) {
  Needs needs = all({});
  for (int number = 100; number < 230; ++number) {
    const std::string id = "d" + std::to_string(number);
    device(id, one("pdu-a.outlet." + id));
    load(id, "pdu-a.outlet." + id, 1);
    if (number % 2 == 0) needs.parts.push_back(one(id));
  }
  site.services["cash"].needs = needs;
  work_out();
  const auto numbers = problem.needs_of(problem.services[0]);
  LONGS_EQUAL(65, numbers.size());
  for (std::size_t at = 0; at < numbers.size(); ++at) LONGS_EQUAL(2 * at, numbers[at]);
}

}  // namespace holdfast::continuity
