#include "agent/continuity/generators.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using continuity::Carried;
using continuity::Fact;
using continuity::Generators;
using continuity::Graph;
using continuity::Lasting;
using continuity::NodeId;
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

  // With the mains lost, and batteries for that long.
  Carried carried(Duration by_batteries = 10min) {
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
    std::vector<std::uint8_t> on_battery(graph->size(), 0);
    for (const char* ups : batteries) on_battery[*graph->find(ups)] = 1;
    std::vector<Carried> found;
    generators.work_out({facts, readings, lost, on_battery},
                        std::vector<continuity::Rider>{{*graph->find("service.desk"), by_batteries}}, found);
    return found.front();
  }
  NodeId node(const char* name) const { return *graph->find(name); }
  void seen(const char* name, Truth up) { facts[*graph->find(name)].up = up; }

  model::Site site;
  std::optional<Graph> graph;
  std::vector<Fact> facts;
  std::map<std::string, std::optional<double>> level;
  std::vector<const char*> batteries;  // UPS that live and have no input
};

const Needs both = all({one("host-yard"), one("host-roof")});
const Needs either = any({one("host-yard"), one("host-roof")});

}  // namespace

TEST_GROUP(Generators){};

TEST(Generators, leave_the_batteries_for_before_their_start_and_after_their_end) {
  Branch branch(one("host-yard"));
  const Carried carried = branch.carried();
  CHECK(carried.held == Lasting::of(5h + 10min));
  CHECK(carried.taken_over_by == branch.node("source.yard"));
  CHECK(carried.ended_by == branch.node("source.yard"));
  CHECK_FALSE(carried.too_late.has_value());
}

TEST(Generators, come_too_late_when_the_batteries_are_empty_before_they_have_started) {
  Branch branch(one("host-yard"));
  CHECK(branch.carried(20s).held == Lasting::of(5h + 20s));
  const Carried late = branch.carried(19s);
  CHECK(late.held == Lasting::of(19s));
  CHECK(late.too_late == branch.node("source.yard"));
  CHECK_FALSE(late.taken_over_by.has_value());
  branch.seen("source.yard", Truth::no);
  CHECK(branch.carried().held == Lasting::of(10min));
  CHECK_FALSE(branch.carried().too_late.has_value());
}

TEST(Generators, that_are_both_needed_carry_from_the_later_start_to_the_earlier_end) {
  Branch branch(both);
  CHECK(branch.carried().held == Lasting::of(15min + 10min));  // the roof's, for both
  CHECK(branch.carried(39s).held == Lasting::of(39s));
  CHECK(branch.carried(39s).too_late == branch.node("source.roof"));
  CHECK(branch.carried().taken_over_by == branch.node("source.roof"));
  branch.seen("source.roof", Truth::no);
  CHECK(branch.carried().held == Lasting::of(10min));
}

TEST(Generators, of_which_either_will_do_carry_from_the_earlier_start_to_the_later_end) {
  Branch branch(either);
  CHECK(branch.carried(20s).held == Lasting::of(5h + 20s));
  CHECK(branch.carried(19s).held == Lasting::of(19s));
  branch.seen("source.yard", Truth::no);
  CHECK(branch.carried(40s).held == Lasting::of(15min + 40s));
}

TEST(Generators, of_which_either_will_do_leave_to_the_batteries_what_lies_between_them) {
  model::Site site = a_site();
  site.sources["yard"].start_time = 30min;  // the roof runs from 40 s to 15 min 40 s
  Branch branch(either, site);
  CHECK(branch.carried(16min).held == Lasting::of(15min + 5h + 16min));  // 40 s, then 14 min 20 s, then the rest
  CHECK(branch.carried(15min).held == Lasting::of(15min + 5h + 15min));
  const Carried short_of_it = branch.carried(10min);
  CHECK(short_of_it.held == Lasting::of(15min + 10min));
  CHECK(short_of_it.ended_by == branch.node("source.roof"));
  CHECK(short_of_it.too_late == branch.node("source.yard"));
  branch.site.sources["yard"].runtime.reset();
  const Carried for_good = branch.carried(15min);
  CHECK(for_good.held == Lasting{});
  CHECK(for_good.taken_over_by == branch.node("source.yard"));
  CHECK_FALSE(for_good.ended_by.has_value());
}

