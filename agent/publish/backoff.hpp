// How long to wait before the next attempt to connect: twice as long each time, and up to half less by chance, so that
// a hundred branches do not all come back in the same second. The chance is drawn from a seed: the same for the same
// agent.
#pragma once

#include <algorithm>
#include <cstdint>

#include "platform/time.hpp"

namespace holdfast::publish {

class Backoff {
 public:
  Backoff(Duration least, Duration most, std::uint64_t seed) : least_(least), most_(most), chance_(seed | 1) {}

  // Between half of the present step and the whole of it; the next step is twice as long, at most `most`.
  Duration next() {
    const Duration whole = std::clamp(step_, least_, most_);
    step_ = std::min(whole * 2, most_);
    chance_ ^= chance_ << 13;  // xorshift64 (Marsaglia 2003)
    chance_ ^= chance_ >> 7;
    chance_ ^= chance_ << 17;
    const auto half = whole.count() / 2;
    return Duration{whole.count() - half + static_cast<Duration::rep>(chance_ % static_cast<std::uint64_t>(half + 1))};
  }

  void reset() { step_ = least_; }

 private:
  Duration least_;
  Duration most_;
  Duration step_{0};
  std::uint64_t chance_;
};

}  // namespace holdfast::publish
