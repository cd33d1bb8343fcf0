#include "tests/branch/model/generator.hpp"

#include <algorithm>

namespace holdfast::branch {

const char* to_string(Generator::Mode mode) {
  switch (mode) {
    case Generator::Mode::stop: return "stop";
    case Generator::Mode::auto_start: return "auto";
    case Generator::Mode::manual: return "manual";
  }
  return "?";
}

const char* to_string(Generator::State state) {
  switch (state) {
    case Generator::State::stopped: return "stopped";
    case Generator::State::cranking: return "cranking";
    case Generator::State::running: return "running";
    case Generator::State::cooling: return "cooling";
    case Generator::State::failed: return "failed";
  }
  return "?";
}

void Generator::enter(State state, Duration now, Changes& changes) {
  state_ = state;
  since_ = now;
  changes.push_back({now, "generator", to_string(state)});
}

void Generator::step(Duration now, Duration passed, bool mains_good, double load_watts, Changes& changes) {
  const bool wanted = mode_ == Mode::manual || (mode_ == Mode::auto_start && !mains_good);
  const bool able = !faulty_ && fuel_ > 0;
  switch (state_) {
    case State::stopped:
      if (wanted) enter(State::cranking, now, changes);
      break;
    case State::cranking:
      if (!wanted) {
        enter(State::stopped, now, changes);
      } else if (now - since_ >= settings_.start_delay) {
        if (able) ++starts_;
        enter(able ? State::running : State::failed, now, changes);
      }
      break;
    case State::running:
      if (!able) {
        enter(State::failed, now, changes);
      } else if (mode_ == Mode::stop) {
        enter(State::stopped, now, changes);
      } else if (!wanted && load_watts <= 0) {  // the transfer switch leaves first
        enter(State::cooling, now, changes);
      }
      break;
    case State::cooling:
      if (!able) {
        enter(State::failed, now, changes);
      } else if (wanted) {
        enter(State::running, now, changes);
      } else if (mode_ == Mode::stop || now - since_ >= settings_.cooling_time) {
        enter(State::stopped, now, changes);
      }
      break;
    case State::failed:
      if (mode_ == Mode::stop || (!faulty_ && fuel_ > 0)) enter(State::stopped, now, changes);
      break;
  }

  const double seconds = std::chrono::duration<double>(passed).count();
  load_watts_ = turning() ? load_watts : 0;
  if (turning()) {
    const double rate = settings_.idle_fuel_rate + settings_.load_fuel_rate * load_watts_ / settings_.full_load_watts;
    fuel_ = std::max(0.0, fuel_ - rate * seconds);
    energy_wh_ += load_watts_ * seconds / 3600;
    runtime_ += passed;
  }
  const double goal = turning() ? 86.0 : 21.0;
  temperature_ += (goal - temperature_) * std::min(1.0, seconds / 60);
}

double Generator::speed() const {
  if (turning()) return 1503;
  return state_ == State::cranking ? 240 : 0;
}

double Generator::battery_voltage() const {
  if (turning()) return 13.8;
  return state_ == State::cranking ? 10.9 : 12.7;
}

}  // namespace holdfast::branch
