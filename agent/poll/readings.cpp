#include "agent/poll/readings.hpp"

#include "agent/model/view.hpp"

namespace holdfast::poll {

std::vector<std::optional<double>> Readings::present(SteadyTime now) {
  std::vector<std::optional<double>> values(names_.size());
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (!found_[i]) found_[i] = points_.find(names_[i]);
    const model::Sample* sample = found_[i] ? poller_.latest(*found_[i]) : nullptr;
    if (sample != nullptr && sample->value && model::is_present(*sample, now)) values[i] = as_number(*sample->value);
  }
  return values;
}

}  // namespace holdfast::poll
