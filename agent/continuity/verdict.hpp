// What readiness comes to: ready, doubtful or not ready, and what speaks against it. Pure.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "agent/continuity/evidence.hpp"
#include "agent/continuity/readiness.hpp"

namespace holdfast::continuity {

// not_ready: some service would miss its RTO. doubtful: something cannot be told, or evidence is missing or has lapsed.
enum class Verdict { ready, doubtful, not_ready };
const char* to_string(Verdict verdict);  // "ready", "doubtful", "not ready"
std::optional<Verdict> verdict_from(std::string_view name);

struct Judgement {
  Verdict verdict = Verdict::doubtful;
  std::vector<Finding> findings;  // scenario-without-lasts, load-..., fuel-..., source-unwatched, evidence-...
};

Judgement judge(const model::Site& site, const Graph& graph, const Readiness& readiness, const ReadinessResult& result,
                const std::map<std::string, Evidence>& evidence, model::Day today);

// The services of a site in rank order, with what each is to be held to.
std::vector<ServiceTarget> targets_of(const model::Site& site, const Graph& graph);

}  // namespace holdfast::continuity
