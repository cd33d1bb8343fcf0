// Small sites that the tests of the analysis share.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/analysis.hpp"

namespace holdfast::test {

using model::Needs;

inline constexpr model::Day today = std::chrono::year(2026) / 11 / 22;

inline Needs one(std::string name) { return {Needs::Rule::one, 0, std::move(name), {}}; }
inline Needs all(std::vector<Needs> parts) { return {Needs::Rule::all_of, 0, "", std::move(parts)}; }
inline Needs any(std::vector<Needs> parts) { return {Needs::Rule::any_of, 0, "", std::move(parts)}; }

// A service with the same scores in every category, that needs system.core.
inline model::Service& add(model::Site& site, const std::string& id, std::vector<int> scores,
                           std::optional<Duration> rto = std::nullopt) {
  model::Service& service = site.services[id];
  service.id = id;
  service.rto = rto;
  service.needs = one("system.core");
  if (!scores.empty()) {
    for (const auto& [category, weight] : site.bia.weights) service.impact.scores[category] = scores;
  }
  return service;
}

// One system and three horizons: 1 h, 4 h, 24 h.
inline model::Site a_site() {
  model::Site site;
  site.bia.horizons = {std::chrono::hours{1}, std::chrono::hours{4}, std::chrono::hours{24}};
  site.bia.weights = {{"customer", 1.0}};
  site.systems["core"].id = "core";
  return site;
}

inline continuity::Analysis analysis_of(const model::Site& site) {
  return continuity::analyse(site, continuity::Graph::make(site), today);
}

inline std::string join(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += name + " ";
  return text;
}

}  // namespace holdfast::test
