// What follows from a pure engine: replay to the byte, two clocks in one process, a shadow, state that survives.
#include "tests/support/pure/engine_branch.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace std::chrono_literals;
using test::EngineBranch;

namespace {

void an_incident(EngineBranch& branch) {
  branch.pass(1s);
  branch.mains(false);
  branch.pass(3s);
  branch.mains(true);
  branch.pass(5s);
}

std::string bytes_of(const std::vector<engine::Event>& events) {
  std::string bytes;
  for (const auto& event : events) bytes += event.type + event.bytes() + "\n";
  return bytes;
}

}  // namespace

TEST_GROUP(Purity){};

TEST(Purity, recorded_inputs_replayed_into_a_fresh_engine_give_the_same_events_to_the_byte) {
  EngineBranch branch;
  an_incident(branch);
  CHECK(branch.count("incident.closed") == 1);

  model::Points points;
  EngineBranch::add_points(points);
  auto engine = engine::Engine::make(EngineBranch::default_site(), points, plan::Mode::real,
                                     [](model::PointId) { return Duration{200ms}; });
  engine::State state = engine->fresh();
  std::vector<engine::Event> replayed;
  for (const auto& [input, stamp] : branch.inputs) {
    engine::Turn turn = engine->turn(state, input, stamp);
    state = std::move(turn.state);
    replayed.insert(replayed.end(), turn.events.begin(), turn.events.end());
  }
  CHECK(replayed.size() > 20);
  STRCMP_EQUAL(bytes_of(branch.events).c_str(), bytes_of(replayed).c_str());
}

TEST(Purity, a_turn_does_not_change_what_it_was_given) {
  EngineBranch branch;
  branch.pass(1s);
  branch.mains(false);
  branch.pass(900ms);
  const std::string before = branch.engine->encode(branch.state, "b", branch.now);
  const engine::State kept = branch.state;
  model::Stamp later = branch.now;
  later.steady += 5s;
  const engine::Turn first = branch.engine->turn(kept, engine::TimerDue{}, later);
  const engine::Turn second = branch.engine->turn(kept, engine::TimerDue{}, later);
  STRCMP_EQUAL(bytes_of(first.events).c_str(), bytes_of(second.events).c_str());
  STRCMP_EQUAL(before.c_str(), branch.engine->encode(kept, "b", branch.now).c_str());
}

TEST(Purity, two_engines_with_different_clocks_live_in_one_process) {
  EngineBranch early;
  EngineBranch late;
  late.now.steady += 100000s;
  late.pass(100ms);
  early.pass(1s);
  early.mains(false);
  late.pass(3s);
  early.pass(3s);
  CHECK_EQUAL(1u, early.count("incident.detected"));
  CHECK_EQUAL(0u, late.count("incident.detected"));
}

TEST(Purity, no_durable_change_comes_without_an_event) {
  EngineBranch branch;
  std::string known;
  const auto durable = [&] {
    // Clocks of services note when they were last good: a memory of samples, not a decision.
    engine::State state = branch.state;
    state.services.clear();
    model::Stamp fixed;
    return branch.engine->encode(state, "b", fixed);
  };
  known = durable();
  std::size_t events = branch.events.size();
  branch.mains(false);
  for (int i = 0; i < 100; ++i) {
    if (i == 50) branch.mains(true);
    branch.pass(100ms);
    const std::string present = durable();
    if (branch.events.size() == events) STRCMP_EQUAL(known.c_str(), present.c_str());
    events = branch.events.size();
    known = present;
  }
  CHECK(branch.count("incident.closed") == 1);
}

TEST(Purity, the_state_survives_its_own_encoding_at_every_moment_of_an_incident) {
  EngineBranch branch;
  branch.mains(false);
  for (int i = 0; i < 100; ++i) {
    if (i == 50) branch.mains(true);
    branch.pass(100ms);
    const std::string bytes = branch.engine->encode(branch.state, "boot", branch.now);
    const auto decoded = branch.engine->decode(bytes, 1, branch.points, "boot", branch.now);
    CHECK(decoded.has_value());
    STRCMP_EQUAL(bytes.c_str(), branch.engine->encode(*decoded, "boot", branch.now).c_str());
  }
}

TEST(Purity, in_another_boot_times_move_by_what_the_wall_clock_says) {
  EngineBranch branch;
  branch.mains(false);
  branch.pass(3s);
  const std::string bytes = branch.engine->encode(branch.state, "boot-1", branch.now);
  model::Stamp after = branch.now;
  after.steady = SteadyTime{20s};
  after.wall += 60s;
  const auto decoded = branch.engine->decode(bytes, 1, branch.points, "boot-2", after);
  CHECK(decoded.has_value());
  const auto opened = decoded->incidents.begin()->second.opened.steady;
  CHECK(opened == after.steady - 60s - (branch.now.steady - branch.incident()->opened.steady));
}

TEST(Purity, damaged_state_is_an_error_and_not_a_crash) {
  EngineBranch branch;
  branch.mains(false);
  branch.pass(2s);
  const std::string bytes = branch.engine->encode(branch.state, "boot", branch.now);
  for (std::size_t cut = 0; cut + 1 < bytes.size(); cut += 97)
    CHECK_FALSE(branch.engine->decode(bytes.substr(0, cut), 1, branch.points, "boot", branch.now).has_value());
  CHECK_FALSE(branch.engine->decode("{}", 1, branch.points, "boot", branch.now).has_value());
  CHECK_FALSE(branch.engine->decode(bytes, 3, branch.points, "boot", branch.now).has_value());
}
