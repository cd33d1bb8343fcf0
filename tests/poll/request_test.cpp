// Single reads and writes through the poller: their place in the queue, their deadlines, and what they leave behind.
#include <functional>

#include "tests/poll/bench.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using drivers::Target;
using model::Lane;
using model::PointId;
using poll::Contact;

namespace {

constexpr Target first{0, std::nullopt};

struct ReadOutcome {
  std::optional<Result<model::Sample>> result;
  SteadyTime at;
};
struct WriteOutcome {
  std::optional<Result<void>> result;
  SteadyTime at;
};

platform::Awaitable<void> read_into(Bench* bench, PointId point, SteadyTime deadline, ReadOutcome* outcome) {
  Result<model::Sample> result = co_await bench->poller->read_point(point, deadline);
  outcome->result.emplace(std::move(result));
  outcome->at = bench->clock.steady();
}

platform::Awaitable<void> write_into(Bench* bench, PointId point, model::Value value, SteadyTime deadline,
                                     WriteOutcome* outcome) {
  Result<void> result = co_await bench->poller->write_point(point, std::move(value), deadline);
  outcome->result.emplace(std::move(result));
  outcome->at = bench->clock.steady();
}

}  // namespace

TEST_GROUP(Request) {
  Bench bench;
  void teardown() override {
    LONGS_EQUAL(0, bench.stop());
    STRCMP_EQUAL("", bench.fatal.c_str());
  }
  void read(PointId point, Duration patience, ReadOutcome & outcome) {
    bench.tasks().spawn("read", read_into(&bench, point, bench.clock.steady() + patience, &outcome));
  }
  void write(PointId point, model::Value value, Duration patience, WriteOutcome & outcome) {
    bench.tasks().spawn("write",
                        write_into(&bench, point, std::move(value), bench.clock.steady() + patience, &outcome));
  }
  PointId point(const std::string& name) { return *bench.points.find(name); }
};

TEST(Request, reads_a_point_straight_from_the_device_and_tells_it_as_every_sample) {
  bench.watch("ups", "a");
  Script& ups = bench.device("ups", {spec("a")});
  bench.start();
  bench.run(5s);
  ups.values[first] = 7.0;
  const SteadyTime asked = bench.clock.steady();
  ReadOutcome outcome;
  read(point("ups.a"), 1s, outcome);
  bench.run(5ms);
  CHECK(outcome.result->value().value == model::Value{7.0});
  CHECK(outcome.result->value().stamp.steady >= asked);
  CHECK(bench.watched_calls.back().front().sample.value == model::Value{7.0});
  CHECK(bench.changed.back().sample.sample.value == model::Value{7.0});
}

TEST(Request, a_read_after_a_write_sees_what_was_written) {
  Script& pdu = bench.device("pdu", {spec("outlet.{n}.status")});
  pdu.values[{0, 3U}] = true;
  bench.start();
  bench.run(2s);
  WriteOutcome written;
  ReadOutcome seen;
  write(point("pdu.outlet.3.status"), false, 1s, written);
  read(point("pdu.outlet.3.status"), 1s, seen);
  bench.run(10ms);
  CHECK(written.result->has_value());
  CHECK(seen.result->value().value == model::Value{false});
  CHECK(pdu.calls.back().what == "read");
  CHECK(pdu.calls[pdu.calls.size() - 2].what == "write");
}

TEST(Request, goes_in_front_of_the_rounds_of_its_line) {
  bench.device("ups", {spec("a")}, "bus");
  for (int i = 0; i < 5; ++i) {
    bench.device("other-" + std::to_string(i), {spec("a", Lane::fast)}, "bus").latency = 100ms;
  }
  bench.start();
  bench.run(10s + 10ms);
  WriteOutcome outcome;
  const SteadyTime asked = bench.clock.steady();
  write(point("ups.a"), 2.0, 1s, outcome);
  bench.run(300ms);
  CHECK(outcome.result->has_value());
  CHECK(outcome.at - asked <= 102ms);
}

TEST(Request, is_given_up_at_its_deadline_while_it_is_queued_and_is_never_sent_afterwards) {
  Script& ups = bench.device("ups", {spec("a")}, "bus");
  Script& slow = bench.device("slow", {spec("a", Lane::fast)}, "bus");
  bench.start();
  bench.run(2s);
  slow.latency = 480ms;
  const bool busy = bench.clock.run_for(2s, [&, n = slow.reads()] { return slow.reads() > n && slow.in_flight == 1; });
  CHECK(busy);
  WriteOutcome outcome;
  const SteadyTime asked = bench.clock.steady();
  write(point("ups.a"), 2.0, 50ms, outcome);
  bench.run(2s);
  CHECK(outcome.result->error().code == Code::no_contact);
  STRCMP_EQUAL("ups: its line was busy until the deadline, nothing was sent", outcome.result->error().message.c_str());
  CHECK(outcome.at == asked + 50ms);
  LONGS_EQUAL(0, ups.writes());
}

