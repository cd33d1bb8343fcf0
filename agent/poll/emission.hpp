// Hands what the store has to tell to the poller's hooks, and makes sure that nobody decides on old samples: before
// anything new is told, everything that has got old meanwhile is told as stale.
#pragma once

#include <deque>

#include "agent/poll/point_store.hpp"
#include "agent/poll/poller.hpp"

namespace holdfast::poll {

class Emission {
 public:
  Emission(PointStore& store, Hooks hooks) : store_(store), hooks_(std::move(hooks)) {}

  void name_device(std::string id) { names_.push_back(std::move(id)); }  // in the order of their numbers
  void expire(SteadyTime now);
  void tell(std::size_t device, Batch batch);
  void contact(std::size_t device, const DeviceHealth& health);

 private:
  PointStore& store_;
  Hooks hooks_;
  std::deque<std::string> names_;  // a deque, because hooks are handed references
};

}  // namespace holdfast::poll
