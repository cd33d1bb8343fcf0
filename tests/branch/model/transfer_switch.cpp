#include "tests/branch/model/transfer_switch.hpp"

namespace holdfast::branch {

void TransferSwitch::prefer(int input) {
  if (input == preferred_) return;
  preferred_ = input;
  commanded_ = true;
}

void TransferSwitch::connect(int input, Cause cause, Duration now, Changes& changes) {
  source_ = input;
  bad_since_ = back_since_ = Duration{-1};
  if (input != 0) {
    if (input != last_source_) {
      ++transfers_;
      cause_ = cause;
    }
    last_source_ = input;
    commanded_ = false;
  }
  changes.push_back({now, "source", input == 0 ? "none" : std::to_string(input)});
}

void TransferSwitch::step(Duration now, double volts_1, double volts_2, double hertz_1, double hertz_2,
                          Changes& changes) {
  volts_[0] = volts_1;
  volts_[1] = volts_2;
  hertz_[0] = hertz_1;
  hertz_[1] = hertz_2;

  if (source_ == 0) {
    for (const int input : {preferred_, 3 - preferred_}) {
      if (good(input)) return connect(input, Cause::input_lost, now, changes);
    }
    return;
  }
  if (!good(source_)) {
    if (bad_since_.count() < 0) bad_since_ = now;
    if (now - bad_since_ < settings_.transfer_time) return;
    const int other = 3 - source_;
    return connect(good(other) ? other : 0, Cause::input_lost, now, changes);
  }
  bad_since_ = Duration{-1};

  if (!waiting_to_return()) {
    back_since_ = Duration{-1};
    return;
  }
  if (return_inhibited_ && !commanded_) return;
  if (back_since_.count() < 0) back_since_ = now;
  if (commanded_ || now - back_since_ >= settings_.return_delay) {
    connect(preferred_, commanded_ ? Cause::command : Cause::preferred_back, now, changes);
  }
}

}  // namespace holdfast::branch