TEST(Request, fails_after_one_timeout_when_the_device_is_silent) {
  Script& ups = bench.device("ups", {spec("a")});
  bench.start();
  bench.run(2s);
  ups.mood = Script::Mood::silent;
  WriteOutcome outcome;
  write(point("ups.a"), 2.0, 10s, outcome);
  bench.run(1500ms);
  STRCMP_EQUAL("ups: no answer within 500 ms", outcome.result->error().message.c_str());
  CHECK(outcome.result->error().code == Code::no_contact);
}

TEST(Request, a_refused_write_is_an_answer_and_costs_no_contact) {
  Script& ups = bench.device("ups", {spec("a")});
  bench.start();
  bench.run(2s);
  ups.mood = Script::Mood::refuses_writes;
  WriteOutcome outcome;
  for (int i = 0; i < 3; ++i) {
    outcome = {};
    write(point("ups.a"), 2.0, 1s, outcome);
    bench.run(10ms);
    CHECK(outcome.result->error().code == Code::device_refused);
  }
  CHECK(bench.poller->health("ups").contact == Contact::ok);
}

TEST(Request, to_a_lost_device_is_tried_and_its_answer_brings_contact_back) {
  Script& ups = bench.device("ups", {spec("a"), spec("b")});
  bench.start();
  bench.run(2s);
  ups.mood = Script::Mood::silent;
  bench.run(60s);
  CHECK(bench.poller->health("ups").contact == Contact::lost);
  ups.mood = Script::Mood::answers;
  ReadOutcome outcome;
  read(point("ups.a"), 1s, outcome);
  bench.run(10ms);
  CHECK(outcome.result->has_value());
  CHECK(bench.poller->health("ups").contact == Contact::ok);
  STRCMP_EQUAL("good", bench.state("ups.b").c_str());
  const std::size_t before = ups.reads();
  bench.run(10s);
  CHECK(ups.reads() - before >= 9 && ups.reads() - before <= 12);
}

TEST(Request, for_a_point_that_no_device_has_is_not_found) {
  bench.device("ups", {spec("a")});
  const PointId foreign = bench.watch("nobody", "x");
  const PointId missing = bench.watch("ups", "x");
  bench.start();
  for (const PointId each : {foreign, missing, PointId{4711}}) {
    ReadOutcome outcome;
    read(each, 1s, outcome);
    bench.run(1ms);
    CHECK(outcome.result->error().code == Code::not_found);
  }
}

TEST(Request, of_a_row_that_nobody_has_seen_yet_reaches_the_device) {
  Script& pdu = bench.device("pdu", {spec("outlet.{n}.status", Lane::slow)});
  bench.start();
  bench.run(2s);
  pdu.values[{0, 7U}] = true;
  model::PointInfo info;
  info.device = "pdu";
  info.name = "outlet.7.status";
  const PointId late = bench.points.intern(info);
  ReadOutcome outcome;
  read(late, 1s, outcome);
  bench.run(10ms);
  CHECK(outcome.result->value().value == model::Value{true});
}

TEST(Request, of_a_task_that_was_cancelled_is_not_sent) {
  Script& ups = bench.device("ups", {spec("a")}, "bus");
  Script& slow = bench.device("slow", {spec("a", Lane::fast)}, "bus");
  bench.start();
  bench.run(2s);
  slow.latency = 480ms;
  const bool busy = bench.clock.run_for(2s, [&, n = slow.reads()] { return slow.reads() > n && slow.in_flight == 1; });
  CHECK(busy);
  {
    platform::TaskGroup others(bench.loop.get_executor(), bench.clock, {});
    WriteOutcome outcome;
    others.spawn("write", write_into(&bench, point("ups.a"), 2.0, bench.clock.steady() + 5s, &outcome));
    bench.run(1ms);
    others.cancel_all();
    bench.run(1ms);
    LONGS_EQUAL(0, others.running());
    CHECK_FALSE(outcome.result.has_value());
  }
  bench.run(3s);
  LONGS_EQUAL(0, ups.writes());
}

TEST(Request, that_waits_when_polling_stops_is_told_so_or_cancelled) {
  Script& ups = bench.device("ups", {spec("a")});
  bench.start();
  bench.run(2s);
  ups.latency = 400ms;
  ReadOutcome outcome;
  read(point("ups.a"), 5s, outcome);
  bench.run(1ms);
  LONGS_EQUAL(0, bench.stop());
  LONGS_EQUAL(0, ups.in_flight);
}
