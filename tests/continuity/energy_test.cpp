// What the schedule does in cases that a person can check by hand.
#include "agent/continuity/energy.hpp"

#include "tests/continuity/energy_fixture.hpp"

#include "CppUTest/TestHarness.h"

namespace holdfast::continuity {
namespace {

using namespace std::chrono_literals;
using Numbers = std::vector<std::uint32_t>;

const Numbers first{0};
const Numbers second{1};
const Numbers both{0, 1};

void check_known(Duration wanted, const Lasting& seen) {
  CHECK(seen.kind == Lasting::Kind::known);
  LONGS_EQUAL(wanted.count(), seen.time.count());
}

// 180 Wh; the cash machine draws 180 W, the lobby 220 W.
EnergyProblem worked_example() {
  EnergyProblem problem;
  problem.add_pool({180.0, 0});
  problem.add_load(180, LoadUse::claimed, first);
  problem.add_load(220, LoadUse::spare, first);
  problem.add_service(first, {}, {});
  return problem;
}

}  // namespace

TEST_GROUP(Energy){};

TEST(Energy, gives_the_worked_example) {
  const EnergySchedule schedule = scheduled(worked_example());
  check_known(1h, schedule.shed_at[0]);
  check_known(0s, schedule.shed_at[1]);
  check_known(1h, schedule.services[0].held);
  check_known(1620s, schedule.services[0].without_shedding);
}

TEST(Energy, says_in_words_what_binds) {
  const EnergyProblem problem = worked_example();
  const EnergySchedule schedule = scheduled(problem);
  const std::vector<std::string> pools{"ups-main"}, loads{"atm-1", "lobby"}, services{"cash-machine"};
  STRCMP_EQUAL(
      "lobby goes at once. cash-machine is held 1h, until the 180.0 Wh that ups-main can give are spent; with "
      "everything on it would be 27m.",
      explain(problem, schedule, {pools, loads, services}).c_str());
}

TEST(Energy, gives_everybody_the_least_before_anybody_more) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_load(100, LoadUse::claimed, first);
  problem.add_load(100, LoadUse::claimed, first);
  problem.add_service(first, {}, {});
  problem.add_service(second, Duration{15min}, {});
  const EnergySchedule schedule = scheduled(problem);
  check_known(45min, schedule.services[0].held);
  check_known(15min, schedule.services[1].held);
}

TEST(Energy, gives_no_more_than_is_wished_for) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_load(50, LoadUse::claimed, first);
  problem.add_load(50, LoadUse::claimed, first);
  problem.add_service(first, {}, Duration{30min});
  problem.add_service(second, {}, {});
  const EnergySchedule schedule = scheduled(problem);
  check_known(30min, schedule.services[0].held);
  check_known(90min, schedule.services[1].held);
  CHECK(schedule.services[0].binding.kind == Binding::Kind::wish);
  CHECK(schedule.services[1].binding.kind == Binding::Kind::pool);
}

TEST(Energy, counts_a_shared_load_once) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_load(100, LoadUse::claimed, first);
  problem.add_service(first, {}, {});
  problem.add_service(first, {}, {});
  const EnergySchedule schedule = scheduled(problem);
  check_known(1h, schedule.services[0].held);
  check_known(1h, schedule.services[1].held);
}

TEST(Energy, takes_half_of_a_load_with_two_feeds_from_each_pool) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_pool({60.0, 0});
  problem.add_load(100, LoadUse::claimed, both);
  problem.add_service(first, {}, {});
  const EnergySchedule schedule = scheduled(problem);
  check_known(72min, schedule.services[0].held);
  CHECK_EQUAL(1, schedule.services[0].binding.index);
}

TEST(Energy, lets_what_everybody_needs_count_for_everybody) {
  for (const LoadUse use : {LoadUse::protected_load, LoadUse::unclaimed, LoadUse::reserve}) {
    EnergyProblem problem;
    problem.add_pool({100.0, 0});
    problem.add_load(60, LoadUse::claimed, first);
    problem.add_load(40, use, first);
    problem.add_service(first, {}, {});
    const EnergySchedule schedule = scheduled(problem);
    check_known(1h, schedule.services[0].held);
    if (use == LoadUse::protected_load) {
      CHECK(schedule.shed_at[1].kind == Lasting::Kind::unlimited);
    } else {
      check_known(1h, schedule.shed_at[1]);
    }
  }
}

