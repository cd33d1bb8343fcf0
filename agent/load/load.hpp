// Files to model: reads every *.toml below a folder, checks all of it, and refuses it whole or accepts it whole.
// Touches no device and opens no socket. Every mistake is reported, each at its place.
#pragma once

#include <string>
#include <vector>

#include "agent/load/diagnostic.hpp"
#include "agent/model/point.hpp"
#include "agent/model/site.hpp"
#include "platform/result.hpp"

namespace holdfast::load {

struct Loaded {
  model::Site site;
  model::Points points;                 // scalars of every device and every table row that a condition or step names
  std::vector<Diagnostic> diagnostics;  // errors and warnings, by file and line
  std::size_t files = 0;
  bool ok() const;  // no errors; only then may site and points be used
};

// The folder of shipped rules: $HOLDFAST_RULES, else rules/ beside the shipped profiles.
std::string shipped_rules_folder();

// `shipped_profiles`: the folder of profiles that comes with the program; profiles/ below `folder` comes before it.
// `shipped_rules`: the same for the rules that grade incidents, with rules/ below `folder`.
Loaded load_site(const std::string& folder, const std::string& shipped_profiles,
                 const std::string& shipped_rules = shipped_rules_folder());

// One profile by id ("apc/rack-pdu"), site's own folder first; for probe.
Loaded load_profile(const std::string& id, const std::string& folder, const std::string& shipped_profiles,
                    model::Profile& profile);

// The folder of shipped profiles: $HOLDFAST_PROFILES, else beside the binary's share, else the source tree's
// config/profiles.
std::string shipped_profiles_folder();

// The text of a secret: $CREDENTIALS_DIRECTORY/NAME (systemd), else FOLDER/secrets/NAME, which must have mode 0600 or
// stricter and belong to the reader. The error says which command mends it.
Result<std::string> read_secret(const std::string& folder, const std::string& name);

// Every profile there is, of the site and shipped, by id. One that has errors is left out, and told.
Loaded load_profiles(const std::string& folder, const std::string& shipped_profiles,
                     std::vector<model::Profile>& found);

}  // namespace holdfast::load
