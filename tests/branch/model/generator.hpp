// A diesel generator with its controller: starts by itself in auto mode when the mains are gone, burns its fuel.
//
//   stopped --wanted--> cranking --start_delay--> running --not wanted--> cooling --cooling_time--> stopped
//   cranking --faulty, after start_delay--> failed --repaired or mode stop--> stopped
//   running, cooling --faulty or no fuel--> failed
#pragma once

#include "tests/branch/model/change.hpp"

namespace holdfast::branch {

class Generator {
 public:
  enum class Mode { stop, auto_start, manual };
  enum class State { stopped, cranking, running, cooling, failed };
  struct Settings {
    Duration start_delay = std::chrono::seconds(3);
    Duration cooling_time = std::chrono::seconds(5);
    double full_load_watts = 5000;
    double idle_fuel_rate = 0.02;  // percent of the tank a second
    double load_fuel_rate = 0.20;  // more at full load
  };

  explicit Generator(Settings settings) : settings_(settings) {}

  void set_mode(Mode mode) { mode_ = mode; }
  void set_faulty(bool faulty) { faulty_ = faulty; }
  void set_fuel(double percent) { fuel_ = percent; }
  void step(Duration now, Duration passed, bool mains_good, double load_watts, Changes& changes);

  Mode mode() const { return mode_; }
  State state() const { return state_; }
  bool faulty() const { return faulty_; }
  double fuel() const { return fuel_; }  // percent
  bool turning() const { return state_ == State::running || state_ == State::cooling; }
  double voltage() const { return turning() ? 231.0 : 0.0; }
  double frequency() const { return turning() ? 50.1 : 0.0; }
  double speed() const;            // rpm
  double battery_voltage() const;  // of the starter battery
  double temperature() const { return temperature_; }
  double load_watts() const { return load_watts_; }
  double load_percent() const { return 100 * load_watts_ / settings_.full_load_watts; }
  double energy_wh() const { return energy_wh_; }
  Duration runtime() const { return runtime_; }
  unsigned starts() const { return starts_; }

 private:
  void enter(State state, Duration now, Changes& changes);

  Settings settings_;
  Mode mode_ = Mode::auto_start;
  State state_ = State::stopped;
  Duration since_{};
  bool faulty_ = false;
  double fuel_ = 90.0;
  double temperature_ = 21.0;
  double load_watts_ = 0;
  double energy_wh_ = 81234.5 * 1000;
  Duration runtime_ = std::chrono::hours(312);
  unsigned starts_ = 187;
};

const char* to_string(Generator::Mode mode);    // stop, auto, manual
const char* to_string(Generator::State state);  // stopped, cranking, ...

}  // namespace holdfast::branch
