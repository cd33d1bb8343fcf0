#include "agent/detect/condition.hpp"

#include "agent/detect/node.hpp"
#include "agent/detect/parser.hpp"

namespace holdfast::detect {

const char* to_string(Truth truth) {
  switch (truth) {
    case Truth::no: return "no";
    case Truth::yes: return "yes";
    case Truth::unknown: return "unknown";
  }
  return "unknown";
}

Condition::Parsed Condition::parse(std::string_view text, Names& names) { return Parser(text, names).run(); }

Evaluation Condition::evaluate(const model::PointView& view, SteadyTime now) const {
  return root_ ? detect::evaluate(*root_, view, now) : Evaluation{};
}

std::vector<Evidence> Condition::evidence(const model::PointView& view, SteadyTime now) const {
  std::vector<Evidence> evidence;
  evidence.reserve(points_.size());
  for (const model::PointId point : points_) {
    Evidence one{point, "", model::Quality::bad, model::Reason::never_read, {}};
    if (const model::Sample* sample = view.latest(point)) {
      if (sample->value) one.value = model::to_string(*sample->value);
      one.quality = sample->quality;
      one.reason = sample->reason;
      one.stamp = sample->stamp;
      if (sample->quality != model::Quality::bad && now > sample->fresh_until) {
        one.quality = model::Quality::bad;
        one.reason = model::Reason::stale;
      }
    }
    evidence.push_back(std::move(one));
  }
  return evidence;
}

std::optional<SteadyTime> Condition::next_change(const model::PointView& view, SteadyTime now) const {
  return root_ ? detect::next_change(*root_, view, now) : std::nullopt;
}

}  // namespace holdfast::detect
