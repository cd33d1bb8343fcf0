// Lanes that could not be read though contact was kept, and whose next turn is far off (the slow lane's is an hour
// away): they are read again after 1 s, 2 s, 4 s, ... at most 10 min, not at their next turn. Not sooner: what a device
// never answers would cost the other lanes their rate. Pure.
#pragma once

#include <algorithm>
#include <bitset>
#include <optional>

#include "agent/poll/wheel.hpp"

namespace holdfast::poll {

using Lanes = std::bitset<lane_count>;

class Missed {
 public:
  void failed(Lanes lanes, SteadyTime now) {
    if (lanes.none()) return;
    lanes_ |= lanes;
    if (again_) return;
    again_ = now + wait_;
    wait_ = std::min<Duration>(2 * wait_, longest);
  }

  // Those to be read now; they are not named again until they have failed again.
  Lanes take_due(SteadyTime now) {
    if (!again_ || now < *again_) return {};
    again_.reset();
    const Lanes due = lanes_;
    lanes_.reset();
    return due;
  }

  void done() { wait_ = shortest; }  // they have been read

 private:
  static constexpr Duration shortest = std::chrono::seconds{1};
  static constexpr Duration longest = std::chrono::minutes{10};

  Lanes lanes_;
  std::optional<SteadyTime> again_;
  Duration wait_ = shortest;
};

}  // namespace holdfast::poll
