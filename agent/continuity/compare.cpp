#include "agent/continuity/compare.hpp"

#include <algorithm>
#include <set>
#include <tuple>

namespace holdfast::continuity {

namespace {

void collect(const model::Needs& needs, std::set<std::string>& out) {
  if (needs.rule == model::Needs::Rule::one) out.insert(needs.name);
  for (const model::Needs& part : needs.parts) collect(part, out);
}

std::set<std::string> needs_of(const model::Service& service) {
  std::set<std::string> names;
  collect(service.needs, names);
  return names;
}

// Those that some service says it has taken over: nobody else has.
std::set<std::string> spoken_for(const model::Site& site) {
  std::set<std::string> names;
  for (const auto& [id, service] : site.services) names.insert(service.replaces.begin(), service.replaces.end());
  return names;
}

// The dropped services that `service` has taken over.
std::vector<std::string> taken_over(const model::Site& before, const model::Service& service,
                                    const std::set<std::string>& dropped, const std::set<std::string>& spoken_for) {
  std::vector<std::string> from;
  for (const std::string& id : service.replaces)
    if (dropped.contains(id)) from.push_back(id);
  if (!service.replaces.empty()) return from;
  const std::set<std::string> own = needs_of(service);
  for (const std::string& id : dropped) {
    if (spoken_for.contains(id)) continue;
    const std::set<std::string> theirs = needs_of(before.services.at(id));
    if (!theirs.empty() && std::includes(own.begin(), own.end(), theirs.begin(), theirs.end())) from.push_back(id);
  }
  if (from.size() < 2) from.clear();
  return from;
}

bool is_same(const AnalysedService& a, const AnalysedService& b) {
  const auto key = [](const AnalysedService& service) {
    const Figures& figures = service.figures;
    return std::tie(service.rank, figures.priority, figures.rto, figures.rpo, figures.mtpd);
  };
  return key(a) == key(b);
}

}  // namespace

Changes compare(const model::Site& site_before, const Analysis& before, const model::Site& site_now,
                const Analysis& now) {
  Changes changes;
  const std::set<std::string> named = spoken_for(site_now);
  std::set<std::string> dropped;
  for (const AnalysedService& service : before.services)
    if (!site_now.services.contains(service.id)) dropped.insert(service.id);
  for (const AnalysedService& service : now.services) {
    if (site_before.services.contains(service.id)) {
      const auto earlier = std::find_if(before.services.begin(), before.services.end(),
                                        [&](const AnalysedService& each) { return each.id == service.id; });
      if (!is_same(*earlier, service)) changes.changed.push_back({service.id, *earlier, service});
      continue;
    }
    std::vector<std::string> from = taken_over(site_before, site_now.services.at(service.id), dropped, named);
    if (from.empty()) {
      changes.added.push_back(service.id);
    } else {
      for (const std::string& id : from) dropped.erase(id);
      changes.merged.push_back({service.id, std::move(from)});
    }
  }
  changes.dropped.assign(dropped.begin(), dropped.end());
  return changes;
}

}  // namespace holdfast::continuity
