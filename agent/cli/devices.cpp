#include "agent/cli/devices.hpp"

#include <algorithm>

#include "agent/load/load.hpp"
#include "platform/log.hpp"

namespace holdfast::cli {

namespace {

Result<drivers::Secrets> secrets_of(const model::Device& device, const std::string& config) {
  drivers::Secrets secrets;
  for (const auto& [name, text] :
       {std::pair{device.secret, &secrets.main}, std::pair{device.snmp.privacy_secret, &secrets.privacy}}) {
    if (name.empty()) continue;
    auto read = load::read_secret(config, name);
    if (!read) return read.error();
    *text = std::move(*read);
  }
  return secrets;
}

Result<poll::PolledDevice> polled_device(const model::Device& device, const model::Site& site,
                                         const std::string& config, drivers::Registry& registry,
                                         const std::vector<model::Profile>& profiles) {
  const auto address = drivers::parse_address(device.address);
  if (!address) return address.error();
  auto secrets = secrets_of(device, config);
  if (!secrets) return secrets.error();
  poll::PolledDevice polled;
  polled.device = device;
  polled.line_key = address->line_key();
  if (device.is_to_be_recognised()) {
    if (const auto checked = drivers::check_secrets(device.snmp, *secrets); !checked) return checked.error();
    polled.recogniser = drivers::make_recogniser(registry, device, profiles, std::move(*secrets));
    return polled;
  }
  polled.profile = site.profiles.at(device.profile);
  auto driver = registry.make(device, polled.profile, std::move(*secrets));
  if (!driver) return driver.error();
  polled.driver = std::move(*driver);
  return polled;
}

}  // namespace

std::vector<model::Profile> profiles_to_recognise(const model::Site& site, const std::string& config) {
  std::vector<model::Profile> profiles;
  const bool any = std::ranges::any_of(
      site.devices, [](const auto& each) { return each.second.is_polled() && each.second.is_to_be_recognised(); });
  if (!any) return profiles;
  const load::Loaded loaded = load::load_profiles(config, load::shipped_profiles_folder(), profiles);
  for (const auto& diagnostic : loaded.diagnostics)
    platform::log::warning("{}:{}: {}", diagnostic.place.file, diagnostic.place.line, diagnostic.message);
  std::erase_if(profiles, [](const model::Profile& profile) {
    const auto checked = drivers::check_profile(profile);
    if (!checked) platform::log::warning("profile {}: {}", profile.id, checked.error().message);
    return !checked;
  });
  return profiles;
}

Result<std::vector<poll::PolledDevice>> polled_devices(const model::Site& site, const std::string& config,
                                                       drivers::Registry& registry,
                                                       const std::vector<model::Profile>& profiles) {
  std::vector<poll::PolledDevice> devices;
  for (const auto& [id, device] : site.devices) {
    if (!device.is_polled()) continue;
    auto polled = polled_device(device, site, config, registry, profiles);
    if (!polled) return with_context(polled.error(), "device {}", id);
    devices.push_back(std::move(*polled));
  }
  return devices;
}

}  // namespace holdfast::cli
