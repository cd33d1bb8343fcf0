#include "agent/act/turn_runner.hpp"

#include <map>

#include "CppUTest/TestHarness.h"
#include "platform/virtual_clock.hpp"
#include "tests/support/pure/engine_branch.hpp"

using namespace holdfast;
using namespace std::chrono_literals;
using platform::Awaitable;
using test::EngineBranch;

namespace {

// A branch behind ports, sampled every 100 ms, with as many runners beside it as a test wants.
struct House {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  platform::TaskGroup tasks{loop.get_executor(), clock,
                            [](const std::string&, const std::string& what) { FAIL(what.c_str()); }};
  model::Points points;
  std::optional<engine::Engine> engine;
  std::map<std::string, model::Value> values;
  std::vector<std::string> writes;
  std::vector<std::string> log;  // what happened, in order: "commit step.intent", "write ..."
  bool journal_full = false;
  std::vector<std::unique_ptr<act::TurnRunner>> runners;

  House() {
    EngineBranch::add_points(points);
    auto made = engine::Engine::make(EngineBranch::default_site(), points, plan::Mode::real,
                                     [](model::PointId) { return Duration{200ms}; });
    engine.emplace(std::move(*made));
    values = EngineBranch().values;
    tasks.spawn("samples", sample_all());
  }
  ~House() {
    tasks.cancel_all();
    clock.run_for(1s);
  }

  act::TurnRunner& add(bool shadow) {
    act::Ports ports;
    ports.read = [this](model::PointId point, SteadyTime) { return read(point); };
    if (!shadow)
      ports.write = [this](model::PointId point, model::Value value, SteadyTime) {
        return write(point, std::move(value));
      };
    act::TurnRunner::Hooks hooks;
    hooks.commit = [this](std::vector<engine::Event> events, const engine::State&, model::Stamp) {
      return commit(std::move(events));
    };
    runners.push_back(std::make_unique<act::TurnRunner>(clock, *engine, engine->fresh(), std::move(ports),
                                                        act::Permits{}, std::move(hooks)));
    runners.back()->give(engine::Started{"test", "boot", ""});
    runners.back()->start(tasks);
    return *runners.back();
  }

  Awaitable<Result<void>> commit(std::vector<engine::Event> events) {
    co_await clock.wait_until(clock.steady() + 5ms);  // as long as an fsync takes
    if (journal_full) co_return make_error(Code::out_of_space, "disk full");
    for (const auto& event : events) log.push_back("commit " + event.type + " " + event.subject);
    co_return Result<void>{};
  }
  model::Sample sample_of(const std::string& name) const {
    const auto now = clock.now();
    return {
        values.at(name), model::Quality::good, model::Reason::none, {now.steady, now.wall, true}, now.steady + 500ms};
  }
  Awaitable<Result<model::Sample>> read(model::PointId point) { co_return sample_of(points.info(point).full_name()); }
  Awaitable<Result<void>> write(model::PointId point, model::Value value) {
    const std::string name = points.info(point).full_name();
    writes.push_back(name + "=" + model::to_string(value));
    log.push_back("write " + name);
    values[name] = value;
    co_return Result<void>{};
  }
  Awaitable<void> sample_all() {
    while (true) {
      co_await clock.wait_until(clock.steady() + 100ms);
      engine::Samples samples;
      for (const auto& [name, value] : values) samples.samples.push_back({points.find(name).value(), sample_of(name)});
      for (auto& runner : runners) runner->give(samples);
    }
  }
  void mains(bool on) {
    values["ups.output.source"] = model::Enumeration{on ? "normal" : "on_battery", 0};
    values["meter.input.voltage"] = on ? 230.0 : 0.0;
  }
  std::string incident_state(const act::TurnRunner& runner) const {
    const auto& incidents = runner.state().incidents;
    return incidents.empty() ? "none" : incident::to_string(incidents.rbegin()->second.state);
  }
};

}  // namespace

TEST_GROUP(TurnRunner){};

TEST(TurnRunner, no_effect_leaves_before_its_intent_is_committed) {
  House house;
  house.add(false);
  house.clock.run_for(1s);
  house.mains(false);
  house.clock.run_for(4s);
  CHECK_EQUAL(2u, house.writes.size());
  std::size_t intents = 0, writes = 0;
  for (const auto& line : house.log) {
    intents += line.starts_with("commit step.intent") ? 1 : 0;
    writes += line.starts_with("write") ? 1 : 0;
    CHECK(writes <= intents);
  }
}

TEST(TurnRunner, a_shadow_beside_the_real_engine_decides_the_same_and_writes_nothing) {
  House house;
  auto& shadow = house.add(true);
  house.clock.run_for(1s);
  house.mains(false);
  house.clock.run_for(4s);
  CHECK(house.writes.empty());
  STRCMP_EQUAL("responding", house.incident_state(shadow).c_str());

  House both;
  auto& real = both.add(false);
  auto& beside = both.add(true);
  both.clock.run_for(1s);
  both.mains(false);
  both.clock.run_for(4s);
  both.mains(true);
  both.clock.run_for(6s);
  CHECK_EQUAL(4u, both.writes.size());
  STRCMP_EQUAL("closed", both.incident_state(real).c_str());
  STRCMP_EQUAL("closed", both.incident_state(beside).c_str());
}

TEST(TurnRunner, what_cannot_be_committed_has_not_happened) {
  House house;
  auto& runner = house.add(false);
  house.clock.run_for(1s);
  house.journal_full = true;
  house.mains(false);
  house.clock.run_for(5s);
  CHECK(house.writes.empty());
  STRCMP_EQUAL("none", house.incident_state(runner).c_str());
  CHECK(!runner.figures().commit_error.empty());
  house.journal_full = false;
  house.clock.run_for(5s);
  CHECK_EQUAL(2u, house.writes.size());
  CHECK(runner.figures().commit_error.empty());
}
