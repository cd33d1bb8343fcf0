#include "agent/continuity/generators.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using continuity::Carried;
using continuity::Fact;
using continuity::Generators;
using continuity::Graph;
using continuity::Lasting;
using detect::Truth;
using model::Needs;

namespace {

Needs one(std::string name) { return {Needs::Rule::one, 0, std::move(name), {}}; }
Needs all(std::vector<Needs> parts) { return {Needs::Rule::all_of, 0, "", std::move(parts)}; }
Needs any(std::vector<Needs> parts) { return {Needs::Rule::any_of, 0, "", std::move(parts)}; }

// One host a supply: yard starts in 20 s and has fuel for 5 h, roof in 40 s and for 15 min.
model::Site a_site() {
  model::Site site;
  for (const char* id : {"mains", "yard", "roof"}) site.sources[id].id = id;
  site.sources["yard"].start_time = 20s;
  site.sources["yard"].runtime = 5h;
  site.sources["roof"].start_time = 40s;
  site.sources["roof"].runtime = 15min;
  for (const char* id : {"host-yard", "host-roof"}) site.devices[id].id = id;
  site.devices["host-yard"].powered_by = any({one("source.mains"), one("source.yard")});
  site.devices["host-roof"].powered_by = any({one("source.mains"), one("source.roof")});
  return site;
}

class Branch {
 public:
  explicit Branch(Needs needs, model::Site the_site = a_site()) : site(std::move(the_site)) {
    site.services["desk"].needs = std::move(needs);
    graph.emplace(Graph::make(site));
    facts.resize(graph->size());
  }

  // With the mains lost.
  Carried carried() {
    std::vector<std::string> points;
    Generators generators(site, *graph, [&](std::string point) {
      points.push_back(std::move(point));
      return static_cast<std::uint32_t>(points.size() - 1);
    });
    std::vector<std::optional<double>> readings;
    for (const std::string& point : points)
      readings.push_back(level.contains(point) ? level[point] : std::optional<double>{});
    std::vector<std::uint8_t> lost(graph->size(), 0);
    lost[*graph->find("source.mains")] = 1;
    std::vector<Carried> found;
    generators.work_out(facts, readings, lost, std::vector{*graph->find("service.desk")}, found);
    return found.front();
  }
  void seen(const char* name, Truth up) { facts[*graph->find(name)].up = up; }

  model::Site site;
  std::optional<Graph> graph;
  std::vector<Fact> facts;
  std::map<std::string, std::optional<double>> level;
};

const Needs both = all({one("host-yard"), one("host-roof")});
const Needs either = any({one("host-yard"), one("host-roof")});

}  // namespace

TEST_GROUP(Generators){};

TEST(Generators, that_are_both_needed_carry_from_the_later_start_to_the_earlier_end) {
  Branch branch(both);
  CHECK(branch.carried().from == Duration{40s});
  CHECK(branch.carried().running == Lasting::of(15min));
  branch.seen("source.roof", Truth::no);
  CHECK_FALSE(branch.carried().from.has_value());
}

TEST(Generators, of_which_either_will_do_carry_from_the_earlier_start_to_the_later_end) {
  Branch branch(either);
  CHECK(branch.carried().from == Duration{20s});
  CHECK(branch.carried().running == Lasting::of(5h));
  branch.seen("source.yard", Truth::no);
  CHECK(branch.carried().from == Duration{40s});
  CHECK(branch.carried().running == Lasting::of(15min));
}

TEST(Generators, that_feed_somebody_else_change_nothing) {
  Branch branch(one("host-yard"));
  CHECK(branch.carried().from == Duration{20s});
  CHECK(branch.carried().running == Lasting::of(5h));
}

TEST(Generators, run_as_long_as_their_tank_is_full) {
  model::Site site = a_site();
  site.sources["yard"].fuel = "yard.fuel.level";
  Branch branch(one("host-yard"), site);
  CHECK_FALSE(branch.carried().from.has_value());  // nobody knows its fuel: it does not count
  CHECK(branch.carried().untold == *branch.graph->find("source.yard"));
  struct Case {
    double level;
    Lasting running;
  };
  for (const Case& each : {Case{100, Lasting::of(5h)}, Case{50, Lasting::of(150min)}, Case{130, Lasting::of(5h)},
                           Case{0, Lasting::of(0s)}, Case{-3, Lasting::of(0s)}}) {
    branch.level["yard.fuel.level"] = each.level;
    CHECK(branch.carried().running == each.running);
  }
  branch.site.sources["yard"].runtime.reset();
  branch.level["yard.fuel.level"] = 50;
  CHECK(branch.carried().running == Lasting{});
}
