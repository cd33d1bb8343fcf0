// Finds and reads the rules that grade incidents: rules/NAME.toml of the site's folder first, then the shipped ones.
#pragma once

#include <string>

#include "agent/load/draft.hpp"

namespace holdfast::load {

// Puts the rules that [site] names ("neutral" unless it says) into the site, once the site's files have been read.
// Reads all of the site's own, also those that are not used; either folder may be missing.
void read_rules_of_site(const std::string& folder, const std::string& shipped, Draft& draft, Report& report);

// One file. What is wrong in it is reported; services and roles that it names are looked at in read_rules_of_site().
model::RuleSet read_rules(const std::string& id, const Node& root, Report& report);

}  // namespace holdfast::load
