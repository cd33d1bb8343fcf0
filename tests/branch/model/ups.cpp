#include "tests/branch/model/ups.hpp"

#include <algorithm>

namespace holdfast::branch {

const char* to_string(Ups::Source source) {
  switch (source) {
    case Ups::Source::none: return "none";
    case Ups::Source::normal: return "normal";
    case Ups::Source::battery: return "on_battery";
  }
  return "?";
}

void Ups::shut_down_after(Duration delay) { shutdown_in_ = std::max(delay, Duration{-1}); }

void Ups::start_after(Duration delay) { start_in_ = std::max(delay, Duration{-1}); }

void Ups::count_down(Duration passed) {
  if (shutdown_in_.count() >= 0) {
    shutdown_in_ -= passed;
    if (shutdown_in_.count() <= 0) {
      shutdown_in_ = Duration{-1};
      commanded_off_ = true;
    }
  } else if (start_in_.count() >= 0) {  // counts once the shutdown is done
    start_in_ -= passed;
    if (start_in_.count() <= 0) {
      start_in_ = Duration{-1};
      commanded_off_ = false;
    }
  }
}

void Ups::step(Duration now, Duration passed, double input_volts, double load_watts, Changes& changes) {
  count_down(passed);
  input_volts_ = input_volts;
  const bool good = is_good_voltage(input_volts);
  if (input_good_ && !good) ++input_bad_count_;
  if (!input_good_ && good) commanded_off_ = false;  // upsAutoRestart on
  input_good_ = good;

  const double hours = std::chrono::duration<double>(passed).count() / 3600;
  if (source_ == Source::battery) {
    energy_wh_ = std::max(0.0, energy_wh_ - load_watts * hours);
    on_battery_ += passed;
  } else if (good) {
    energy_wh_ = std::min(settings_.capacity_wh, energy_wh_ + settings_.charger_watts * hours);
  }

  Source wanted = Source::none;
  if (!commanded_off_) {
    if (good) {
      wanted = Source::normal;
    } else if (energy_wh_ > 0 && source_ != Source::none) {  // once dead it waits for its input
      wanted = Source::battery;
    }
  }
  if (wanted != source_) {
    source_ = wanted;
    on_battery_ = Duration{};
    changes.push_back({now, name_, to_string(source_)});
  }
  load_watts_ = output_on() ? load_watts : 0;

  set_alarm(Alarm::on_battery, source_ == Source::battery, now);
  set_alarm(Alarm::input_bad, !good, now);
  set_alarm(Alarm::low_battery, battery_status() != BatteryStatus::normal, now);
  set_alarm(Alarm::depleted_battery, battery_status() == BatteryStatus::depleted, now);
  set_alarm(Alarm::output_off, !output_on(), now);
}

void Ups::set_alarm(Alarm alarm, bool active, Duration now) {
  const auto found = std::find_if(alarms_.begin(), alarms_.end(), [&](const auto& a) { return a.alarm == alarm; });
  if (active && found == alarms_.end()) alarms_.push_back({next_alarm_++, alarm, now});
  if (!active && found != alarms_.end()) alarms_.erase(found);
}

Duration Ups::runtime() const {
  const double watts = std::max(load_watts_, 10.0);
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(energy_wh_ / watts * 3600));
}

// A 48 V lead-acid string: 54.6 V on float; 51 V full to 42 V empty under load.
double Ups::battery_voltage() const { return source_ == Source::normal ? 54.6 : 42.0 + 9.0 * charge() / 100; }

double Ups::battery_current() const {
  if (source_ == Source::battery) return load_watts_ / battery_voltage();
  return source_ == Source::normal && charge() < 100 ? -settings_.charger_watts / battery_voltage() : 0;
}

Ups::BatteryStatus Ups::battery_status() const {
  if (energy_wh_ <= 0) return BatteryStatus::depleted;
  return charge() <= settings_.low_percent ? BatteryStatus::low : BatteryStatus::normal;
}

}  // namespace holdfast::branch
