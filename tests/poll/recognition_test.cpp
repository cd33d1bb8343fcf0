// Devices that are recognised on first contact, and what happens when another one takes their place.
#include <algorithm>

#include "tests/poll/bench.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::testing;
using namespace std::chrono_literals;
using drivers::Target;
using model::Lane;
using poll::Contact;

namespace {

constexpr Target first{0, std::nullopt}, second{1, std::nullopt};

// What it is, and that every point has this value.
void is(ScriptedIdentity& identity, const std::string& id, std::vector<model::PointSpec> points, double value) {
  identity.profile = {};
  identity.profile.id = id;
  identity.profile.points = std::move(points);
  identity.script.values.clear();
  for (std::size_t i = 0; i < identity.profile.points.size(); ++i) identity.script.values[{i, std::nullopt}] = value;
}

}  // namespace

TEST_GROUP(Recognition) {
  ScriptedIdentity ups;
  Bench bench;

  void teardown() override {
    LONGS_EQUAL(0, bench.stop());
    STRCMP_EQUAL("", bench.fatal.c_str());
  }
  std::string profile() const {
    const model::Profile* const found = bench.poller->profile("ups");
    return found == nullptr ? "auto" : found->id;
  }
  double value(const std::string& point) const {
    const model::Sample* const sample = bench.latest(point);
    return sample && sample->value ? *model::as_number(*sample->value) : -1.0;
  }
};

TEST(Recognition, reads_a_device_as_what_it_turns_out_to_be) {
  bench.watch("ups", "battery.charge");
  is(ups, "apc/ups", {spec("device.model", Lane::slow), spec("battery.charge"), spec("input.voltage")}, 7.0);
  bench.unknown_device("ups", ups);
  bench.start();
  STRCMP_EQUAL("auto", profile().c_str());
  STRCMP_EQUAL("never", bench.state("ups.battery.charge").c_str());
  bench.run(10s);
  STRCMP_EQUAL("apc/ups", profile().c_str());
  LONGS_EQUAL(1, ups.recognised);
  DOUBLES_EQUAL(7.0, value("ups.battery.charge"), 0.0);
  STRCMP_EQUAL("good", bench.state("ups.device.model").c_str());
  CHECK(ups.script.reads_of(second) >= 45);  // watched: in the fast lane
  LONGS_EQUAL(1, ups.script.reads_of(first));
  LONGS_EQUAL(1, bench.contacts.size());
  LONGS_EQUAL(3, bench.poller->points_of("ups").size());
}

TEST(Recognition, waits_for_a_silent_device_and_recognises_it_when_it_comes) {
  bench.watch("ups", "battery.charge");
  is(ups, "apc/ups", {spec("battery.charge")}, 7.0);
  ups.script.mood = Script::Mood::silent;
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(5min);
  CHECK(bench.poller->health("ups").contact == Contact::lost);
  CHECK(ups.recognised < 45);  // backed off
  STRCMP_EQUAL("never", bench.state("ups.battery.charge").c_str());
  ups.script.mood = Script::Mood::answers;
  bench.run(11s);
  STRCMP_EQUAL("good", bench.state("ups.battery.charge").c_str());
  CHECK(bench.poller->health("ups").contact == Contact::ok);
}

TEST(Recognition, a_device_that_nobody_knows_is_in_contact_and_unknown_and_looked_at_again_seldom) {
  bench.watch("ups", "battery.charge");
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(9min);
  CHECK(bench.poller->health("ups").contact == Contact::ok);
  STRCMP_EQUAL("no profile is for this device", bench.poller->health("ups").last_error.c_str());
  STRCMP_EQUAL("never", bench.state("ups.battery.charge").c_str());
  LONGS_EQUAL(1, ups.recognised);
  CHECK(ups.compared > 500);  // whether it answers is still known
  is(ups, "apc/ups", {spec("battery.charge")}, 7.0);
  bench.run(2min);
  STRCMP_EQUAL("good", bench.state("ups.battery.charge").c_str());
  STRCMP_EQUAL("", bench.poller->health("ups").last_error.c_str());
}

TEST(Recognition, after_a_short_loss_nothing_is_asked_again) {
  is(ups, "apc/ups", {spec("battery.charge")}, 7.0);
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(10s);
  ups.script.mood = Script::Mood::silent;
  bench.run(10s);
  CHECK(bench.poller->health("ups").contact == Contact::lost);
  ups.script.mood = Script::Mood::answers;
  bench.run(10s);
  STRCMP_EQUAL("good", bench.state("ups.battery.charge").c_str());
  LONGS_EQUAL(1, ups.recognised);
  LONGS_EQUAL(0, ups.compared);
}

TEST(Recognition, after_a_long_loss_the_same_device_goes_on_as_it_was) {
  is(ups, "apc/ups", {spec("battery.charge")}, 7.0);
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(10s);
  ups.script.mood = Script::Mood::silent;
  bench.run(2min);
  ups.script.mood = Script::Mood::answers;
  bench.run(11s);
  STRCMP_EQUAL("good", bench.state("ups.battery.charge").c_str());
  LONGS_EQUAL(1, ups.recognised);
  CHECK(ups.compared > 0);
}

