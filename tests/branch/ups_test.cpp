#include "tests/branch/model/ups.hpp"

#include "CppUTest/TestHarness.h"

using namespace holdfast;
using namespace holdfast::branch;
using namespace std::chrono_literals;

TEST_GROUP(Ups) {
  Ups ups{Ups::Settings{}};  // 60 Wh, 250 W charger
  Changes changes;
  Duration now{};

  void run(Duration time, double volts, double watts = 600) {
    for (const Duration end = now + time; now < end;) {
      now += 10ms;
      ups.step(now, 10ms, volts, watts, changes);
    }
  }
  bool has(Ups::Alarm alarm) const {
    for (const auto& active : ups.alarms()) {
      if (active.alarm == alarm) return true;
    }
    return false;
  }
};

TEST(Ups, discharges_with_its_load) {
  run(60s, 0, 600);  // 10 Wh of 60
  CHECK(ups.source() == Ups::Source::battery);
  DOUBLES_EQUAL(100 - 100.0 / 6, ups.charge(), 0.1);
  DOUBLES_EQUAL(300, std::chrono::duration<double>(ups.runtime()).count(), 1);
  CHECK(ups.time_on_battery() >= 59s && ups.time_on_battery() <= 60s);
}

TEST(Ups, recharges_when_its_input_is_back) {
  run(60s, 0, 600);
  run(72s, 230, 600);  // 5 Wh
  CHECK(ups.source() == Ups::Source::normal);
  DOUBLES_EQUAL(100 - 50.0 / 6, ups.charge(), 0.2);
  CHECK(ups.battery_current() < 0);
  CHECK(ups.time_on_battery() == 0s);
}

TEST(Ups, raises_and_clears_its_alarms) {
  run(1s, 0);
  LONGS_EQUAL(2, ups.alarms().size());
  CHECK(has(Ups::Alarm::on_battery) && has(Ups::Alarm::input_bad));
  ups.set_charge(15);
  run(10ms, 0);
  CHECK(has(Ups::Alarm::low_battery));
  CHECK(ups.battery_status() == Ups::BatteryStatus::low);
  run(1h, 230);
  LONGS_EQUAL(0, ups.alarms().size());
}

TEST(Ups, numbers_each_alarm_anew) {
  run(1s, 0);
  const unsigned first = ups.alarms().front().id;
  run(1s, 230);
  run(1s, 0);
  CHECK(ups.alarms().front().id > first);
}

TEST(Ups, dies_when_empty_and_stays_off_until_its_input_is_back) {
  ups.set_charge(1);
  run(1min, 0);
  CHECK_FALSE(ups.output_on());
  CHECK(ups.battery_status() == Ups::BatteryStatus::depleted);
  CHECK(has(Ups::Alarm::output_off));
  ups.set_charge(50);
  run(1s, 0);
  CHECK_FALSE(ups.output_on());
  run(1s, 230);
  CHECK(ups.source() == Ups::Source::normal);
}

TEST(Ups, switches_off_after_the_delay_it_was_told_and_back_on) {
  ups.shut_down_after(2s);
  ups.start_after(3s);
  run(1900ms, 230);
  CHECK(ups.output_on());
  run(200ms, 230);
  CHECK_FALSE(ups.output_on());
  run(3s, 230);
  CHECK(ups.output_on());
}

TEST(Ups, can_be_told_to_forget_a_shutdown) {
  ups.shut_down_after(2s);
  run(1s, 230);
  ups.shut_down_after(-1us);
  run(5s, 230);
  CHECK(ups.output_on());
}
