#include "agent/detect/node.hpp"

#include <algorithm>
#include <cmath>
#include <compare>
#include <functional>

namespace holdfast::detect {
namespace {

using Reading = std::variant<std::int64_t, double, bool, std::string_view, Duration>;

// What an operand reads, how well it is known and by which time. No value: unknown.
struct Seen {
  std::optional<Reading> value;
  bool uncertain = false;
  SteadyTime as_of;
};

std::partial_ordering exactly(std::int64_t integer, double number) {
  if (std::isnan(number)) return std::partial_ordering::unordered;
  if (number >= 0x1p63) return std::partial_ordering::less;
  if (number < -0x1p63) return std::partial_ordering::greater;
  const std::int64_t whole = static_cast<std::int64_t>(number);
  if (integer != whole) return integer <=> whole;
  return 0.0 <=> number - static_cast<double>(whole);
}

std::partial_ordering reversed(std::partial_ordering order) {
  if (std::is_lt(order)) return std::partial_ordering::greater;
  return std::is_gt(order) ? std::partial_ordering::less : order;
}

// Unordered also when the two are of different sorts: a device that answers otherwise than its profile says is unknown.
std::partial_ordering order_of(const Reading& a, const Reading& b) {
  if (const bool* truth = std::get_if<bool>(&a)) {
    if (const bool* other = std::get_if<bool>(&b)) return *truth <=> *other;
    return order_of(Reading{static_cast<std::int64_t>(*truth)}, b);
  }
  if (std::holds_alternative<bool>(b)) return reversed(order_of(b, a));
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&a)) {
    if (const std::int64_t* other = std::get_if<std::int64_t>(&b)) return *integer <=> *other;
    if (const double* other = std::get_if<double>(&b)) return exactly(*integer, *other);
  } else if (const double* number = std::get_if<double>(&a)) {
    if (const double* other = std::get_if<double>(&b)) return *number <=> *other;
    if (const std::int64_t* other = std::get_if<std::int64_t>(&b)) return reversed(exactly(*other, *number));
  } else if (const std::string_view* text = std::get_if<std::string_view>(&a)) {
    if (const std::string_view* other = std::get_if<std::string_view>(&b)) return *text <=> *other;
  } else if (const Duration* span = std::get_if<Duration>(&a)) {
    if (const Duration* other = std::get_if<Duration>(&b)) return *span <=> *other;
  }
  return std::partial_ordering::unordered;
}

Truth truth_of(bool holds) { return holds ? Truth::yes : Truth::no; }

Truth compare(const Reading& a, Comparison comparison, const Reading& b) {
  const std::partial_ordering order = order_of(a, b);
  if (order == std::partial_ordering::unordered) return Truth::unknown;
  switch (comparison) {
    case Comparison::equal: return truth_of(std::is_eq(order));
    case Comparison::not_equal: return truth_of(std::is_neq(order));
    case Comparison::less: return truth_of(std::is_lt(order));
    case Comparison::at_most: return truth_of(std::is_lteq(order));
    case Comparison::more: return truth_of(std::is_gt(order));
    case Comparison::at_least: return truth_of(std::is_gteq(order));
  }
  return Truth::unknown;
}

Reading reading_of(const Constant& constant) {
  if (const std::string* text = std::get_if<std::string>(&constant)) return std::string_view(*text);
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&constant)) return *integer;
  if (const double* number = std::get_if<double>(&constant)) return *number;
  if (const bool* truth = std::get_if<bool>(&constant)) return *truth;
  return std::get<Duration>(constant);
}

std::optional<Reading> reading_of(const model::Value& value) {
  if (const bool* truth = std::get_if<bool>(&value)) return *truth;
  if (const std::int64_t* integer = std::get_if<std::int64_t>(&value)) return *integer;
  if (const double* number = std::get_if<double>(&value)) return *number;
  if (const model::Enumeration* state = std::get_if<model::Enumeration>(&value)) return std::string_view(state->name);
  if (const model::Text* text = std::get_if<model::Text>(&value)) return std::string_view(text->text);
  return std::nullopt;  // flags are asked with `has`
}

const model::Sample* present(model::PointId point, const model::PointView& view, SteadyTime now) {
  const model::Sample* sample = view.latest(point);
  return sample && model::is_present(*sample, now) ? sample : nullptr;
}

Seen look(const Operand& operand, const model::PointView& view, SteadyTime now) {
  if (operand.source == Operand::Source::constant) return {reading_of(operand.constant), false, now};
  if (operand.source == Operand::Source::age) {
    const std::optional<SteadyTime> last_good = view.last_good(operand.point);
    if (!last_good) return {};
    return {Reading{std::max(now - *last_good, Duration::zero())}, false, now};
  }
  const model::Sample* sample = present(operand.point, view, now);
  if (!sample) return {};
  Seen seen{std::nullopt, sample->quality == model::Quality::uncertain, std::min(sample->stamp.steady, now)};
  if (operand.source == Operand::Source::point) {
    seen.value = reading_of(*sample->value);
  } else if (const std::optional<double> rate = view.rate(operand.point, operand.window, now)) {
    seen.value = *rate;
  }
  return seen;
}

Evaluation evaluate_boolean(const Node& node, const model::PointView& view, SteadyTime now) {
  const Seen seen = look(node.left, view, now);
  const Truth truth = seen.value ? compare(*seen.value, Comparison::equal, Reading{true}) : Truth::unknown;
  return {truth, seen.uncertain, seen.as_of};
}

