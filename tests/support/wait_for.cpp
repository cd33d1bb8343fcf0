#include "tests/support/wait_for.hpp"

#include <thread>

namespace holdfast::testing {

bool wait_for(std::chrono::milliseconds patience, const std::function<bool()>& fact) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!fact()) {
    if (std::chrono::steady_clock::now() >= end) return fact();
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
  }
  return true;
}

}  // namespace holdfast::testing
