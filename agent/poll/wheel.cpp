#include "agent/poll/wheel.hpp"

#include <algorithm>
#include <tuple>

namespace holdfast::poll {

std::uint64_t name_hash(std::string_view name) {
  std::uint64_t hash = 14695981039346656037U;
  for (const char c : name) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1099511628211U;
  }
  return hash ^ (hash >> 32);
}

std::int64_t Wheel::Entry::in_phase_from(std::int64_t earliest) const {
  const std::int64_t past = (earliest - phase) % interval;
  if (past == 0) return earliest;
  return earliest + (past > 0 ? interval - past : -past);
}

std::vector<Wheel::Entry> Wheel::entries_of(std::size_t device, std::string_view name, const LaneIntervals& intervals) {
  const auto own = static_cast<std::int64_t>(name_hash(name) >> 1);  // positive as a signed number
  const auto group = static_cast<std::int64_t>(device / together);
  std::vector<Entry> entries;
  for (std::size_t lane = 0; lane < lane_count; ++lane) {
    if (!intervals[lane]) continue;
    Entry entry{};
    entry.device = device;
    entry.lane = static_cast<model::Lane>(lane);
    entry.interval = std::max<std::int64_t>(1, (*intervals[lane] + slot - Duration{1}) / slot);
    entries.push_back(entry);
  }
  if (entries.empty()) return entries;
  const std::int64_t shortest = std::ranges::min_element(entries, {}, &Entry::interval)->interval;
  for (Entry& entry : entries) {
    entry.phase = (own % entry.interval * shortest + group) % entry.interval;
    entry.due = group % std::min<std::int64_t>(shortest, std::chrono::seconds{1} / slot);
  }
  return entries;
}

void Wheel::add(std::string_view name, const LaneIntervals& intervals) {
  const std::size_t device = paused_.size();
  paused_.push_back(false);
  for (const Entry& entry : entries_of(device, name, intervals)) {
    entries_.push_back(entry);
    push(entries_.size() - 1);
  }
}

void Wheel::change(std::size_t device, std::string_view name, const LaneIntervals& intervals, SteadyTime now) {
  for (Entry& entry : entries_) entry.retired = entry.retired || entry.device == device;
  for (Entry entry : entries_of(device, name, intervals)) {
    entry.due = entry.in_phase_soon(slot_of(now));
    entry.aligned = true;
    entries_.push_back(entry);
    push(entries_.size() - 1);
  }
}

void Wheel::pause(std::size_t device) { paused_.at(device) = true; }

void Wheel::resume(std::size_t device, SteadyTime now) {
  paused_.at(device) = false;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    Entry& entry = entries_[i];
    if (entry.device != device || entry.queued || entry.retired) continue;
    entry.due = entry.in_phase_soon(slot_of(now));
    entry.aligned = true;
    entry.queued = true;
    push(i);
  }
}

std::optional<SteadyTime> Wheel::next() const {
  if (heap_.empty()) return std::nullopt;
  return time_of(entries_[heap_.front()].due);
}

DueNow Wheel::take(SteadyTime now) {
  DueNow result;
  const std::int64_t present = slot_of(now);
  while (!heap_.empty() && entries_[heap_.front()].due <= present) {
    const std::size_t index = pop();
    Entry& entry = entries_[index];
    if (paused_[entry.device] || entry.retired) {
      entry.queued = false;
      continue;
    }
    const auto missed = static_cast<std::uint64_t>((present - entry.due) / entry.interval);
    result.pairs.push_back(Due{entry.device, entry.lane, missed});
    result.lag = std::max(result.lag, now - time_of(entry.due));
    entry.due = entry.aligned ? entry.in_phase_from(present + 1) : entry.in_phase_soon(present);
    entry.aligned = true;
    push(index);
  }
  return result;
}

SteadyTime Wheel::at_or_after(SteadyTime time) const {
  const SteadyTime begin = time_of(slot_of(time));
  return begin == time ? begin : begin + slot;
}

std::int64_t Wheel::slot_of(SteadyTime time) const {
  const Duration since = time - origin_;
  return since.count() < 0 ? (since - slot + Duration{1}) / slot : since / slot;
}

bool Wheel::later(std::size_t a, std::size_t b) const {
  const Entry& x = entries_[a];
  const Entry& y = entries_[b];
  return std::tie(x.due, x.lane, x.device) > std::tie(y.due, y.lane, y.device);
}

void Wheel::push(std::size_t entry) {
  heap_.push_back(entry);
  std::push_heap(heap_.begin(), heap_.end(), [this](std::size_t a, std::size_t b) { return later(a, b); });
}

std::size_t Wheel::pop() {
  std::pop_heap(heap_.begin(), heap_.end(), [this](std::size_t a, std::size_t b) { return later(a, b); });
  const std::size_t entry = heap_.back();
  heap_.pop_back();
  return entry;
}

}  // namespace holdfast::poll