Evaluation evaluate_comparison(const Node& node, const model::PointView& view, SteadyTime now) {
  const Seen left = look(node.left, view, now);
  const Seen right = look(node.right, view, now);
  const bool known = left.value && right.value;
  const Truth truth = known ? compare(*left.value, node.comparison, *right.value) : Truth::unknown;
  return {truth, left.uncertain || right.uncertain, std::min(left.as_of, right.as_of)};
}

Evaluation evaluate_has(const Node& node, const model::PointView& view, SteadyTime now) {
  const model::Sample* sample = present(node.left.point, view, now);
  if (!sample) return {};
  Evaluation evaluation{Truth::unknown, sample->quality == model::Quality::uncertain,
                        std::min(sample->stamp.steady, now)};
  if (const model::Flags* flags = std::get_if<model::Flags>(&*sample->value)) {
    evaluation.truth = truth_of(flags->set.contains(node.flag));
  }
  return evaluation;
}

Evaluation evaluate_in(const Node& node, const model::PointView& view, SteadyTime now) {
  const Seen seen = look(node.left, view, now);
  Evaluation evaluation{Truth::unknown, seen.uncertain, seen.as_of};
  if (!seen.value) return evaluation;
  evaluation.truth = Truth::no;
  for (const Constant& choice : node.choices) {
    const Truth equal = compare(*seen.value, Comparison::equal, reading_of(choice));
    if (equal == Truth::yes) return {Truth::yes, seen.uncertain, seen.as_of};
    if (equal == Truth::unknown) evaluation.truth = Truth::unknown;
  }
  return evaluation;
}

Truth negated(Truth truth) {
  if (truth == Truth::unknown) return Truth::unknown;
  return truth == Truth::yes ? Truth::no : Truth::yes;
}

// Conjunction and disjunction are the two ends of it: all of n, 1 of n. Enough `yes` among the parts decides yes,
// enough `no` decides no; what was decided is borne out up to the oldest of the newest that suffice.
Evaluation evaluate_least(const Node& node, std::size_t least, const model::PointView& view, SteadyTime now) {
  std::vector<SteadyTime> yes;
  std::vector<SteadyTime> no;
  Evaluation evaluation;
  for (const Node& part : node.parts) {
    const Evaluation one = evaluate(part, view, now);
    evaluation.uncertain = evaluation.uncertain || one.uncertain;
    if (one.truth == Truth::yes) yes.push_back(one.as_of);
    if (one.truth == Truth::no) no.push_back(one.as_of);
  }
  const std::size_t against = node.parts.size() - least + 1;  // so many `no` leave too few for `least`
  const auto nth_newest = [](std::vector<SteadyTime>& times, std::size_t n) {
    std::sort(times.begin(), times.end(), std::greater<>());
    return times[n - 1];
  };
  if (yes.size() >= least) {
    evaluation.truth = Truth::yes;
    evaluation.as_of = nth_newest(yes, least);
  } else if (no.size() >= against) {
    evaluation.truth = Truth::no;
    evaluation.as_of = nth_newest(no, against);
  }
  return evaluation;
}

// The times at which an age passes the span it is compared with, and at which a sample that counts goes stale.
void collect_changes(const Operand& operand, const Operand* against, const model::PointView& view, SteadyTime now,
                     std::optional<SteadyTime>& next) {
  const auto consider = [&](SteadyTime at) {
    if (at > now && (!next || at < *next)) next = at;
  };
  constexpr Duration tick{1};
  if (operand.source == Operand::Source::point || operand.source == Operand::Source::rate) {
    if (const model::Sample* sample = present(operand.point, view, now)) {
      if (sample->fresh_until < SteadyTime::max()) consider(sample->fresh_until + tick);
    }
  }
  const Duration* span = against ? std::get_if<Duration>(&against->constant) : nullptr;
  if (operand.source != Operand::Source::age || !span || against->source != Operand::Source::constant) return;
  if (const std::optional<SteadyTime> last_good = view.last_good(operand.point)) {
    consider(*last_good + *span);         // < and >= change here
    consider(*last_good + *span + tick);  // <= and > here
  }
}

void collect_changes(const Node& node, const model::PointView& view, SteadyTime now, std::optional<SteadyTime>& next) {
  if (node.kind == Node::Kind::comparison) {
    collect_changes(node.left, &node.right, view, now, next);
    collect_changes(node.right, &node.left, view, now, next);
  } else if (node.kind == Node::Kind::boolean_point || node.kind == Node::Kind::has || node.kind == Node::Kind::in) {
    collect_changes(node.left, nullptr, view, now, next);
  }
  for (const Node& part : node.parts) collect_changes(part, view, now, next);
}

}  // namespace

Evaluation evaluate(const Node& node, const model::PointView& view, SteadyTime now) {
  switch (node.kind) {
    case Node::Kind::constant: return {truth_of(node.truth), false, now};
    case Node::Kind::boolean_point: return evaluate_boolean(node, view, now);
    case Node::Kind::comparison: return evaluate_comparison(node, view, now);
    case Node::Kind::has: return evaluate_has(node, view, now);
    case Node::Kind::in: return evaluate_in(node, view, now);
    case Node::Kind::negation: {
      Evaluation inner = evaluate(node.parts.front(), view, now);
      inner.truth = negated(inner.truth);
      return inner;
    }
    case Node::Kind::conjunction: return evaluate_least(node, node.parts.size(), view, now);
    case Node::Kind::disjunction: return evaluate_least(node, 1, view, now);
    case Node::Kind::at_least: return evaluate_least(node, node.least, view, now);
  }
  return {};
}

std::optional<SteadyTime> next_change(const Node& node, const model::PointView& view, SteadyTime now) {
  std::optional<SteadyTime> next;
  collect_changes(node, view, now, next);
  return next;
}

}  // namespace holdfast::detect
