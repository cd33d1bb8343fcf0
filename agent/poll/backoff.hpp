// How long to leave a silent device alone before it is asked again: 1, 2, 4, ... times its interval, at most 10 s, each
// up to a fifth shorter so that devices which fell silent together are not probed together. Pure and the same in every
// run.
#pragma once

#include <cstdint>
#include <string_view>

#include "platform/time.hpp"

namespace holdfast::poll {

class Backoff {
 public:
  static constexpr Duration longest = std::chrono::seconds{10};

  Backoff(std::string_view name, Duration interval);

  Duration next();  // longer with each call
  void reset() { attempt_ = 0; }

 private:
  std::uint64_t seed_;
  Duration interval_;
  unsigned attempt_ = 0;
};

}  // namespace holdfast::poll
