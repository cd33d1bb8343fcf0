// A time zone as a value: what clocks on the wall of a place show at any instant, and when they showed it. Made once,
// never changed, cheap to ask; pure, so that the engine may be handed one. platform/zone_database.hpp makes it from the
// machine's tz database.
//
// Where the clock is put forward, the times left out stand for the instant of the change. Where it is put back, the
// times that come twice stand for their first coming. So a span that ends at a wall time and one that begins there
// never overlap and leave nothing between them.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "platform/time.hpp"

namespace holdfast {

// What a clock on the wall shows; only with its zone does it mean an instant.
using LocalTime = std::chrono::local_time<Duration>;

class Zone {
 public:
  struct Change {
    std::chrono::sys_seconds at;
    std::chrono::seconds offset;  // from then on: local time less UTC
  };

  Zone() = default;  // UTC
  // `offset`: before the first of the changes, which ascend.
  Zone(std::string name, std::chrono::seconds offset, std::vector<Change> changes);

  const std::string& name() const { return name_; }
  std::chrono::seconds offset_at(WallTime at) const;
  LocalTime to_local(WallTime at) const;
  WallTime from_local(LocalTime shown) const;

 private:
  std::string name_ = "UTC";
  std::chrono::seconds offset_{0};
  std::vector<Change> changes_;
};

}  // namespace holdfast
