// An on-line UPS: carries its load from the battery while its input is bad, recharges afterwards, dies when empty.
#pragma once

#include <string>
#include <vector>

#include "tests/branch/model/change.hpp"

namespace holdfast::branch {

class Ups {
 public:
  enum class Source { none, normal, battery };
  enum class BatteryStatus { normal, low, depleted };
  enum class Alarm {
    on_battery = 2,
    low_battery = 3,
    depleted_battery = 4,
    input_bad = 6,
    output_off = 14
  };  // RFC 1628
  struct Settings {
    double capacity_wh = 60;
    double charger_watts = 250;
    double rated_watts = 1500;
    double low_percent = 20;
  };
  struct ActiveAlarm {
    unsigned id;
    Alarm alarm;
    Duration since;
  };

  // `name`: what its changes are recorded under.
  explicit Ups(Settings settings, std::string name = "ups")
      : name_(std::move(name)), settings_(settings), energy_wh_(settings.capacity_wh) {}

  void set_charge(double percent) { energy_wh_ = settings_.capacity_wh * percent / 100; }
  void shut_down_after(Duration delay);  // negative: do not
  void start_after(Duration delay);      // negative: do not
  void step(Duration now, Duration passed, double input_volts, double load_watts, Changes& changes);

  Source source() const { return source_; }
  bool output_on() const { return source_ != Source::none; }
  double input_voltage() const { return input_volts_; }
  double output_voltage() const { return output_on() ? 230.0 : 0.0; }
  double load_watts() const { return load_watts_; }
  double load_percent() const { return 100 * load_watts_ / settings_.rated_watts; }
  double rated_watts() const { return settings_.rated_watts; }
  double charge() const { return 100 * energy_wh_ / settings_.capacity_wh; }  // percent
  Duration runtime() const;                                                   // at the present load
  double battery_voltage() const;
  double battery_current() const;  // A, positive while it discharges
  BatteryStatus battery_status() const;
  Duration time_on_battery() const { return source_ == Source::battery ? on_battery_ : Duration{}; }
  unsigned input_bad_count() const { return input_bad_count_; }
  const std::vector<ActiveAlarm>& alarms() const { return alarms_; }
  Duration time_to_shutdown() const { return shutdown_in_; }  // negative: none under way
  Duration time_to_start() const { return start_in_; }

 private:
  void set_alarm(Alarm alarm, bool active, Duration now);
  void count_down(Duration passed);

  std::string name_;
  Settings settings_;
  double energy_wh_;
  Source source_ = Source::normal;
  bool commanded_off_ = false;
  bool input_good_ = true;
  double input_volts_ = 230;
  double load_watts_ = 0;
  Duration on_battery_{};
  Duration shutdown_in_{-1};
  Duration start_in_{-1};
  unsigned input_bad_count_ = 4;
  unsigned next_alarm_ = 1;
  std::vector<ActiveAlarm> alarms_;
};

const char* to_string(Ups::Source source);  // none, normal, on_battery

}  // namespace holdfast::branch
