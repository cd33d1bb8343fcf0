#include "agent/act/operate.hpp"

#include <map>
#include <vector>

#include "CppUTest/TestHarness.h"
#include "platform/tasks.hpp"
#include "platform/virtual_clock.hpp"

using namespace holdfast;
using namespace std::chrono_literals;
using Outcome = plan::OperateResult::Outcome;
using platform::Awaitable;

namespace {

const model::Value on = model::Enumeration{"on", 1};
const model::Value off = model::Enumeration{"off", 2};

// One output, and how it behaves.
struct Output {
  model::Value value = on;
  bool readable = true;
  std::optional<Code> write_error{};
  bool acts = true;       // a write changes the value
  Duration acts_after{};  // ... this much later
  std::vector<model::Value> written{};
  std::optional<SteadyTime> due{};
};

struct House {
  boost::asio::io_context loop;
  platform::VirtualClock clock{loop};
  platform::TaskGroup tasks{loop.get_executor(), clock,
                            [](const std::string&, const std::string& what) { FAIL(what.c_str()); }};
  Output output;
  act::Ports ports;
  act::Permits permits;
  std::vector<plan::OperateResult> reports;
  std::optional<plan::OperateResult> result;

  House() {
    ports.read = [this](model::PointId, SteadyTime) { return read(); };
    ports.write = [this](model::PointId, model::Value value, SteadyTime) { return write(std::move(value)); };
  }

  Awaitable<Result<model::Sample>> read() {
    if (!output.readable) co_return make_error(Code::no_contact, "no answer");
    if (output.due && clock.steady() >= *output.due) output.value = output.written.back();
    model::Sample sample;
    sample.value = output.value;
    sample.quality = model::Quality::good;
    sample.stamp.steady = clock.steady();
    co_return sample;
  }

  Awaitable<Result<void>> write(model::Value value) {
    output.written.push_back(value);
    if (output.acts) output.due = clock.steady() + output.acts_after;
    if (output.write_error) co_return make_error(*output.write_error, "write failed");
    co_return Result<void>{};
  }

  Awaitable<void> execute(plan::Operate request) {
    const act::Operate operate(clock, ports, permits);
    std::function<void(plan::OperateResult)> report = [this](plan::OperateResult r) {
      reports.push_back(std::move(r));
    };
    plan::OperateResult done = co_await operate.execute(std::move(request), std::move(report));
    result = std::move(done);
  }

  void run(bool fail_safe = false) {
    plan::Operate request;
    request.point = "pdu.outlet.1.status";
    request.wanted = off;
    request.fail_safe = fail_safe;
    request.deadline = clock.steady() + 5s;
    tasks.spawn("operate", execute(request));
    clock.run_for(20s, [this] { return result.has_value(); });
    CHECK(result.has_value());
  }
};

struct Case {
  const char* name;
  Output output;
  bool fail_safe;
  Outcome outcome;
  std::size_t writes;
  std::size_t acknowledged;
};

}  // namespace

TEST_GROUP(Operate){};

TEST(Operate, every_behaviour_of_an_output_has_its_outcome) {
  const Case cases[] = {
      {"obeys", {}, false, Outcome::confirmed, 1, 1},
      {"obeys late", {.acts_after = 2s}, false, Outcome::confirmed, 1, 1},
      {"obeys too late", {.acts_after = 9s}, false, Outcome::refuted, 1, 1},
      {"already so", {.value = off}, false, Outcome::confirmed, 0, 0},
      {"says yes, does nothing", {.acts = false}, false, Outcome::refuted, 1, 1},
      {"refuses", {.write_error = Code::device_refused, .acts = false}, false, Outcome::refused, 1, 0},
      {"acts, but its answer is lost", {.write_error = Code::no_contact}, false, Outcome::confirmed, 1, 0},
      {"loses the write", {.write_error = Code::no_contact, .acts = false}, false, Outcome::refuted, 1, 0},
      {"cannot be read", {.readable = false}, false, Outcome::lost, 0, 0},
      {"cannot be read, fail-safe", {.readable = false}, true, Outcome::lost, 1, 1},
  };
  for (const Case& c : cases) {
    House house;
    house.output = c.output;
    house.run(c.fail_safe);
    STRCMP_EQUAL_TEXT(plan::to_string(c.outcome), plan::to_string(house.result->outcome), c.name);
    CHECK_EQUAL_TEXT(c.writes, house.output.written.size(), c.name);
    CHECK_EQUAL_TEXT(c.acknowledged, house.reports.size(), c.name);
  }
}

TEST(Operate, an_inhibit_and_an_interlock_are_asked_before_anything_is_written) {
  for (const bool inhibited : {true, false}) {
    House house;
    if (inhibited)
      house.permits.inhibit = [](const std::string&) { return std::optional<std::string>{"locked by Li Wei"}; };
    else
      house.permits.interlock = [](const std::string&, const model::Value&) {
        return std::optional<std::string>{"generator is not running"};
      };
    house.run();
    STRCMP_EQUAL("refused", plan::to_string(house.result->outcome));
    CHECK(house.output.written.empty());
  }
}

TEST(Operate, what_is_protected_is_switched_on_and_never_off_by_whomever) {
  model::Site site;
  for (const char* id : {"pdu", "ups"}) site.devices[id].id = id;
  site.devices["pdu"].powered_by = {model::Needs::Rule::one, 0, "ups.outlet.2", {}};
  site.loads["alarm"].id = "alarm";
  site.loads["alarm"].is_protected = true;
  site.loads["alarm"].outlet = "pdu.outlet.1";
  site.loads["signage"].id = "signage";
  site.loads["signage"].outlet = "pdu.outlet.3";
  const act::Permits permits = act::permits_of(site);
  const auto word = [](const char* name) { return model::Value{model::Enumeration{name}}; };
  STRCMP_EQUAL("it would switch off alarm, which is protected",
               permits.interlock("pdu.outlet.1.status", word("off")).value_or("").c_str());
  CHECK(permits.interlock("pdu.outlet.1.status", word("reboot")).has_value());
  CHECK(permits.interlock("ups.outlet.2.status", word("off")).has_value());  // all of its power further up
  CHECK(permits.interlock("pdu.outlet.1.status", false).has_value());
  for (const model::Value& value : {word("on"), model::Value{true}})
    CHECK_FALSE(permits.interlock("pdu.outlet.1.status", value).has_value());
  CHECK_FALSE(permits.interlock("pdu.outlet.3.status", word("off")).has_value());
  CHECK_FALSE(permits.interlock("ups.battery.test", word("start")).has_value());
}

TEST(Operate, without_a_port_that_writes_it_writes_nothing_and_says_so) {
  House house;
  house.ports.write = nullptr;
  house.run();
  STRCMP_EQUAL("suppressed", house.result->reason.c_str());
  CHECK(house.output.written.empty());
}
