#include "agent/poll/emission.hpp"

namespace holdfast::poll {

void Emission::expire(SteadyTime now) {
  std::vector<PointStore::Expired> expired = store_.expire(now);
  std::vector<model::PointSample> watched;
  for (PointStore::Expired& each : expired) {
    watched.insert(watched.end(), each.batch.watched.begin(), each.batch.watched.end());
  }
  if (!watched.empty() && hooks_.watched) hooks_.watched(std::move(watched));
  for (PointStore::Expired& each : expired) {
    if (!each.batch.changed.empty() && hooks_.changed)
      hooks_.changed(names_.at(each.device), std::move(each.batch.changed));
  }
}

void Emission::tell(std::size_t device, Batch batch) {
  if (!batch.watched.empty() && hooks_.watched) hooks_.watched(std::move(batch.watched));
  if (!batch.changed.empty() && hooks_.changed) hooks_.changed(names_.at(device), std::move(batch.changed));
}

void Emission::contact(std::size_t device, const DeviceHealth& health) {
  if (hooks_.contact) hooks_.contact(names_.at(device), health);
}

}  // namespace holdfast::poll
