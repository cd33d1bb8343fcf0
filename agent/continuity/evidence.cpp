#include "agent/continuity/evidence.hpp"

#include <fmt/format.h>

#include "agent/continuity/in_words.hpp"

namespace holdfast::continuity {

namespace {

using std::chrono::sys_days;

std::string name_of(const model::Resource& resource) { return resource.title.empty() ? resource.id : resource.title; }

}  // namespace

std::map<std::string, Evidence> evidence_of(const model::Site& site, const std::map<std::string, Evidence>& said) {
  std::map<std::string, Evidence> evidence;
  for (const auto& [id, resource] : site.resources) {
    if (resource.checked) evidence[id] = {*resource.checked, resource.value, "", ""};
    const auto by_person = said.find(id);
    if (by_person == said.end()) continue;
    const auto on_file = evidence.find(id);
    if (on_file == evidence.end() || sys_days(on_file->second.on) <= sys_days(by_person->second.on))
      evidence[id] = by_person->second;
  }
  return evidence;
}

std::optional<model::Day> last_day(const model::Resource& resource, const Evidence& evidence) {
  if (!resource.valid_for) return std::nullopt;
  return model::Day{sys_days(evidence.on) + std::chrono::floor<std::chrono::days>(*resource.valid_for)};
}

std::vector<Finding> evidence_findings(const model::Site& site, const std::map<std::string, Evidence>& evidence,
                                       model::Day today) {
  std::vector<Finding> findings;
  for (const auto& [id, resource] : site.resources) {
    const std::string subject = "resource." + id;
    const auto shown = evidence.find(id);
    if (shown == evidence.end()) {
      findings.push_back(
          {"evidence-missing", subject, fmt::format("Nothing shows that {} serves.", name_of(resource))});
      continue;
    }
    const auto last = last_day(resource, shown->second);
    if (last && sys_days(*last) < sys_days(today))
      findings.push_back({"evidence-lapsed", subject,
                          fmt::format("What shows that {} serves is of {} and counted until {}.", name_of(resource),
                                      in_words(shown->second.on), in_words(*last))});
    if (resource.least && !shown->second.value)
      findings.push_back({"evidence-missing", subject,
                          fmt::format("Nobody has said how much {} is, at least {:g}{} is wanted.", name_of(resource),
                                      *resource.least, resource.unit.empty() ? "" : " " + resource.unit)});
    if (resource.least && shown->second.value && *shown->second.value < *resource.least)
      findings.push_back({"evidence-too-low", subject,
                          fmt::format("{} is {:g}{}, at least {:g} is wanted.", name_of(resource), *shown->second.value,
                                      resource.unit.empty() ? "" : " " + resource.unit, *resource.least)});
  }
  return findings;
}

}  // namespace holdfast::continuity