TEST(Energy, keeps_the_reserve_until_what_was_set_aside_is_spent) {
  EnergyProblem problem;
  problem.add_pool({90.0, 10.0});
  problem.add_load(80, LoadUse::claimed, first);
  problem.add_load(10, LoadUse::reserve, first);
  problem.add_load(10, LoadUse::protected_load, first);
  problem.add_service(first, {}, Duration{30min});
  const EnergySchedule schedule = scheduled(problem);
  check_known(30min, schedule.services[0].held);
  check_known(30min, schedule.shed_at[0]);
  check_known(30min + 150min, schedule.shed_at[1]);  // 90 - 50 + 10 Wh at 20 W
}

TEST(Energy, does_not_limit_a_service_that_draws_from_no_pool) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_load(100, LoadUse::claimed, {});
  problem.add_load(100, LoadUse::protected_load, first);
  problem.add_service(first, {}, {});
  const EnergySchedule schedule = scheduled(problem);
  CHECK(schedule.services[0].held.kind == Lasting::Kind::unlimited);
  CHECK(schedule.services[0].without_shedding.kind == Lasting::Kind::unlimited);
  CHECK(schedule.shed_at[0].kind == Lasting::Kind::unlimited);
}

TEST(Energy, that_nobody_knows_holds_nobody) {
  EnergyProblem problem;
  problem.add_pool({});
  problem.add_pool({100.0, 0});
  problem.add_load(100, LoadUse::claimed, first);
  problem.add_load(100, LoadUse::claimed, second);
  problem.add_service(first, Duration{1h}, {});
  problem.add_service(second, Duration{1h}, {});
  const EnergySchedule schedule = scheduled(problem);
  CHECK(schedule.services[0].held == Lasting::unknown());
  CHECK(schedule.services[0].without_shedding == Lasting::unknown());
  CHECK(schedule.shed_at[0] == Lasting::unknown());
  check_known(1h, schedule.services[1].held);
}

TEST(Energy, that_goes_into_unknown_watts_is_unknown_for_whoever_comes_later) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_load(50, LoadUse::claimed, first);
  problem.add_load({}, LoadUse::claimed, first);
  problem.add_load(50, LoadUse::claimed, first);
  problem.add_service(first, {}, Duration{1h});
  problem.add_service(second, {}, {});
  problem.add_service(Numbers{2}, {}, {});
  const std::vector<std::string> pools{"ups-main"}, loads{"atm-1", "lobby", "desk"},
      services{"cash", "waiting", "teller"};
  const EnergySchedule schedule = scheduled(problem);
  check_known(1h, schedule.services[0].held);
  CHECK(schedule.services[0].without_shedding == Lasting::unknown());
  CHECK(schedule.services[1].held == Lasting::unknown());
  CHECK(schedule.services[2].held == Lasting::unknown());
  std::string text;
  explain_end(problem, schedule, {pools, loads, services}, 2, text);
  STRCMP_EQUAL("the watts of lobby are unknown", text.c_str());
  problem.services[1].hold_min = Duration{1min};  // now it takes its unknown part before the first gets its hold
  CHECK(scheduled(problem).services[0].held == Lasting::unknown());
}

// Why more energy is promised to lengthen the first's hold only where there is one pool; docs/continuity-energy.md.
TEST(Energy, elsewhere_may_let_a_lower_least_hold_take_more_here) {
  EnergyProblem problem;
  problem.add_pool({100.0, 0});
  problem.add_pool({10.0, 0});
  problem.add_load(100, LoadUse::claimed, first);
  problem.add_load(200, LoadUse::claimed, both);
  problem.add_service(first, {}, {});
  problem.add_service(second, Duration{30min}, {});
  check_known(54min, scheduled(problem).services[0].held);
  problem.pools[1].available_wh = 50.0;
  check_known(30min, scheduled(problem).services[0].held);
}

TEST(Energy, of_impossible_readings_is_unknown) {
  EnergyProblem problem;
  problem.add_pool({-1.0, 0});
  problem.add_load(-5, LoadUse::claimed, first);
  CHECK_FALSE(problem.pools[0].available_wh.has_value());
  CHECK_FALSE(problem.loads[0].watts.has_value());
}

}  // namespace holdfast::continuity
