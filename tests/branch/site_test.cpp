// The physical model as a whole: what follows what when supplies fail and return. Time is handed in.
#include "tests/branch/model/site.hpp"

#include <algorithm>

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

namespace {

// When `what` became `value`, in milliseconds; -1 if it did not.
long when(const Changes& changes, const std::string& what, const std::string& value) {
  const auto found = std::find_if(changes.begin(), changes.end(),
                                  [&](const Change& change) { return change.what == what && change.value == value; });
  return found == changes.end() ? -1 : static_cast<long>(found->at / 1ms);
}

}  // namespace

TEST_GROUP(Site) {
  SiteSettings settings;
  Site site{settings};

  void blackout_at(Duration at) {
    site.advance(at);
    site.set_mains(0, "off");
  }
};

TEST(Site, is_quiet_while_the_mains_are_good) {
  site.advance(10min);
  CHECK(site.take_changes().empty());
  LONGS_EQUAL(1, site.transfer_switch.source());
  CHECK(site.ups.source() == Ups::Source::normal);
  DOUBLES_EQUAL(100, site.ups.charge(), 0.001);
}

TEST(Site, rides_through_a_blackout_on_battery_then_generator_and_returns_to_the_mains) {
  blackout_at(5s);
  site.advance(20s);
  site.set_mains(230, "on");
  site.advance(40s);
  const Changes changes = site.take_changes();
  LONGS_EQUAL(5000, when(changes, "mains", "off"));
  LONGS_EQUAL(5000, when(changes, "ups", "on_battery"));  // in the same instant
  LONGS_EQUAL(5060, when(changes, "source", "none"));
  LONGS_EQUAL(8000, when(changes, "generator", "running"));
  LONGS_EQUAL(8000, when(changes, "source", "2"));
  LONGS_EQUAL(8000, when(changes, "ups", "normal"));
  LONGS_EQUAL(20000, when(changes, "mains", "on"));
  LONGS_EQUAL(22000, when(changes, "source", "1"));
  CHECK(when(changes, "generator", "cooling") >= 22000);
  CHECK(when(changes, "generator", "stopped") >= 27000);
  LONGS_EQUAL(-1, when(changes, "outlets", "dead"));
}

TEST(Site, gives_the_same_history_whatever_the_size_of_the_steps) {
  Site other{settings};
  blackout_at(1s);
  site.advance(30s);
  other.advance(1s);
  other.set_mains(0, "off");
  for (Duration now = 1s; now <= 30s; now += 1234us) other.advance(now);
  other.advance(30s);
  const Changes one = site.take_changes();
  const Changes two = other.take_changes();
  LONGS_EQUAL(one.size(), two.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    STRCMP_EQUAL(one[i].what.c_str(), two[i].what.c_str());
    STRCMP_EQUAL(one[i].value.c_str(), two[i].value.c_str());
    CHECK(one[i].at - two[i].at <= 10ms && two[i].at - one[i].at <= 10ms);
  }
  DOUBLES_EQUAL(site.ups.charge(), other.ups.charge(), 0.1);
}

TEST(Site, goes_dark_when_the_battery_is_empty_and_the_generator_fails) {
  site.generator.set_faulty(true);
  blackout_at(1s);
  site.set_battery_charge(5);
  site.advance(5min);
  const Changes changes = site.take_changes();
  CHECK(when(changes, "generator", "failed") >= 4000);
  CHECK(when(changes, "ups", "none") > 10000);
  CHECK(when(changes, "outlets", "dead") == when(changes, "ups", "none"));
  CHECK_FALSE(site.outlets.powered(3));
  CHECK(site.outlets.at(3).on);  // the relay stays as it was
  CHECK_FALSE(site.core_switch.alive());
  CHECK_FALSE(site.router.alive());
  DOUBLES_EQUAL(0, site.ups.load_watts(), 0.001);
}

TEST(Site, wakes_again_when_the_mains_return_after_a_dark_time) {
  site.generator.set_faulty(true);
  blackout_at(1s);
  site.set_battery_charge(1);
  site.advance(2min);
  site.set_mains(230, "on");
  site.advance(2min + 100ms);
  CHECK(site.ups.source() == Ups::Source::normal);
  CHECK(site.outlets.powered(1));
  CHECK_FALSE(site.core_switch.alive());  // still booting
  site.advance(2min + 5s);
  CHECK(site.core_switch.alive());
  CHECK(site.core_switch.uptime(site.now()) < 5s);
}

TEST(Site, loads_that_are_shed_make_the_battery_last_longer) {
  site.generator.set_faulty(true);
  blackout_at(1s);
  const Duration before = site.ups.runtime();
  site.switch_outlet(5, false);
  CHECK(site.ups.runtime() > before);
}

TEST(Site, has_a_second_ups_that_carries_the_rack_and_follows_its_own_outlets) {
  site.generator.set_faulty(true);
  blackout_at(1s);
  site.advance(61s);
  CHECK(site.rack_ups.source() == Ups::Source::battery);
  DOUBLES_EQUAL(565, site.rack_ups.load_watts(), 0.001);
  DOUBLES_EQUAL(100 * (1 - 565.0 / 60 / 120), site.rack_ups.charge(), 0.1);
  const Duration before = site.rack_ups.runtime();
  const Duration other = site.ups.runtime();
  site.switch_rack_outlet(4, false);
  DOUBLES_EQUAL(445, site.rack_ups.load_watts(), 0.001);
  DOUBLES_EQUAL(0, site.rack_outlets.watts(4), 0.001);
  CHECK(site.rack_ups.runtime() > before);
  CHECK(site.ups.runtime() == other);
}

TEST(Site, loses_what_hangs_on_the_rack_when_that_battery_is_empty) {
  site.generator.set_faulty(true);
  blackout_at(1s);
  site.set_rack_battery_charge(1);
  site.advance(1min);
  CHECK_FALSE(site.rack_outlets.fed());
  CHECK(site.outlets.fed());
  CHECK(when(site.take_changes(), "pdu-b.outlets", "dead") > 1000);
}

TEST(Site, treats_a_deep_sag_like_a_blackout_and_ignores_a_shallow_one) {
  site.advance(1s);
  site.set_mains(205, "sag 205");
  site.advance(10s);
  CHECK(site.ups.source() == Ups::Source::normal);
  LONGS_EQUAL(1, site.transfer_switch.source());
  site.set_mains(150, "sag 150");
  CHECK(site.ups.source() == Ups::Source::battery);
  site.advance(20s);
  LONGS_EQUAL(2, site.transfer_switch.source());
}

TEST(Site, meters_energy_only_while_it_comes_from_the_mains) {
  const double start = site.mains_energy_wh();
  site.advance(60s);
  const double later = site.mains_energy_wh();
  DOUBLES_EQUAL(site.mains_watts() / 60, later - start, 0.5);
  site.set_mains(0, "off");
  site.advance(70s);
  DOUBLES_EQUAL(later, site.mains_energy_wh(), 0.001);
}
