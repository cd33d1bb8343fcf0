#include "agent/poll/backoff.hpp"

#include <algorithm>

#include "agent/poll/wheel.hpp"

namespace holdfast::poll {

Backoff::Backoff(std::string_view name, Duration interval)
    : seed_(name_hash(name)), interval_(std::clamp<Duration>(interval, Wheel::slot, longest)) {}

Duration Backoff::next() {
  constexpr unsigned enough = 16;  // doublings until any interval has reached the longest
  const Duration full = std::min(longest, interval_ * (std::int64_t{1} << std::min(attempt_, enough)));
  // Knuth's multiplicative hash spreads successive attempts; its upper bits are the good ones.
  const std::uint64_t mixed = (seed_ + attempt_) * 0x9E3779B97F4A7C15U;
  const auto permille = static_cast<std::int64_t>((mixed >> 32) % 200);
  ++attempt_;
  return full - full * permille / 1000;
}

}  // namespace holdfast::poll
