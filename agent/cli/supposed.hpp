// A branch as its files describe it and as a person supposes its points to be: what readiness is asked of without an
// agent. Points that are not named are unknown; what they would tell of then counts as up, unless a condition on the
// points that are named says otherwise.
#pragma once

#include <boost/json.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/continuity/verdict.hpp"
#include "agent/continuity/vitals.hpp"
#include "agent/load/assumptions.hpp"
#include "agent/load/load.hpp"

namespace holdfast::cli {

class Supposed {
 public:
  // `loaded` has been checked. invalid_argument: a value that its point cannot have.
  static Result<std::unique_ptr<Supposed>> make(load::Loaded loaded, const load::Assumptions& assumed,
                                                model::Day today);

  boost::json::object readiness() const;
  const std::vector<std::string>& taken_as_up() const { return taken_as_up_; }  // graph names
  const std::vector<std::string>& strangers() const { return strangers_; }      // assumed names that no point has

 private:
  Supposed() = default;
  Result<void> take(const load::Assumptions& assumed);

  load::Loaded loaded_;
  continuity::Graph graph_;
  std::optional<continuity::Readiness> readiness_;
  continuity::ReadinessResult result_;
  continuity::Judgement judgement_;
  continuity::Seen seen_;
  model::Observations observations_;
  std::vector<std::string> taken_as_up_, strangers_;
};

}  // namespace holdfast::cli
