#include "agent/model/profile.hpp"

#include <algorithm>
#include <string_view>

namespace holdfast::model {
namespace {

constexpr std::string_view row_mark = "{n}";

bool is_numeric(Kind kind) { return kind == Kind::integer || kind == Kind::number; }

bool fits(const PointSpec& point, const PointSpec& other) {
  const bool kinds = point.kind == other.kind || (is_numeric(point.kind) && is_numeric(other.kind));
  return kinds && point.unit == other.unit;
}

}  // namespace

const char* to_string(DeviceClass device_class) {
  switch (device_class) {
    case DeviceClass::ups: return "ups";
    case DeviceClass::pdu: return "pdu";
    case DeviceClass::ats: return "ats";
    case DeviceClass::meter: return "meter";
    case DeviceClass::generator: return "generator";
    case DeviceClass::dcpower: return "dcpower";
    case DeviceClass::env: return "env";
    case DeviceClass::network_switch: return "switch";
    case DeviceClass::gateway: return "gateway";
    case DeviceClass::host: return "host";
  }
  return "unknown";
}

const char* to_string(Lane lane) {
  switch (lane) {
    case Lane::fast: return "fast";
    case Lane::normal: return "normal";
    case Lane::slow: return "slow";
  }
  return "unknown";
}

const char* to_string(Protocol protocol) {
  switch (protocol) {
    case Protocol::snmp: return "SNMP";
    case Protocol::modbus: return "Modbus";
    case Protocol::nut: return "NUT";
    case Protocol::reach: return "reachability probes";
  }
  return "unknown";
}

std::vector<std::string> PointSpec::states() const {
  std::vector<std::string> states;
  const auto add = [&](const std::string& state) {
    if (std::find(states.begin(), states.end(), state) == states.end()) states.push_back(state);
  };
  for (const Origin& origin : origins) {
    for (const auto& [code, state] : origin.decoding.enumeration) add(state);
    for (const auto& [word, state] : origin.decoding.words) add(state);
    for (const auto& [bit, state] : origin.decoding.flags) add(state);
    if (origin.decoding.other) add(*origin.decoding.other);
    if (kind == Kind::enumeration && !origin.constant.empty()) add(origin.constant);
  }
  return states;
}

Profile merge(const std::vector<const Profile*>& best_first) {
  if (best_first.empty()) return {};
  Profile merged = *best_first.front();
  for (std::size_t rank = 1; rank < best_first.size(); ++rank) {
    merged.completed_by.push_back(best_first[rank]->id);
    for (const PointSpec& point : best_first[rank]->points) {
      const auto same = std::find_if(merged.points.begin(), merged.points.end(),
                                     [&](const PointSpec& p) { return p.name == point.name; });
      if (same == merged.points.end()) {
        merged.points.push_back(point);
        for (Origin& origin : merged.points.back().origins) origin.rank = static_cast<int>(rank);
        continue;
      }
      // What is measured otherwise is not the same point, whatever it is called.
      if (!fits(*same, point)) continue;
      if (same->kind == Kind::integer) same->kind = point.kind;
      for (Origin origin : point.origins) {
        origin.rank = static_cast<int>(rank);
        same->origins.push_back(std::move(origin));
      }
    }
  }
  return merged;
}

std::string row_name(const std::string& pattern, const Row& row) {
  std::string name = pattern;
  const std::size_t at = name.find(row_mark);
  if (at != std::string::npos) name.replace(at, row_mark.size(), row.text());
  return name;
}

std::optional<Row> row_of(const std::string& pattern, const std::string& name) {
  const std::size_t at = pattern.find(row_mark);
  if (at == std::string::npos) return std::nullopt;
  const std::string_view before = std::string_view(pattern).substr(0, at);
  const std::string_view after = std::string_view(pattern).substr(at + row_mark.size());
  const std::string_view whole = name;
  if (whole.size() <= before.size() + after.size() || !whole.starts_with(before) || !whole.ends_with(after)) {
    return std::nullopt;
  }
  return Row::parse(whole.substr(before.size(), whole.size() - before.size() - after.size()));
}

}  // namespace holdfast::model