TEST(Generators, that_hand_over_without_a_gap_leave_the_batteries_alone) {
  model::Site site = a_site();
  site.sources["yard"].start_time = 15min + 40s;
  Branch branch(either, site);
  CHECK(branch.carried(40s).held == Lasting::of(15min + 5h + 40s));
}

TEST(Generators, that_start_together_are_told_apart) {
  model::Site site = a_site();
  for (const char* id : {"yard", "roof"}) {
    site.sources[id].start_time = 15s;
    site.sources[id].runtime = 1h;
  }
  for (const auto& [host, supply] : {std::pair{"host-yard", "source.yard"}, std::pair{"host-roof", "source.roof"}}) {
    Branch branch(one(host), site);
    CHECK(branch.carried(15s).taken_over_by == branch.node(supply));
    CHECK(branch.carried(15s).ended_by == branch.node(supply));
    CHECK(branch.carried(14s).too_late == branch.node(supply));
  }
}

// A UPS before each host; only that of the yard's has input again when its supply has started.
TEST(Generators, let_only_those_batteries_rest_that_they_feed) {
  model::Site site = a_site();
  for (const char* id : {"ups-yard", "ups-roof"}) {
    site.devices[id].id = id;
    site.devices[id].device_class = "ups";
  }
  site.devices["ups-yard"].powered_by = any({one("source.mains"), one("source.yard")});
  site.devices["ups-roof"].powered_by = one("source.mains");
  site.devices["host-yard"].powered_by = one("ups-yard");
  site.devices["host-roof"].powered_by = one("ups-roof");
  Branch either_of_them(either, site);
  either_of_them.batteries = {"ups-yard", "ups-roof"};
  CHECK(either_of_them.carried(1h).held == Lasting::of(20s + 5h));  // the roof's is empty long before
  Branch yard(one("host-yard"), site);
  yard.batteries = {"ups-yard", "ups-roof"};
  CHECK(yard.carried(1h).held == Lasting::of(5h + 1h));  // it does not stand on the roof's
  site.sources["yard"].runtime = 30min;
  Branch short_ride(either, site);
  short_ride.batteries = {"ups-yard", "ups-roof"};
  CHECK(short_ride.carried(1h).held == Lasting::of(1h));  // 30 min of it while the yard's supply ran
}

TEST(Generators, that_feed_somebody_else_change_nothing) {
  model::Site site = a_site();
  site.sources["roof"].start_time = 0s;
  Branch branch(one("host-yard"), site);
  CHECK(branch.carried(20s).held == Lasting::of(5h + 20s));
}

TEST(Generators, run_as_long_as_their_tank_is_full) {
  model::Site site = a_site();
  site.sources["yard"].fuel = "yard.fuel.level";
  Branch branch(one("host-yard"), site);
  CHECK(branch.carried().held == Lasting::of(10min));  // nobody knows its fuel: it does not count
  CHECK(branch.carried().untold == branch.node("source.yard"));
  struct Case {
    double level;
    Duration running;
  };
  for (const Case& each : {Case{100, 5h}, Case{50, 150min}, Case{130, 5h}, Case{0, 0s}, Case{-3, 0s}}) {
    branch.level["yard.fuel.level"] = each.level;
    CHECK(branch.carried().held == Lasting::of(10min + each.running));
    CHECK_EQUAL(each.running > 0s, branch.carried().taken_over_by.has_value());
  }
  branch.site.sources["yard"].runtime.reset();
  branch.level["yard.fuel.level"] = 50;
  CHECK(branch.carried().held == Lasting{});
}
