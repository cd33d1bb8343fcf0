// What the loss of one service costs over time, and what follows for how fast it must be back. Pure figures from [bia]
// and [service.NAME]; docs/continuity.md states the rules in words.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "agent/model/site.hpp"

namespace holdfast::continuity {

struct Figures {
  std::vector<double> impact;             // weighted, 1 to 5, for each horizon; empty: never analysed
  std::optional<double> mean;             // of them
  std::optional<Duration> scored_mtpd;    // the first horizon that cannot be borne; nothing if none is
  std::optional<Duration> mtpd;           // as the file says, else the scored one
  std::optional<Duration> suggested_rto;  // nothing where nothing was analysed and nobody demands one
  std::optional<Duration> rto;            // as the file says, else the suggested one
  std::optional<Duration> rpo;            // as the file says, else what the regulator demands
  std::optional<int> priority;            // class 1, 2, ... by the RTO; nothing without an RTO
};

Figures figures_of(const model::Bia& bia, const model::Service& service);

// Of each horizon: the mean of the scores that there are, by the weights of their categories. Empty without scores, and
// where a category has not one score for each horizon.
std::vector<double> weighted_impact(const model::Bia& bia, const model::Impact& impact);

// After an outage of length `lasted`: that of the last horizon not longer than it, 1 before the first. Nothing if it
// was never analysed. `impact` as weighted_impact() gives it.
std::optional<double> impact_at(const model::Bia& bia, std::span<const double> impact, Duration lasted);

// The class whose band holds an RTO: 1 up to the first of [bia].classes, one more beyond the last.
int class_of(const model::Bia& bia, Duration rto);

// Whether `impact` reaches `limit`, without being misled by the last bit of a mean.
bool reaches(double impact, double limit);

}  // namespace holdfast::continuity
