#include "tests/branch/model/generator.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

TEST_GROUP(Generator) {
  Generator generator{Generator::Settings{}};
  Changes changes;
  Duration now{};

  void run(Duration time, bool mains_good, double watts = 0) {
    for (const Duration end = now + time; now < end;) {
      now += 10ms;
      generator.step(now, 10ms, mains_good, watts, changes);
    }
  }
};

TEST(Generator, starts_after_its_delay_in_auto_mode_only) {
  struct {
    Generator::Mode mode;
    bool mains_good;
    Generator::State after_2s, after_4s;
  } const rows[] = {
      {Generator::Mode::auto_start, true, Generator::State::stopped, Generator::State::stopped},
      {Generator::Mode::auto_start, false, Generator::State::cranking, Generator::State::running},
      {Generator::Mode::stop, false, Generator::State::stopped, Generator::State::stopped},
      {Generator::Mode::manual, true, Generator::State::cranking, Generator::State::running},
  };
  for (const auto& row : rows) {
    generator = Generator{Generator::Settings{}};
    now = {};
    generator.set_mode(row.mode);
    run(2s, row.mains_good);
    CHECK(generator.state() == row.after_2s);
    run(2s, row.mains_good);
    CHECK(generator.state() == row.after_4s);
    CHECK((generator.voltage() > 200) == (row.after_4s == Generator::State::running));
  }
}

TEST(Generator, stops_cranking_when_the_mains_return) {
  run(1s, false);
  run(1s, true);
  CHECK(generator.state() == Generator::State::stopped);
}

TEST(Generator, fails_to_start_when_told_so_and_tries_again_when_repaired) {
  generator.set_faulty(true);
  run(10s, false);
  CHECK(generator.state() == Generator::State::failed);
  DOUBLES_EQUAL(0, generator.voltage(), 0.001);
  generator.set_faulty(false);
  run(5s, false);
  CHECK(generator.state() == Generator::State::running);
}

TEST(Generator, trips_when_a_fault_comes_while_it_runs) {
  run(5s, false);
  generator.set_faulty(true);
  run(10ms, false);
  CHECK(generator.state() == Generator::State::failed);
}

TEST(Generator, runs_on_while_it_carries_load_and_cools_down_afterwards) {
  run(10s, false, 3000);
  run(3s, true, 3000);
  CHECK(generator.state() == Generator::State::running);
  run(1s, true, 0);
  CHECK(generator.state() == Generator::State::cooling);
  run(6s, true, 0);
  CHECK(generator.state() == Generator::State::stopped);
}

TEST(Generator, burns_more_fuel_under_load_and_fails_when_the_tank_is_empty) {
  run(60s, false, 0);
  const double idle = 90 - generator.fuel();
  const double before = generator.fuel();
  run(60s, false, 5000);
  CHECK(before - generator.fuel() > 2 * idle);
  generator.set_fuel(0.01);
  run(5s, false, 5000);
  CHECK(generator.state() == Generator::State::failed);
}
