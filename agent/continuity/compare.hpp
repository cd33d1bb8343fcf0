// What has changed between two analyses of a site: services, their ranks and their targets. Pure.
#pragma once

#include <string>
#include <vector>

#include "agent/continuity/analysis.hpp"

namespace holdfast::continuity {

struct Changes {
  struct Merged {
    std::string into;
    std::vector<std::string> from;  // services that are no longer there
  };
  struct Changed {
    std::string id;
    AnalysedService before, now;
  };
  std::vector<std::string> added, dropped;  // without those that were merged
  std::vector<Merged> merged;
  std::vector<Changed> changed;  // rank, class, RTO, RPO or MTPD; by rank
  bool empty() const { return added.empty() && dropped.empty() && merged.empty() && changed.empty(); }
};

// A new service has taken over those that it names by `replaces`, or, where it names none, two or more dropped ones
// whose needs are all among its own.
Changes compare(const model::Site& site_before, const Analysis& before, const model::Site& site_now,
                const Analysis& now);

}  // namespace holdfast::continuity
