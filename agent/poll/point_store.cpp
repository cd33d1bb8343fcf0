#include "agent/poll/point_store.hpp"

#include <algorithm>
#include <cmath>

namespace holdfast::poll {

using model::PointId;
using model::Quality;
using model::Reason;

namespace {

SteadyTime earlier(const std::optional<SteadyTime>& known, SteadyTime other) {
  return known ? std::min(*known, other) : other;
}

}  // namespace

bool differs(const std::optional<model::Value>& before, const std::optional<model::Value>& now, double deadband) {
  if (before.has_value() != now.has_value()) return true;
  if (!before) return false;
  if (before->index() != now->index()) return true;
  if (const auto* integer = std::get_if<std::int64_t>(&*now)) {
    const std::int64_t old = std::get<std::int64_t>(*before);
    if (*integer == old) return false;
    // Unsigned, because the distance of two 64-bit numbers need not fit into one.
    const std::uint64_t distance = *integer > old
                                       ? static_cast<std::uint64_t>(*integer) - static_cast<std::uint64_t>(old)
                                       : static_cast<std::uint64_t>(old) - static_cast<std::uint64_t>(*integer);
    return deadband <= 0.0 || static_cast<double>(distance) > deadband;
  }
  if (const auto* number = std::get_if<double>(&*now)) {
    const double old = std::get<double>(*before);
    if (std::isnan(*number) || std::isnan(old)) return std::isnan(*number) != std::isnan(old);
    return deadband <= 0.0 ? *number != old : std::abs(*number - old) > deadband;
  }
  return *before != *now;
}

std::size_t PointStore::add_group(std::size_t device, Duration window) {
  groups_.push_back(Group{device, window, {}, std::nullopt});
  return groups_.size() - 1;
}

void PointStore::add(PointId point, std::size_t group, double deadband, Watch watch) {
  if (point.index >= entries_.size()) entries_.resize(point.index + 1);
  Entry& added = entries_[point.index];
  if (added.used) return;
  added.used = true;
  added.group = group;
  added.deadband = deadband;
  added.watched = watch == Watch::yes;
  groups_.at(group).points.push_back(point);
}

void PointStore::forget(std::size_t group) {
  Group& left = groups_.at(group);
  for (const PointId point : left.points) entries_[point.index] = Entry{};
  left.points.clear();
  left.expiry.reset();
  left.exact = true;
}

const PointStore::Entry* PointStore::entry(PointId point) const {
  if (point.index >= entries_.size() || !entries_[point.index].used) return nullptr;
  return &entries_[point.index];
}

bool PointStore::watched(PointId point) const {
  const Entry* found = entry(point);
  return found != nullptr && found->watched;
}

const model::Sample* PointStore::latest(PointId point) const {
  const Entry* found = entry(point);
  return found != nullptr && found->heard ? &found->sample : nullptr;
}

std::optional<std::size_t> PointStore::group_of(PointId point) const {
  const Entry* found = entry(point);
  if (found == nullptr) return std::nullopt;
  return found->group;
}

bool PointStore::touched(PointId point) const {
  const Entry* found = entry(point);
  return found != nullptr && found->round == round_;
}

void PointStore::take(PointId point, Observed observed, const model::Stamp& stamp, Batch& batch) {
  if (!knows(point)) return;
  Entry& taken = entries_[point.index];
  Group& group = groups_[taken.group];
  taken.round = round_;
  taken.heard = true;
  taken.sample.quality = observed.quality;
  taken.sample.reason = observed.reason;
  taken.sample.stamp = stamp;
  if (observed.value) taken.sample.value = std::move(observed.value);
  if (observed.quality == Quality::bad) {
    taken.sample.fresh_until = stamp.steady;
  } else {
    taken.sample.fresh_until = stamp.steady + group.window;
    group.expiry = earlier(group.expiry, taken.sample.fresh_until);
    earliest_expiry_ = earlier(earliest_expiry_, taken.sample.fresh_until);
  }
  group.exact = false;
  tell(point, taken, batch);
}

void PointStore::spoil(std::size_t group, Reason reason, const model::Stamp& stamp, Batch& batch) {
  for (const PointId point : groups_.at(group).points)
    take(point, Observed{std::nullopt, Quality::bad, reason}, stamp, batch);
}

std::vector<PointStore::Expired> PointStore::expire(SteadyTime now) {
  std::vector<Expired> expired;
  if (!earliest_expiry_ || *earliest_expiry_ > now) return expired;
  for (Group& group : groups_) {
    if (!group.expiry || *group.expiry > now) continue;
    Batch batch;
    expire_group(group, now, batch);
    if (batch.empty()) continue;
    const auto same =
        std::find_if(expired.begin(), expired.end(), [&](const Expired& e) { return e.device == group.device; });
    if (same == expired.end()) {
      expired.push_back(Expired{group.device, std::move(batch)});
      continue;
    }
    same->batch.watched.insert(same->batch.watched.end(), batch.watched.begin(), batch.watched.end());
    same->batch.changed.insert(same->batch.changed.end(), batch.changed.begin(), batch.changed.end());
  }
  earliest_expiry_ = next_expiry();
  return expired;
}

void PointStore::expire_group(Group& group, SteadyTime now, Batch& batch) {
  for (const PointId point : group.points) {
    Entry& old = entries_[point.index];
    if (!old.heard || old.sample.quality == Quality::bad || old.sample.fresh_until > now) continue;
    old.sample.quality = Quality::bad;
    old.sample.reason = Reason::stale;
    tell(point, old, batch);
  }
  find_expiry(group);
}

void PointStore::find_expiry(Group& group) {
  group.expiry.reset();
  group.exact = true;
  for (const PointId point : group.points) {
    const Entry& each = entries_[point.index];
    if (!each.heard || each.sample.quality == Quality::bad) continue;
    group.expiry = earlier(group.expiry, each.sample.fresh_until);
  }
}

std::optional<SteadyTime> PointStore::next_expiry() {
  earliest_expiry_.reset();
  for (Group& group : groups_) {
    if (!group.exact) find_expiry(group);
    if (group.expiry) earliest_expiry_ = earlier(earliest_expiry_, *group.expiry);
  }
  return earliest_expiry_;
}

void PointStore::tell(PointId point, Entry& told, Batch& batch) {
  if (told.watched) batch.watched.push_back(model::PointSample{point, told.sample});
  const model::Sample& sample = told.sample;
  if (told.told && told.last_told.quality == sample.quality && told.last_told.reason == sample.reason &&
      !differs(told.last_told.value, sample.value, told.deadband)) {
    return;
  }
  told.told = true;
  told.last_told = Observed{sample.value, sample.quality, sample.reason};
  batch.changed.push_back(model::PointSample{point, sample});
}

}  // namespace holdfast::poll
