// A copy of config/branch whose addresses and times a test chooses. The reference branch itself is what gets tested;
// only ports and waiting times differ from what a new user runs.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace holdfast::testing {

// `value` is TOML text. A table of an array is named with its id: "plan.ride-through.step generator-start".
struct Setting {
  std::string table;
  std::string key;
  std::string value;
};

// Waiting times short enough for a test: the plan is the same, an incident takes about four seconds.
std::vector<Setting> quick_times();

// Copies the reference branch to `folder`. `ports`: device -> port of the simulated branch; `broker`: port of the
// broker. Throws when a setting's table does not exist.
void copy_site(const std::string& folder, const std::map<std::string, std::uint16_t>& ports, std::uint16_t broker,
               const std::vector<Setting>& settings);

// Makes `folder` a folder of profiles with those vendors that the branch has, for HOLDFAST_PROFILES: to read all of
// them takes a sanitized build several seconds at each start. Which of many profiles is the right one, tests of
// profiles ask.
void copy_profiles(const std::string& folder);

// Sets one value in a copied site.
void set_value(const std::string& folder, const Setting& setting);

}  // namespace holdfast::testing
