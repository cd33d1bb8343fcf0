// The business impact analysis of a whole site: services by rank, what they rest on and how fast that must be back, the
// resources it takes, the risks, and what a continuity manager should hear about all of it. Pure; from the files alone.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/finding.hpp"
#include "agent/continuity/graph.hpp"
#include "agent/continuity/impact.hpp"

namespace holdfast::continuity {

struct AnalysedService {
  std::string id;
  int rank = 0;  // from 1: by mean impact, descending; then RTO, then name; the never analysed last
  Figures figures;
  std::vector<Finding> findings;
};

// What services rest on: a source, device, link, uplink, system or external.
struct Dependency {
  NodeId node = 0;
  std::string name;             // "system.atm-switch"
  std::optional<Duration> rto;  // the strictest of those who need it
  std::optional<Duration> rpo;
  std::vector<std::string> needed_by;  // ids of services, by rank; directly or through others
  bool has_alternative = false;        // its loss alone brings none of them down, also when batteries are empty
  // of those that it does bring down
  std::vector<std::string> brought_down;     // ids, by rank
  std::optional<Duration> brought_down_rto;  // the strictest
  int brought_down_class = 0;                // the strictest; 0: none of them has an RTO
};

struct Analysis {
  std::vector<AnalysedService> services;                   // by rank
  std::vector<Dependency> dependencies;                    // by recovery priority: RTO, RPO, name
  std::map<std::string, std::vector<std::string>> matrix;  // by service: names of its dependencies, sorted
  std::map<std::string, std::vector<double>> minimum;      // by resource: one for each horizon
  std::vector<model::Risk> risks;                          // by likelihood times impact, descending; then name
  std::vector<Finding> findings;                           // of no single service
};

Analysis analyse(const model::Site& site, const Graph& graph, model::Day today);

// Its parts, for those who need no more.
std::vector<AnalysedService> rank_services(const model::Site& site);  // without findings
std::vector<Dependency> find_dependencies(const Graph& graph, const std::vector<AnalysedService>& services);
std::map<std::string, std::vector<double>> add_minimum(const model::Site& site);

// What there is to hear; in analysis_findings.cpp.
std::vector<Finding> service_findings(const model::Site& site, const Graph& graph, const AnalysedService& about,
                                      const std::vector<AnalysedService>& all);
std::vector<Finding> site_findings(const model::Site& site, const Graph& graph, const Analysis& analysis,
                                   model::Day today);

// The last day on which the review counts. Nothing if it has no date or does not lapse.
std::optional<model::Day> valid_until(const model::Bia& bia);

}  // namespace holdfast::continuity
