#include "agent/detect/hold.hpp"

#include <algorithm>

namespace holdfast::detect {
namespace {

// How late a wake-up may come on a busy machine before it means that the whole program stood still.
constexpr Duration kLate = std::chrono::milliseconds{500};

}  // namespace

Edge Hold::update(Truth speaks_for_change, SteadyTime now) {
  if (speaks_for_change == Truth::unknown) return Edge::none;
  if (last_good_) {
    now = std::max(now, *last_good_);
    if (now - *last_good_ > times_.blind_after) since_.reset();
  }
  last_good_ = now;
  if (speaks_for_change == Truth::no) {
    since_.reset();
    return Edge::none;
  }
  if (!since_) {
    since_ = now;
    asked_.reset();
  }
  if (now < *due()) return Edge::none;
  edge_since_ = *since_;
  since_.reset();
  raised_ = !raised_;
  return raised_ ? Edge::raised : Edge::cleared;
}

std::optional<SteadyTime> Hold::due() const {
  if (!since_) return std::nullopt;
  return *since_ + (raised_ ? times_.clear_after : times_.raise_after);
}

std::optional<SteadyTime> Hold::blind_at() const {
  if (!last_good_ && !watched_from_) return std::nullopt;
  const SteadyTime from = std::max(last_good_.value_or(SteadyTime::min()), watched_from_.value_or(SteadyTime::min()));
  return from + times_.blind_after;
}

bool Hold::blind(SteadyTime now) const {
  const std::optional<SteadyTime> at = blind_at();
  return at && now > *at;
}

void Hold::started(SteadyTime now) { watched_from_ = now; }

bool Hold::ask(SteadyTime now) {
  const std::optional<SteadyTime> at = due();
  if (!at || now < *at || (asked_ && now - *asked_ < times_.blind_after)) return false;
  asked_ = now;
  return true;
}

bool Hold::back_from_away(SteadyTime now) {
  if (!expected_ || now - *expected_ <= std::min(times_.blind_after / 2, kLate)) return false;
  expected_.reset();
  away_until_ = now;
  started(now);
  return true;
}

}  // namespace holdfast::detect
