#include "agent/continuity/impact.hpp"

#include <algorithm>

namespace holdfast::continuity {

namespace {

// The first horizon at which the weighted impact or a single category cannot be borne.
std::optional<Duration> first_intolerable(const model::Bia& bia, const model::Impact& impact,
                                          std::span<const double> weighted) {
  for (std::size_t i = 0; i < weighted.size(); ++i) {
    const bool single = std::any_of(impact.scores.begin(), impact.scores.end(),
                                    [&](const auto& category) { return category.second[i] >= bia.intolerable_score; });
    if (single || reaches(weighted[i], bia.intolerable)) return bia.horizons[i];
  }
  return std::nullopt;
}

// The longest horizon before the MTPD. Where none is before it: half the first horizon, but not beyond the MTPD.
Duration longest_before(const model::Bia& bia, Duration mtpd) {
  const auto after = std::lower_bound(bia.horizons.begin(), bia.horizons.end(), mtpd);
  if (after != bia.horizons.begin()) return *std::prev(after);
  return std::min(bia.horizons.front() / 2, mtpd);
}

std::optional<Duration> suggest(const model::Bia& bia, const Figures& figures, const model::Impact& impact) {
  std::optional<Duration> rto;
  if (figures.mtpd) {
    rto = longest_before(bia, *figures.mtpd);
  } else if (!figures.impact.empty()) {
    rto = bia.horizons.back();
  }
  for (const auto& demanded : {impact.peer_rto, impact.regulator_rto})
    if (demanded && (!rto || *demanded < *rto)) rto = demanded;
  return rto;
}

}  // namespace

bool reaches(double impact, double limit) {
  constexpr double last_bits = 1e-9;
  return impact >= limit - last_bits;
}

std::vector<double> weighted_impact(const model::Bia& bia, const model::Impact& impact) {
  if (impact.scores.empty()) return {};
  std::vector<double> sums(bia.horizons.size(), 0.0);
  double weights = 0.0;
  for (const auto& [category, scores] : impact.scores) {
    const auto weight = bia.weights.find(category);
    if (scores.size() != sums.size() || weight == bia.weights.end()) return {};
    weights += weight->second;
    for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weight->second * scores[i];
  }
  for (double& sum : sums) sum /= weights;
  return sums;
}

std::optional<double> impact_at(const model::Bia& bia, std::span<const double> impact, Duration lasted) {
  if (impact.empty()) return std::nullopt;
  const auto after = std::upper_bound(bia.horizons.begin(), bia.horizons.end(), lasted);
  if (after == bia.horizons.begin()) return 1.0;
  return impact[static_cast<std::size_t>(after - bia.horizons.begin()) - 1];
}

int class_of(const model::Bia& bia, Duration rto) {
  const auto band = std::lower_bound(bia.classes.begin(), bia.classes.end(), rto);
  return static_cast<int>(band - bia.classes.begin()) + 1;
}

Figures figures_of(const model::Bia& bia, const model::Service& service) {
  const model::Impact& impact = service.impact;
  Figures figures;
  figures.impact = weighted_impact(bia, impact);
  if (!figures.impact.empty()) {
    double sum = 0.0;
    for (const double each : figures.impact) sum += each;
    figures.mean = sum / static_cast<double>(figures.impact.size());
    figures.scored_mtpd = first_intolerable(bia, impact, figures.impact);
  }
  figures.mtpd = impact.mtpd ? impact.mtpd : figures.scored_mtpd;
  figures.suggested_rto = suggest(bia, figures, impact);
  figures.rto = service.rto ? service.rto : figures.suggested_rto;
  figures.rpo = impact.rpo ? impact.rpo : impact.regulator_rpo;
  if (figures.rto) figures.priority = class_of(bia, *figures.rto);
  return figures;
}

}  // namespace holdfast::continuity
