// A small site for tests of readiness, and its evaluation with values from the test.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "agent/continuity/readiness.hpp"
#include "agent/continuity/verdict.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::test::powered {

using namespace std::chrono_literals;
using continuity::Fact;
using continuity::Graph;
using continuity::Lasting;
using continuity::Readiness;
using continuity::ReadinessResult;
using continuity::ServiceOutlook;
using detect::Truth;
using model::Needs;

inline Needs one(std::string name) { return {Needs::Rule::one, 0, std::move(name), {}}; }
inline Needs all(std::vector<Needs> parts) { return {Needs::Rule::all_of, 0, "", std::move(parts)}; }
inline Needs any(std::vector<Needs> parts) { return {Needs::Rule::any_of, 0, "", std::move(parts)}; }

inline model::Load load(const char* id, const char* outlet, double watts) {
  model::Load made;
  made.id = id;
  made.outlet = outlet;
  made.watts = watts;
  return made;
}

// mains -> ups -> pdu -> atm; two uplinks on a router; the worked example of docs/continuity.md and a little more.
inline model::Site a_site() {
  model::Site site;
  site.sources["mains"].id = "mains";
  for (const char* id : {"ups", "pdu", "atm", "router"}) site.devices[id].id = id;
  site.devices["ups"].device_class = "ups";
  site.devices["ups"].powered_by = one("source.mains");
  site.devices["pdu"].powered_by = one("ups");
  site.devices["atm"].powered_by = one("pdu.outlet.1");
  site.uplinks["fibre"].id = "fibre";
  site.uplinks["lte"].id = "lte";
  site.links["wan"].needs = any({one("uplink.fibre"), one("uplink.lte")});
  auto& cash = site.services["cash"];
  cash.id = "cash";
  cash.rto = 1h;
  cash.recovery = 10min;
  cash.needs = all({one("atm"), one("link.wan")});
  site.loads["atm"] = load("atm", "pdu.outlet.1", 180);
  site.loads["atm"].powers = {"device.atm"};
  site.loads["lobby"] = load("lobby", "pdu.outlet.2", 220);
  site.loads["lobby"].is_spare = true;
  for (const char* name : {"mains-lost", "ups-lost", "fibre-lost", "lte-lost"}) {
    site.scenarios[name].id = name;
    site.scenarios[name].lasts = 2h;
  }
  return site;
}

class Branch {
 public:
  explicit Branch(model::Site the_site = a_site())
      : site(std::move(the_site)),
        graph(Graph::make(site)),
        facts(graph.size()),
        readiness(site, graph, continuity::targets_of(site, graph)),
        readings(readiness.points().size()) {
    read("ups.battery.runtime", 1800);
    read("ups.output.realpower", 400);
  }

  void read(const std::string& point, std::optional<double> value) {
    for (std::size_t i = 0; i < readings.size(); ++i)
      if (readiness.points()[i] == point) readings[i] = value;
  }
  void seen(const char* name, Truth up) { facts[*graph.find(name)].up = up; }

  const ServiceOutlook& of(const std::string& scenario, const char* service = "cash") {
    readiness.evaluate(facts, readings, {}, result);
    for (const auto& each : result.scenarios) {
      if (readiness.cases()[each.scenario].name != scenario) continue;
      for (const auto& outlook : each.services)
        if (outlook.service == *graph.find(std::string("service.") + service)) return outlook;
    }
    FAIL(("no scenario " + scenario).c_str());
    return result.scenarios.front().services.front();
  }

  model::Site site;
  Graph graph;
  std::vector<Fact> facts;
  Readiness readiness;
  std::vector<std::optional<double>> readings;
  ReadinessResult result;
};

inline bool lasts(const ServiceOutlook& outlook, Duration span) { return outlook.held == Lasting::of(span); }

}  // namespace holdfast::test::powered