TEST(Recognition, another_device_in_its_place_is_read_as_what_it_is_and_no_value_of_the_old_one_stays) {
  bench.watch("ups", "battery.charge");
  bench.watch("ups", "output.load");
  is(ups, "apc/ups", {spec("battery.charge"), spec("output.load"), spec("input.voltage")}, 7.0);
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(10s);
  ups.script.mood = Script::Mood::silent;
  bench.run(2min);
  is(ups, "eaton/ups", {spec("device.model"), spec("battery.charge", Lane::slow)}, 9.0);
  ups.object_id = "2.2";
  ups.script.mood = Script::Mood::answers;
  bench.watched_calls.clear();
  bench.run(11s);
  STRCMP_EQUAL("eaton/ups", profile().c_str());
  LONGS_EQUAL(2, ups.recognised);
  DOUBLES_EQUAL(9.0, value("ups.battery.charge"), 0.0);
  STRCMP_EQUAL("never", bench.state("ups.output.load").c_str());
  STRCMP_EQUAL("never", bench.state("ups.input.voltage").c_str());
  LONGS_EQUAL(2, bench.poller->points_of("ups").size());
  const auto load = *bench.points.find("ups.output.load");
  bool told = false;  // the detector hears of it, once
  for (const auto& call : bench.watched_calls)
    told = told || std::ranges::any_of(call, [&](const model::PointSample& each) {
             return each.point == load && each.sample.reason == model::Reason::not_available;
           });
  CHECK(told);
}

TEST(Recognition, a_device_that_nobody_knows_in_its_place_is_not_read_as_the_old_one) {
  is(ups, "apc/ups", {spec("battery.charge")}, 7.0);
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(10s);
  ups.script.mood = Script::Mood::silent;
  bench.run(2min);
  const std::size_t before = ups.script.calls.size();
  ups.profile = {};
  ups.object_id = "3.3";
  ups.script.mood = Script::Mood::answers;
  bench.run(1min);
  STRCMP_EQUAL("auto", profile().c_str());
  STRCMP_EQUAL("never", bench.state("ups.battery.charge").c_str());
  LONGS_EQUAL(before, ups.script.calls.size());
  CHECK(bench.poller->health("ups").contact == Contact::ok);
}

// A device that has just started may not have all of its objects yet, and be taken for less than it is.
TEST(Recognition, looks_again_where_watched_points_are_missing) {
  bench.watch("ups", "battery.charge");
  is(ups, "ietf/system", {spec("device.name")}, 1.0);
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(1min);
  STRCMP_EQUAL("ietf/system", profile().c_str());
  is(ups, "apc/ups", {spec("battery.charge"), spec("device.name")}, 7.0);
  bench.run(10min);
  STRCMP_EQUAL("apc/ups", profile().c_str());
  DOUBLES_EQUAL(7.0, value("ups.battery.charge"), 0.0);
  bench.run(1h);
  LONGS_EQUAL(2, ups.recognised);
}

TEST(Recognition, a_point_that_is_measured_otherwise_than_the_condition_means_stays_unknown) {
  bench.watch("ups", "battery.charge");
  model::PointSpec in_volts = spec("battery.charge");
  in_volts.unit = "V";
  is(ups, "odd/ups", {in_volts, spec("input.voltage")}, 7.0);
  bench.unknown_device("ups", ups);
  bench.start();
  bench.run(1min);
  STRCMP_EQUAL("never", bench.state("ups.battery.charge").c_str());
  STRCMP_EQUAL("good", bench.state("ups.input.voltage").c_str());
}

namespace {

platform::Awaitable<void> write(poll::Poller* poller, model::PointId point, SteadyTime deadline, std::string* said) {
  model::Value value = 1.0;
  const Result<void> written = co_await poller->write_point(point, std::move(value), deadline);
  *said = written ? "written" : written.error().message;
}

}  // namespace

TEST(Recognition, a_write_waits_until_it_is_known_what_the_device_is) {
  const model::PointId outlet = bench.watch("ups", "outlet.1.status");
  is(ups, "apc/pdu", {spec("outlet.1.status")}, 0.0);
  bench.unknown_device("ups", ups);
  poll::Poller& poller = bench.start();
  std::string said;
  bench.tasks().spawn("write", write(&poller, outlet, bench.clock.steady() + 5s, &said));
  bench.run(1s);
  STRCMP_EQUAL("written", said.c_str());
  LONGS_EQUAL(1, ups.recognised);
}

TEST(Recognition, nothing_is_written_to_a_device_that_has_taken_the_place_of_another) {
  const model::PointId outlet = bench.watch("ups", "outlet.1.status");
  is(ups, "apc/pdu", {spec("outlet.1.status")}, 0.0);
  bench.unknown_device("ups", ups);
  poll::Poller& poller = bench.start();
  bench.run(10s);
  ups.script.mood = Script::Mood::silent;
  bench.run(2min);
  is(ups, "other/pdu", {spec("outlet.9.status")}, 0.0);
  ups.object_id = "2.2";
  ups.script.mood = Script::Mood::answers;
  std::string said;
  bench.tasks().spawn("write", write(&poller, outlet, bench.clock.steady() + 5s, &said));
  bench.run(1s);
  STRCMP_EQUAL("ups: the device does not have this point", said.c_str());
  LONGS_EQUAL(0, ups.script.writes());
}
