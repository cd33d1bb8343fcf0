// Waiting for a fact in tests that run in real time: looks every few milliseconds until it holds or patience ends.
#pragma once

#include <chrono>
#include <functional>

namespace holdfast::testing {

// Whether `fact` held before `patience` ran out. Between looks it waits 5 ms.
bool wait_for(std::chrono::milliseconds patience, const std::function<bool()>& fact);

}  // namespace holdfast::testing
