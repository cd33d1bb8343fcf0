#include "agent/model/view.hpp"

#include <algorithm>

namespace holdfast::model {
namespace {

// A window is kept in at most about this many steps: a day at 100 ms must not cost megabytes a point.
constexpr int kSteps = 1024;

}  // namespace

bool is_present(const Sample& sample, SteadyTime now) {
  return sample.value.has_value() && sample.quality != Quality::bad && now <= sample.fresh_until;
}

void Observations::keep_history(PointId point, Duration window) {
  Seen& seen = seen_[point];
  seen.window = std::max(seen.window, window);
}

void Observations::take(const PointSample& arrived) {
  Seen& seen = seen_[arrived.point];
  const Sample& sample = arrived.sample;
  // Two lanes may read one point; the older answer must not replace the newer one.
  if (seen.heard && sample.stamp.steady < seen.sample.stamp.steady) return;
  if (sample.quality == Quality::good && sample.value) {
    remember(seen, sample);
    seen.last_good = sample.stamp.steady;
    seen.good_until = sample.fresh_until;
  }
  seen.sample = sample;
  seen.heard = true;
}

void Observations::remember(Seen& seen, const Sample& sample) {
  const std::optional<double> number = as_number(*sample.value);
  if (seen.window <= Duration::zero() || !number) return;
  const SteadyTime at = sample.stamp.steady;
  Past past{at, *number, std::nullopt, seen.last_good && at <= seen.good_until};
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&*sample.value)) past.integer = *integer;

  std::deque<Past>& history = seen.history;
  if (!history.empty() && history.back().at == at) return;
  if (history.size() >= 2 && at - history[history.size() - 2].at < seen.window / kSteps) {
    past.continuous = past.continuous && history.back().continuous;
    history.back() = past;
  } else {
    history.push_back(past);
  }
  // The newest sample at or before the window's begin is its base and stays.
  while (history.size() >= 2 && history[1].at <= at - seen.window) history.pop_front();
}

const Sample* Observations::latest(PointId point) const {
  const auto found = seen_.find(point);
  return found == seen_.end() || !found->second.heard ? nullptr : &found->second.sample;
}

std::optional<SteadyTime> Observations::last_good(PointId point) const {
  const auto found = seen_.find(point);
  return found == seen_.end() ? std::nullopt : found->second.last_good;
}

std::optional<double> Observations::rate(PointId point, Duration window, SteadyTime now) const {
  const auto found = seen_.find(point);
  if (found == seen_.end() || window <= Duration::zero()) return std::nullopt;
  const Seen& seen = found->second;
  if (seen.history.empty() || !is_present(seen.sample, now) || now > seen.good_until) return std::nullopt;

  const Past& last = seen.history.back();
  for (auto base = seen.history.rbegin(); base != seen.history.rend(); ++base) {
    if (base->at <= now - window) {
      if (base->at == last.at) return std::nullopt;
      const double change =
          base->integer && last.integer ? integer_change(*base->integer, *last.integer) : last.number - base->number;
      return change / std::chrono::duration<double>(last.at - base->at).count();
    }
    if (!base->continuous) return std::nullopt;
  }
  return std::nullopt;
}

double Observations::integer_change(std::int64_t from, std::int64_t to) {
  // Subtracted before it becomes a double: a 64-bit counter's last digits are where its rate is.
  return to >= from ? static_cast<double>(static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from))
                    : -static_cast<double>(static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to));
}

}  // namespace holdfast::model
