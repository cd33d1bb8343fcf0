// The tree that a condition's text becomes: what is compared with what, and how truths are joined. Plain data, checked
// by the parser and never changed after it. Chains of `and` and `or` are one node each, so the depth is bounded by
// nesting.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "agent/detect/condition.hpp"

namespace holdfast::detect {

enum class Comparison { equal, not_equal, less, at_most, more, at_least };

// A literal, already in the unit of the point that it is compared with.
using Constant = std::variant<std::int64_t, double, bool, std::string, Duration>;

struct Operand {
  enum class Source { constant, point, age, rate };
  Source source = Source::constant;
  model::PointId point;  // of point, age and rate
  Duration window{};     // of rate
  Constant constant;
};

struct Node {
  enum class Kind { constant, boolean_point, comparison, has, in, negation, conjunction, disjunction, at_least };
  Kind kind = Kind::constant;
  Operand left;   // of boolean_point, comparison, has, in
  Operand right;  // of comparison
  Comparison comparison = Comparison::equal;
  std::string flag;               // of has
  std::vector<Constant> choices;  // of in
  bool truth = false;             // of constant
  std::size_t least = 0;          // of at_least
  std::vector<Node> parts;        // of negation, conjunction, disjunction, at_least
};

Evaluation evaluate(const Node& node, const model::PointView& view, SteadyTime now);

// The earliest time after `now` at which the truth can change without a new sample.
std::optional<SteadyTime> next_change(const Node& node, const model::PointView& view, SteadyTime now);

}  // namespace holdfast::detect
