// An expression over points with strong three-valued (Kleene) logic: parsed once, evaluated often, without side
// effects.
//
//   ups-main.output.source == "on_battery" and not (battery.charge > 40% or age(meter.input.voltage) > 10s)
//
// Unknown is a truth of its own: `false and unknown` is false, `true or unknown` is true, at_least(k, ...) is true with
// k trues, false when trues and unknowns together are fewer than k, else unknown. A stale, bad or missing point is
// unknown; uncertain quality counts as a value and is noted in the evidence. age(p) stays known when p is stale.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/model/view.hpp"

namespace holdfast::detect {

enum class Truth { no, yes, unknown };
const char* to_string(Truth truth);

// What a truth rests on: one point as it was seen.
struct Evidence {
  model::PointId point;
  std::string value;  // as text, "" if there is none
  model::Quality quality;
  model::Reason reason;
  model::Stamp stamp;
};

struct Evaluation {
  Truth truth = Truth::unknown;
  bool uncertain = false;  // a value of uncertain quality took part
  // Of a known truth: the time up to which samples bear it out. Where several are needed the oldest counts, where one
  // is enough the newest. So an old sample beside a new one of another point does not pass for news.
  SteadyTime as_of;
};

struct ParseError {
  std::size_t position = 0;  // byte in the text, for a caret; the text's length when something is missing at its end
  std::size_t length = 1;
  std::string message;  // "'on_batery' is not a state of ups-main.output.source"
  std::string hint;     // nearest name or what is allowed: "did you mean \"on_battery\"?"; may be empty
};

// What the parser asks about names. Finding may create the point (a row of a pattern that the profile declares).
class Names {
 public:
  virtual ~Names() = default;
  virtual std::optional<model::PointId> find(std::string_view full_name) = 0;
  virtual const model::PointInfo& info(model::PointId point) const = 0;
  virtual std::string nearest(std::string_view full_name) const = 0;  // "" if nothing is near
};

struct Node;

class Condition {
 public:
  struct Parsed;
  static Parsed parse(std::string_view text, Names& names);

  Evaluation evaluate(const model::PointView& view, SteadyTime now) const;
  std::vector<Evidence> evidence(const model::PointView& view, SteadyTime now) const;

  const std::string& text() const { return text_; }
  const std::vector<model::PointId>& points() const { return points_; }  // each once, in order of appearance
  // The history that rate() wants of each point.
  const std::vector<std::pair<model::PointId, Duration>>& windows() const { return windows_; }
  bool uses_age() const { return uses_age_; }  // its truth can change by time alone
  // The next time at which the truth can change without a new sample (age(), freshness); nothing if never.
  std::optional<SteadyTime> next_change(const model::PointView& view, SteadyTime now) const;

 private:
  friend class Parser;
  std::string text_;
  std::shared_ptr<const Node> root_;  // shared by copies of the condition; immutable
  std::vector<model::PointId> points_;
  std::vector<std::pair<model::PointId, Duration>> windows_;
  bool uses_age_ = false;
};

struct Condition::Parsed {
  std::optional<Condition> condition;  // present exactly when there are no errors
  std::vector<ParseError> errors;
};

}  // namespace holdfast::detect
