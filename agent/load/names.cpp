#include "agent/load/names.hpp"

#include <utility>

#include "agent/load/diagnostic.hpp"
#include "agent/load/known_names.hpp"

namespace holdfast::load {
namespace {

const std::vector<std::string> step_states = {"pending", "intent",  "sent",   "verified",       "failed", "unknown",
                                              "skipped", "undoing", "undone", "needs_operator", "waiting"};

model::PointInfo info_of(const std::string& device, const std::string& name, const model::PointSpec& spec) {
  model::PointInfo info;
  info.device = device;
  info.name = name;
  info.unit = spec.unit;
  info.kind = spec.kind;
  info.states = spec.states();
  info.writable = spec.write.has_value();
  return info;
}

// The number that stands between dots (or after L) where a pattern has {n}; "1" if there is none.
std::string first_number(const std::string& name) {
  const std::size_t from = name.find_first_of("0123456789");
  if (from == std::string::npos) return "1";
  const std::size_t to = name.find_first_not_of("0123456789", from);
  return name.substr(from, to == std::string::npos ? to : to - from);
}

std::string with_number(std::string pattern, const std::string& number) {
  if (const std::size_t at = pattern.find("{n}"); at != std::string::npos) pattern.replace(at, 3, number);
  return pattern;
}

}  // namespace

std::pair<std::string, std::string> split_name(std::string_view full_name) {
  const std::size_t dot = full_name.find('.');
  if (dot == std::string_view::npos) return {std::string(full_name), ""};
  return {std::string(full_name.substr(0, dot)), std::string(full_name.substr(dot + 1))};
}

const model::Profile* SiteNames::profile_of(const std::string& device) const {
  const auto known = site_.devices.find(device);
  if (known == site_.devices.end()) return nullptr;
  if (known->second.is_to_be_recognised()) return &known_names();
  const auto profile = site_.profiles.find(known->second.profile);
  return profile == site_.profiles.end() ? nullptr : &profile->second;
}

const model::PointSpec* SiteNames::spec(const std::string& device, const std::string& name) const {
  const model::Profile* profile = profile_of(device);
  if (profile == nullptr) return nullptr;
  for (const model::PointSpec& spec : profile->points) {
    if (!spec.is_table()) {
      if (spec.name == name) return &spec;
      continue;
    }
    const auto row = model::row_of(spec.name, name);
    if (!row) continue;
    const auto* modbus = std::get_if<model::ModbusAddress>(&spec.origins.front().address);
    if (modbus != nullptr && (*row < 1 || *row > static_cast<std::uint32_t>(modbus->rows))) continue;
    return &spec;
  }
  return nullptr;
}

void SiteNames::intern_scalars() {
  for (const auto& [id, device] : site_.devices) {
    const model::Profile* profile = profile_of(id);
    if (profile == nullptr) continue;
    for (const model::PointSpec& spec : profile->points) {
      // Of one that is to be recognised only what somebody names exists.
      if (!spec.is_table() && !device.is_to_be_recognised()) points_.intern(info_of(id, spec.name, spec));
    }
    // Whether the device answers: no profile declares it, the poller knows it.
    model::PointInfo contact;
    contact.device = id;
    contact.name = "contact";
    contact.kind = model::Kind::boolean;
    points_.intern(std::move(contact));
  }
}

bool SiteNames::is_polled(const std::string& device) const {
  const auto known = site_.devices.find(device);
  return known == site_.devices.end() || known->second.is_polled() || doubtful_.contains(device);
}

bool SiteNames::is_to_be_recognised(const std::string& device) const {
  const auto known = site_.devices.find(device);
  return known != site_.devices.end() && known->second.is_to_be_recognised();
}

bool SiteNames::is_doubtful(const std::string& device) const {
  return doubtful_.contains(device) || (doubt_unknown_ && !site_.devices.contains(device));
}

std::optional<model::PointId> SiteNames::find(std::string_view full_name) {
  const auto [device, name] = split_name(full_name);
  if (device == "step") return find_step(name);
  if (const auto known = points_.find(full_name)) return known;
  if (const model::PointSpec* found = spec(device, name)) return points_.intern(info_of(device, name, *found));
  if (is_doubtful(device)) doubted_.emplace_back(full_name);
  return std::nullopt;
}

std::optional<model::PointId> SiteNames::find_step(const std::string& name) {
  if (plan_ == nullptr) return std::nullopt;
  const auto names_it = [&](const model::Step& step) { return step.id + ".state" == name; };
  for (const auto* steps : {&plan_->steps, &plan_->restore}) {
    for (const model::Step& step : *steps) {
      if (step.id.empty() || !names_it(step)) continue;
      model::PointInfo info;
      info.device = "step";
      info.name = name;
      info.kind = model::Kind::enumeration;
      info.states = step_states;
      return points_.intern(std::move(info));
    }
  }
  return std::nullopt;
}

std::string SiteNames::nearest(std::string_view full_name) const {
  const auto [device, name] = split_name(full_name);
  std::vector<std::string> candidates;
  if (device == "step") {
    if (plan_ == nullptr) return "";
    for (const auto* steps : {&plan_->steps, &plan_->restore}) {
      for (const model::Step& step : *steps) candidates.push_back("step." + step.id + ".state");
    }
    return load::nearest(std::string(full_name), candidates);
  }
  const auto number = first_number(name);
  const auto rows_of = [&](const std::string& id) {
    if (const model::Profile* profile = profile_of(id)) {
      for (const model::PointSpec& spec : profile->points) {
        candidates.push_back(id + "." + with_number(spec.name, number));
      }
      candidates.push_back(id + ".contact");
    }
  };
  if (site_.devices.contains(device)) {
    rows_of(device);
    return load::nearest(std::string(full_name), candidates);
  }
  std::vector<std::string> devices;
  for (const auto& [id, known] : site_.devices) devices.push_back(id);
  const std::string near_device = load::nearest(device, devices);
  if (!near_device.empty()) {
    if (spec(near_device, name) != nullptr) return near_device + "." + name;
    rows_of(near_device);
    return load::nearest(near_device + "." + name, candidates);
  }
  // The device forgotten: "battery.charge" for "ups-main.battery.charge", where only one device has it.
  for (const std::string& id : devices) {
    if (spec(id, std::string(full_name)) != nullptr) candidates.push_back(id + "." + std::string(full_name));
  }
  return candidates.size() == 1 ? candidates[0] : "";
}

std::vector<std::string> SiteNames::writable(const std::string& device) const {
  std::vector<std::string> names;
  if (const model::Profile* profile = profile_of(device)) {
    for (const model::PointSpec& spec : profile->points) {
      if (spec.write) names.push_back(device + "." + spec.name);
    }
  }
  return names;
}

}  // namespace holdfast::load
