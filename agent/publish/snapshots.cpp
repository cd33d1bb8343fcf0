#include "agent/publish/snapshots.hpp"

#include <algorithm>

namespace holdfast::publish {

bool Snapshots::set(const std::string& topic, std::string text) {
  const auto [place, added] = topics_.try_emplace(topic);
  if (added) {
    place->second.text = std::move(text);
    return true;
  }
  if (place->second.text == text) return false;
  place->second.text = std::move(text);
  ++place->second.revision;
  return true;
}

std::vector<Snapshots::Item> Snapshots::due(SteadyTime now, std::size_t limit) const {
  std::vector<Item> items;
  for (const auto& [name, topic] : topics_) {
    if (items.size() >= limit) break;
    if (topic.known == topic.revision) continue;
    if (topic.sent_at && now < *topic.sent_at + pause_) continue;
    items.push_back({name, topic.text, topic.revision});
  }
  return items;
}

std::optional<SteadyTime> Snapshots::next_due() const {
  std::optional<SteadyTime> next;
  for (const auto& [name, topic] : topics_) {
    if (topic.known == topic.revision) continue;
    const SteadyTime at = topic.sent_at ? *topic.sent_at + pause_ : SteadyTime::min();
    next = next ? std::min(*next, at) : at;
  }
  return next;
}

void Snapshots::sent(const std::vector<Item>& items, SteadyTime now) {
  for (const Item& item : items) {
    const auto place = topics_.find(item.topic);
    if (place == topics_.end()) continue;
    place->second.known = item.revision;
    place->second.sent_at = now;
    if (item.text.empty() && place->second.revision == item.revision) topics_.erase(place);
  }
}

void Snapshots::forget_broker() {
  for (auto& [name, topic] : topics_) {
    topic.known = 0;
    topic.sent_at.reset();
  }
}

}  // namespace holdfast::publish
