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
  const Seen* known = find(point);
  Seen seen = known == nullptr ? Seen{} : *known;
  seen.window = std::max(seen.window, window);
  seen_[point] = std::make_shared<const Seen>(std::move(seen));
}

void Observations::take(const PointSample& arrived) {
  const Seen* known = find(arrived.point);
  const Sample& sample = arrived.sample;
  // Two lanes may read one point; the older answer must not replace the newer one.
  if (known != nullptr && known->heard && sample.stamp.steady < known->sample.stamp.steady) return;
  Seen seen = known == nullptr ? Seen{} : *known;
  if (sample.quality == Quality::good && sample.value) {
    remember(seen, sample);
    seen.last_good = sample.stamp.steady;
    seen.good_until = sample.fresh_until;
  }
  seen.sample = sample;
  seen.heard = true;
  seen_[arrived.point] = std::make_shared<const Seen>(std::move(seen));
}

const Observations::Seen* Observations::find(PointId point) const {
  const auto found = seen_.find(point);
  return found == seen_.end() ? nullptr : found->second.get();
}

void Observations::remember(Seen& seen, const Sample& sample) {
  const std::optional<double> number = as_number(*sample.value);
  if (seen.window <= Duration::zero() || !number) return;
  const SteadyTime at = sample.stamp.steady;
  Past past{at, *number, std::nullopt, seen.last_good && at <= seen.good_until};
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&*sample.value)) past.integer = *integer;

  std::vector<Past>& history = seen.history;
  if (!history.empty() && history.back().at == at) return;
  if (history.size() >= 2 && at - history[history.size() - 2].at < seen.window / kSteps) {
    past.continuous = past.continuous && history.back().continuous;
    history.back() = past;
  } else {
    history.push_back(past);
  }
  // The newest sample at or before the window's begin is its base and stays.
  const auto inside = std::ranges::find_if(history, [&](const Past& each) { return each.at > at - seen.window; });
  if (inside - history.begin() > 1) history.erase(history.begin(), inside - 1);
}

const Sample* Observations::latest(PointId point) const {
  const Seen* seen = find(point);
  return seen == nullptr || !seen->heard ? nullptr : &seen->sample;
}

std::optional<SteadyTime> Observations::last_good(PointId point) const {
  const Seen* seen = find(point);
  return seen == nullptr ? std::nullopt : seen->last_good;
}

std::optional<double> Observations::rate(PointId point, Duration window, SteadyTime now) const {
  const Seen* seen = find(point);
  if (seen == nullptr || window <= Duration::zero()) return std::nullopt;
  if (seen->history.empty() || !is_present(seen->sample, now) || now > seen->good_until) return std::nullopt;

  const Past& last = seen->history.back();
  for (auto base = seen->history.rbegin(); base != seen->history.rend(); ++base) {
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
