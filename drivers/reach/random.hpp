// Numbers that nobody can guess, for what an answer is known by.
#pragma once

#include <sys/random.h>

#include <span>

namespace holdfast::drivers::reach {

// The kernel's generator; never fails for this few octets once the box has started.
inline void fill_random(std::span<std::uint8_t> octets) {
  [[maybe_unused]] const auto filled = ::getrandom(octets.data(), octets.size(), 0);
}

}  // namespace holdfast::drivers::reach
