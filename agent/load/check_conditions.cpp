// Conditions, profiles and other names in the files: whether what they name exists.
#include <fmt/format.h>

#include <algorithm>

#include "agent/load/checks.hpp"
#include "drivers/address_reach.hpp"
#include "drivers/driver.hpp"

namespace holdfast::load {
namespace {

const char* scheme_of(model::Protocol protocol) {
  switch (protocol) {
    case model::Protocol::snmp: return "snmp";
    case model::Protocol::modbus: return "modbus+tcp";
    case model::Protocol::nut: return "nut";
    case model::Protocol::reach: return "icmp";
  }
  return "";
}

void check_protocol(const DeviceUse& use, const std::string& address, const model::Profile& profile, Report& report) {
  if (use.address == nullptr) return;
  const auto parsed = drivers::parse_address(address);
  if (!parsed || parsed->protocol == profile.protocol) return;
  report.error(use.address->place(),
               fmt::format("the profile {} speaks {}, but the address says {}", profile.id, scheme_of(profile.protocol),
                           scheme_of(parsed->protocol)),
               fmt::format("write {}://HOST, or choose another profile", scheme_of(profile.protocol)));
}

// Where the address alone says what the device is, "auto" is that. False: it is to be recognised, or unreadable.
bool name_usual_profile(const DeviceUse& use, model::Device& device, SiteNames& names) {
  const auto parsed = drivers::parse_address(device.address);
  if (use.address == nullptr || !parsed) {
    names.doubt(use.id);
    return false;
  }
  const char* const usual = drivers::usual_profile(*parsed);
  if (usual != nullptr) device.profile = usual;
  return usual != nullptr;
}

constexpr const char* not_polled_hint = "name a point of what it stands on, or give it an address and a profile";

std::string not_polled(const std::string& device) {
  return fmt::format("`{}` is not polled, so it has no points", device);
}

// A name in a device that could not be read may well be right: nothing is said about it.
bool speaks_of_doubted(const detect::ParseError& error, const std::string& text,
                       const std::vector<std::string>& doubted) {
  const std::string covered = text.substr(std::min(error.position, text.size()), error.length);
  return std::any_of(doubted.begin(), doubted.end(), [&](const std::string& name) {
    return covered.find(name) != std::string::npos || error.message.find(name) != std::string::npos;
  });
}

void check_condition(const ConditionUse& use, SiteNames& names, Report& report) {
  const std::string& text = use.node->text;
  names.take_doubted();
  const detect::Condition::Parsed parsed = detect::Condition::parse(text, names);
  const std::vector<std::string> doubted = names.take_doubted();
  for (const detect::ParseError& error : parsed.errors) {
    if (speaks_of_doubted(error, text, doubted)) continue;
    const std::string covered = text.substr(std::min(error.position, text.size()), error.length);
    if (const std::string device = split_name(covered).first; !names.is_polled(device)) {
      report.error(use.node->place_inside(error.position, error.length), not_polled(device), not_polled_hint);
      continue;
    }
    const bool any_name = error.hint.empty() && names.is_to_be_recognised(split_name(covered).first);
    report.error(use.node->place_inside(error.position, std::max<std::size_t>(1, error.length)), error.message,
                 any_name
                     ? "until the device is recognised it has the names of docs/names.md; for others name its profile"
                     : error.hint);
  }
}

void check_point(const Node& node, SiteNames& names, Report& report) {
  if (names.find(node.text)) return;
  const std::string device = split_name(node.text).first;
  if (names.is_doubtful(device)) return;
  if (!names.is_polled(device)) {
    return report.error(node.place_inside(0, node.text.size()), not_polled(device), not_polled_hint);
  }
  const std::string near = names.nearest(node.text);
  report.error(node.place_inside(0, node.text.size()), fmt::format("there is no point `{}`", node.text),
               near.empty() ? "points are named DEVICE.POINT; `holdfast points` lists them"
                            : fmt::format("did you mean `{}`?", near));
}

void check_declared(const char* kind, const Node& node, const Draft& draft, Report& report) {
  if (draft.find(kind, node.text) != nullptr || draft.broken_file) return;
  report.error(node.place_inside(0, node.text.size()), fmt::format("there is no {} `{}`", kind, node.text),
               suggest(node.text, draft.ids(kind), "configured"));
}

}  // namespace

void resolve_profiles(Draft& draft, Profiles& profiles, SiteNames& names, Report& report) {
  for (const DeviceUse& use : draft.devices) {
    model::Device& device = draft.site.devices.at(use.id);
    if (!use.is_polled) continue;
    if (use.profile == nullptr) {
      names.doubt(use.id);
      continue;
    }
    if (device.is_to_be_recognised() && !name_usual_profile(use, device, names)) {
      if (device.device_class.empty())
        report.warning(
            use.profile->place(), fmt::format("nobody knows what `{}` is before it has answered", use.id),
            "say its class, as \"ups\", \"switch\" or \"host\": until then readiness does not count on it being one");
      continue;
    }
    if (const model::Profile* profile = profiles.find(device.profile)) {
      check_protocol(use, device.address, *profile, report);
      draft.site.profiles.emplace(profile->id, *profile);
      if (device.device_class.empty()) device.device_class = model::to_string(profile->device_class);
      continue;
    }
    names.doubt(use.id);
    if (profiles.exists(device.profile)) continue;  // it is there and wrong, which has been said
    report.error(use.profile->place(), fmt::format("there is no profile `{}`", device.profile),
                 suggest(device.profile, profiles.ids(), "profiles or \"auto\""));
  }
  if (draft.broken_file) names.doubt_unknown_devices();
  names.intern_scalars();
}

void check_conditions(Draft& draft, SiteNames& names, Report& report) {
  for (const ConditionUse& use : draft.conditions) {
    const auto plan = draft.site.plans.find(use.plan);
    names.enter_plan(plan == draft.site.plans.end() ? nullptr : &plan->second);
    check_condition(use, names, report);
  }
  names.enter_plan(nullptr);
}

void check_names(Draft& draft, SiteNames& names, Report& report) {
  for (const NameUse& use : draft.names) {
    switch (use.kind) {
      case NameUse::Kind::point: check_point(*use.node, names, report); break;
      case NameUse::Kind::disruption: check_declared("disruption", *use.node, draft, report); break;
      case NameUse::Kind::plan: check_declared("plan", *use.node, draft, report); break;
      case NameUse::Kind::role: check_declared("role", *use.node, draft, report); break;
      case NameUse::Kind::person: check_declared("person", *use.node, draft, report); break;
    }
  }
}

}  // namespace holdfast::load
