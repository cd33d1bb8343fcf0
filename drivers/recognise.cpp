#include "drivers/recognise.hpp"

#include <algorithm>
#include <optional>

namespace holdfast::drivers {
namespace {

using model::Profile;
using model::Recognition;

bool is_at_or_below(const std::string& oid, const std::string& prefix) {
  return oid == prefix || (oid.size() > prefix.size() && oid.starts_with(prefix) && oid[prefix.size()] == '.');
}

bool applies(const Recognition& by, const Evidence& evidence) {
  const auto is_present = [&](const std::string& oid) { return evidence.present.contains(oid); };
  const auto is_it = [&](const std::string& prefix) { return is_at_or_below(evidence.object_id, prefix); };
  const auto has_model = [&](int model) {
    return std::find(evidence.sunspec.begin(), evidence.sunspec.end(), model) != evidence.sunspec.end();
  };
  if (!by.object_ids.empty() && std::none_of(by.object_ids.begin(), by.object_ids.end(), is_it)) return false;
  if (by.description && !by.description.is_in(evidence.description)) return false;
  if (!by.present.empty() && std::none_of(by.present.begin(), by.present.end(), is_present)) return false;
  if (std::any_of(by.absent.begin(), by.absent.end(), is_present)) return false;
  if (by.vendor && !by.vendor.is_in(evidence.vendor)) return false;
  if (by.product && !by.product.is_in(evidence.product)) return false;
  return by.sunspec.empty() || std::any_of(by.sunspec.begin(), by.sunspec.end(), has_model);
}

std::optional<int> priority_of(const Profile& profile, const Evidence& evidence) {
  std::optional<int> best;
  for (const Recognition& by : profile.recognised_by) {
    if (applies(by, evidence)) best = std::max(best.value_or(by.priority), by.priority);
  }
  return best;
}

}  // namespace

std::set<std::string> objects_wanted(const std::vector<Profile>& profiles) {
  std::set<std::string> wanted;
  for (const Profile& profile : profiles) {
    for (const Recognition& by : profile.recognised_by) {
      wanted.insert(by.present.begin(), by.present.end());
      wanted.insert(by.absent.begin(), by.absent.end());
    }
  }
  return wanted;
}

std::vector<const Profile*> recognise(const std::vector<Profile>& profiles, const Evidence& evidence) {
  std::vector<std::pair<int, const Profile*>> found;
  for (const Profile& profile : profiles) {
    if (profile.protocol != evidence.protocol) continue;
    if (const std::optional<int> priority = priority_of(profile, evidence)) found.emplace_back(*priority, &profile);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second->id < b.second->id;
  });
  std::vector<const Profile*> best_first;
  std::set<std::string> replaced;
  for (const auto& [priority, profile] : found) {
    if (replaced.contains(profile->id)) continue;
    best_first.push_back(profile);
    replaced.insert(profile->instead_of.begin(), profile->instead_of.end());
  }
  return best_first;
}

Result<Profile> choose(const std::vector<Profile>& profiles, const Evidence& evidence) {
  const std::vector<const Profile*> found = recognise(profiles, evidence);
  if (!found.empty()) return model::merge(found);
  if (evidence.protocol == model::Protocol::modbus) {
    return make_error(Code::not_found, "no profile is for this device; it says vendor \"{}\", product \"{}\"",
                      evidence.vendor, evidence.product);
  }
  return make_error(Code::not_found, "no profile is for this device; it says sysObjectID {}, sysDescr \"{}\"",
                    evidence.object_id.empty() ? "nothing" : evidence.object_id, evidence.description);
}

}  // namespace holdfast::drivers
