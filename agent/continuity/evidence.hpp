// What shows that something readiness relies on still serves: a battery test, a fuel reading, a contact check. Each has
// a date and a time to live. Pure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/finding.hpp"
#include "agent/model/site.hpp"

namespace holdfast::continuity {

struct Evidence {
  model::Day on{};
  std::optional<double> value;
  std::string text;  // as the person said it
  std::string who;   // empty: from the files
};

// By resource: what a person said, or the files where those are newer. Resources without any are left out.
std::map<std::string, Evidence> evidence_of(const model::Site& site, const std::map<std::string, Evidence>& said);

// evidence-missing, evidence-lapsed, evidence-too-low, by resource.
std::vector<Finding> evidence_findings(const model::Site& site, const std::map<std::string, Evidence>& evidence,
                                       model::Day today);

// The last day on which evidence counts; nothing if it never lapses.
std::optional<model::Day> last_day(const model::Resource& resource, const Evidence& evidence);

}  // namespace holdfast::continuity
