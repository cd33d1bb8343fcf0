// What can only be checked when every file has been read. Each reports into `report`; none stops at the first mistake.
#pragma once

#include "agent/load/draft.hpp"
#include "agent/load/names.hpp"
#include "agent/load/profiles.hpp"

namespace holdfast::load {

void resolve_profiles(Draft& draft, Profiles& profiles, SiteNames& names,
                      Report& report);  // first: points come from them
void check_lines(const Draft& draft, Report& report);
void check_conditions(Draft& draft, SiteNames& names, Report& report);
void check_names(Draft& draft, SiteNames& names, Report& report);   // fuel points, disruptions of plans, plans of risks
void check_writes(Draft& draft, SiteNames& names, Report& report);  // and gives each value its point's kind
void check_references(Draft& draft, SiteNames& names, Report& report);  // dangling, then cycles
void check_loads(const Draft& draft, Report& report);
void check_people(const Draft& draft, Report& report);
// After the profiles: classes of devices come from them. Says what a disruption with what_if is about, if the files do
// not: the devices that its condition reads.
void check_scenarios(Draft& draft, SiteNames& names, Report& report);
// Scores of services, from their tables and from the CSV files that [bia] names, and lists with a number a horizon.
// Puts the scores into the services.
void check_scores(const std::string& folder, Draft& draft, Report& report);

}  // namespace holdfast::load
