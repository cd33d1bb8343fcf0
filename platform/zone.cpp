#include "platform/zone.hpp"

#include <algorithm>
#include <utility>

namespace holdfast {

Zone::Zone(std::string name, std::chrono::seconds offset, std::vector<Change> changes)
    : name_(std::move(name)), offset_(offset), changes_(std::move(changes)) {}

std::chrono::seconds Zone::offset_at(WallTime at) const {
  const auto next = std::ranges::upper_bound(changes_, at, {}, &Change::at);
  return next == changes_.begin() ? offset_ : std::prev(next)->offset;
}

LocalTime Zone::to_local(WallTime at) const { return LocalTime(at.time_since_epoch() + offset_at(at)); }

// Goes through the stretches between changes in order: the first that shows the time, or that begins beyond it, is the
// one. No offset is a day or more, so stretches that ended two days before need no look.
WallTime Zone::from_local(LocalTime shown) const {
  const WallTime as_utc(shown.time_since_epoch());
  auto next = std::ranges::upper_bound(changes_, as_utc - std::chrono::days{2}, {}, &Change::at);
  std::chrono::seconds offset = next == changes_.begin() ? offset_ : std::prev(next)->offset;
  for (; next != changes_.end(); ++next) {
    const WallTime at = as_utc - offset;
    if (at < next->at) return at;
    offset = next->offset;
    if (as_utc - offset < next->at) return next->at;  // left out by this change
  }
  return as_utc - offset;
}

}  // namespace holdfast
