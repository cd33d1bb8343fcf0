// An automatic transfer switch: input 1 is the mains, input 2 the generator.
// Leaves a bad input for a good one after transfer_time; returns to the preferred one when that has been good for
// return_delay. With no good input nothing is connected through: source none.
#pragma once

#include "tests/branch/model/change.hpp"

namespace holdfast::branch {

class TransferSwitch {
 public:
  enum class Cause { none, input_lost, preferred_back, command };
  struct Settings {
    Duration transfer_time = std::chrono::milliseconds(60);
    Duration return_delay = std::chrono::seconds(2);
  };

  explicit TransferSwitch(Settings settings) : settings_(settings) {}

  void prefer(int input);  // 1 or 2
  void inhibit_return(bool inhibited) { return_inhibited_ = inhibited; }
  void set_return_delay(Duration delay) { settings_.return_delay = delay; }
  void step(Duration now, double volts_1, double volts_2, double hertz_1, double hertz_2, Changes& changes);

  int source() const { return source_; }  // 1, 2, or 0 for none
  int preferred() const { return preferred_; }
  bool good(int input) const { return is_good_voltage(volts_[input - 1]); }
  double input_voltage(int input) const { return volts_[input - 1]; }
  double input_frequency(int input) const { return hertz_[input - 1]; }
  double output_voltage() const { return source_ == 0 ? 0.0 : volts_[source_ - 1]; }
  double output_frequency() const { return source_ == 0 ? 0.0 : hertz_[source_ - 1]; }
  bool waiting_to_return() const { return source_ != 0 && source_ != preferred_ && good(preferred_); }
  bool return_inhibited() const { return return_inhibited_; }
  Duration return_delay() const { return settings_.return_delay; }
  unsigned transfers() const { return transfers_; }
  Cause last_cause() const { return cause_; }

 private:
  void connect(int input, Cause cause, Duration now, Changes& changes);

  Settings settings_;
  int source_ = 1;
  int last_source_ = 1;  // the last that was not none
  int preferred_ = 1;
  bool commanded_ = false;
  bool return_inhibited_ = false;
  double volts_[2] = {230, 0};
  double hertz_[2] = {50, 0};
  Duration bad_since_{-1};   // the connected input; negative: it is good
  Duration back_since_{-1};  // the preferred input while it waits
  unsigned transfers_ = 70123;
  Cause cause_ = Cause::none;
};

}  // namespace holdfast::branch
