#include "agent/detect/detector.hpp"

#include <algorithm>

namespace holdfast::detect {
namespace {

constexpr Duration kLeastBlindAfter = std::chrono::seconds{1};

Truth negated(Truth truth) {
  if (truth == Truth::unknown) return Truth::unknown;
  return truth == Truth::yes ? Truth::no : Truth::yes;
}

Result<Condition> compile_one(const std::string& what, const std::string& text, Names& names) {
  Condition::Parsed parsed = Condition::parse(text, names);
  if (parsed.condition) {
    if (!parsed.condition->points().empty()) return std::move(*parsed.condition);
    return make_error(Code::invalid_argument, "{}: the condition watches no point", what);
  }
  const ParseError& error = parsed.errors.front();
  return make_error(Code::invalid_argument, "{}: character {}: {}{}{}", what, error.position + 1, error.message,
                    error.hint.empty() ? "" : ", ", error.hint);
}

bool touches(const std::set<model::PointId>& arrived, const std::vector<model::PointId>& points) {
  return std::any_of(points.begin(), points.end(), [&](model::PointId point) { return arrived.contains(point); });
}

void wake_by(std::optional<SteadyTime>& wake, std::optional<SteadyTime> at, SteadyTime now) {
  if (at && *at > now && (!wake || *at < *wake)) wake = at;
}

}  // namespace

const char* to_string(Phase phase) {
  switch (phase) {
    case Phase::quiet: return "quiet";
    case Phase::raised: return "raised";
    case Phase::asking: return "asking";
    case Phase::verified: return "verified";
    case Phase::dismissed: return "dismissed";
  }
  return "unknown";
}

std::optional<Phase> phase_from(std::string_view name) {
  for (const Phase phase : {Phase::quiet, Phase::raised, Phase::asking, Phase::verified, Phase::dismissed}) {
    if (name == to_string(phase)) return phase;
  }
  return std::nullopt;
}

const char* to_string(Change change) {
  switch (change) {
    case Change::raised: return "raised";
    case Change::verified: return "verified";
    case Change::unsure: return "unsure";
    case Change::asking: return "asking";
    case Change::dismissed: return "dismissed";
    case Change::reopened: return "reopened";
    case Change::cleared: return "cleared";
    case Change::went_blind: return "went_blind";
    case Change::sees_again: return "sees_again";
  }
  return "unknown";
}

Result<Detector> Detector::compile(const model::Disruption& disruption, Names& names, Duration slowest_poll) {
  Detector detector;
  detector.disruption_ = disruption;

  Result<Condition> when = compile_one("when", disruption.when, names);
  if (!when) return with_context(when.error(), "disruption {}", disruption.id);
  detector.when_ = std::move(*when);
  if (!disruption.clear_when.empty()) {
    Result<Condition> clear_when = compile_one("clear_when", disruption.clear_when, names);
    if (!clear_when) return with_context(clear_when.error(), "disruption {}", disruption.id);
    detector.clear_when_ = std::move(*clear_when);
  }
  for (std::size_t i = 0; i < disruption.witnesses.size(); ++i) {
    const std::string what = fmt::format("witness {}", i + 1);
    Result<Condition> witness = compile_one(what, disruption.witnesses[i], names);
    if (!witness) return with_context(witness.error(), "disruption {}", disruption.id);
    detector.witness_points_.insert(witness->points().begin(), witness->points().end());
    detector.witnesses_.push_back(std::move(*witness));
  }
  const int witnesses = static_cast<int>(disruption.witnesses.size());
  if (witnesses > 0 && (disruption.quorum < 1 || disruption.quorum > witnesses)) {
    return make_error(Code::invalid_argument,
                      "disruption {}: quorum is {}, allowed is 1 to {}, the number of witnesses", disruption.id,
                      disruption.quorum, witnesses);
  }
  if (disruption.blind_after && *disruption.blind_after <= Duration::zero()) {
    return make_error(Code::invalid_argument, "disruption {}: blind_after must be longer than 0", disruption.id);
  }
  const Duration by_default = std::max({disruption.raise_after, 2 * slowest_poll, kLeastBlindAfter});
  detector.times_ = {disruption.raise_after, disruption.clear_after, disruption.blind_after.value_or(by_default)};
  return detector;
}

// What one update sees and what comes of it.
struct Detector::Look {
  const model::PointView& view;
  const std::set<model::PointId>& arrived;
  SteadyTime now;
  bool was_away = false;
  bool saw = false;  // the active condition had a known truth that counts
  Advice advice;
};

Advice Detector::update(DisruptionState& state, const model::PointView& view, const std::set<model::PointId>& arrived,
                        SteadyTime now) const {
  Look look{view, arrived, now, false, false, {}};
  if (!state.hold) {
    state.hold.emplace(times_, state.phase != Phase::quiet);
    state.hold->started(now);
  }
  look.was_away = state.hold->back_from_away(now);
  if (look.was_away) {
    const std::vector<model::PointId>& points = active(state).points();
    look.advice.read_now.insert(points.begin(), points.end());
  }
  watch(state, look);
  mind_blindness(state, look);
  if (state.phase != Phase::quiet && state.phase != Phase::verified) verify(state, look);
  plan_wake(state, look);
  return std::move(look.advice);
}

const Condition& Detector::active(const DisruptionState& state) const {
  return state.phase != Phase::quiet && clear_when_ ? *clear_when_ : when_;
}

// Lets the hold advance by what the samples say of the active condition.
void Detector::watch(DisruptionState& state, Look& look) const {
  const Condition& condition = active(state);
  if (!condition.uses_age() && !touches(look.arrived, condition.points())) return;
  // An age that grew while this program stood still is its own silence, not the device's.
  if (condition.uses_age() && !state.hold->settled(look.now)) return;
  const Evaluation evaluation = condition.evaluate(look.view, look.now);
  if (evaluation.truth == Truth::unknown) return;

  look.saw = true;
  const bool is_quiet = state.phase == Phase::quiet;
  const Truth speaks = is_quiet || clear_when_ ? evaluation.truth : negated(evaluation.truth);
  if (is_quiet && speaks == Truth::no) state.last_good = evaluation.as_of;
  switch (state.hold->update(speaks, evaluation.as_of)) {
    case Edge::none: break;
    case Edge::raised: raise(state, look); break;
    case Edge::cleared: clear(state, look); break;
  }
}

void Detector::raise(DisruptionState& state, Look& look) const {
  state.phase = Phase::raised;
  state.cause_unsure = false;
  state.confirmed_by.clear();
  state.first_bad = state.hold->edge_since();
  look.advice.findings.push_back({Change::raised, when_.evidence(look.view, look.now), {}});
  if (witnesses_.empty()) {
    state.phase = Phase::verified;
    look.advice.findings.push_back({Change::verified, when_.evidence(look.view, look.now), {}});
    return;
  }
  state.verify_due = look.now + disruption_.verify_within;
  look.advice.read_now.insert(witness_points_.begin(), witness_points_.end());
}

void Detector::clear(DisruptionState& state, Look& look) const {
  look.advice.findings.push_back({Change::cleared, active(state).evidence(look.view, look.now), {}});
  DisruptionState quiet;
  quiet.blind = state.blind;
  quiet.hold = state.hold;
  state = std::move(quiet);
}

// Asks the witnesses. Also while a person is asked: a witness that speaks up late still settles it. One that speaks up
// after it was dismissed makes the dismissal lapse.
void Detector::verify(DisruptionState& state, Look& look) const {
  if (look.was_away && state.verify_due) {
    state.verify_due = std::max(*state.verify_due, look.now + disruption_.verify_within);
    look.advice.read_now.insert(witness_points_.begin(), witness_points_.end());
  }
  std::vector<std::string> confirmed;
  for (const Condition& witness : witnesses_) {
    if (witness.evaluate(look.view, look.now).truth == Truth::yes) confirmed.push_back(witness.text());
  }
  if (!witnesses_.empty() && confirmed.size() >= static_cast<std::size_t>(disruption_.quorum)) {
    if (state.phase == Phase::dismissed)
      look.advice.findings.push_back({Change::reopened, witness_evidence(look), confirmed});
    state.phase = Phase::verified;
    state.verify_due.reset();
    state.confirmed_by = confirmed;
    look.advice.findings.push_back({Change::verified, witness_evidence(look), std::move(confirmed)});
  } else if (state.phase == Phase::raised && state.verify_due && look.now >= *state.verify_due) {
    settle_unverified(state, look, std::move(confirmed));
  }
}

void Detector::settle_unverified(DisruptionState& state, Look& look, std::vector<std::string> confirmed) const {
  Change change = Change::unsure;
  switch (disruption_.unverified) {
    case model::Unverified::proceed:
      state.phase = Phase::verified;
      state.cause_unsure = true;
      break;
    case model::Unverified::ask:
      state.phase = Phase::asking;
      change = Change::asking;
      break;
    case model::Unverified::dismiss:
      state.phase = Phase::dismissed;
      change = Change::dismissed;
      break;
  }
  state.verify_due.reset();
  state.confirmed_by = confirmed;
  look.advice.findings.push_back({change, witness_evidence(look), std::move(confirmed)});
}

void Detector::mind_blindness(DisruptionState& state, Look& look) const {
  const bool is_blind = state.hold->blind(look.now);
  if (is_blind && !state.blind) {
    state.blind = true;
    look.advice.findings.push_back({Change::went_blind, active(state).evidence(look.view, look.now), {}});
  } else if (state.blind && look.saw && !is_blind) {
    state.blind = false;
    look.advice.findings.push_back({Change::sees_again, active(state).evidence(look.view, look.now), {}});
  }
}

void Detector::plan_wake(DisruptionState& state, Look& look) const {
  const Condition& condition = active(state);
  Hold& hold = *state.hold;
  std::optional<SteadyTime>& wake = look.advice.wake;
  const SteadyTime now = look.now;
  if (!state.blind) {
    if (hold.ask(now)) look.advice.read_now.insert(condition.points().begin(), condition.points().end());
    const std::optional<SteadyTime> due = hold.due();
    wake_by(wake, due, now);
    if (due && *due <= now && hold.asked()) wake_by(wake, *hold.asked() + times_.blind_after, now);
    // Blindness begins when blind_after is exceeded, not when it is reached.
    if (const std::optional<SteadyTime> blind_at = hold.blind_at()) wake_by(wake, *blind_at + Duration{1}, now);
  }
  if (state.phase == Phase::raised) wake_by(wake, state.verify_due, now);
  if (condition.uses_age()) {
    wake_by(wake, condition.next_change(look.view, now), now);
    // Nothing arrives from a silent device: time alone must carry the hold on, in steps that do not count as a gap.
    wake_by(wake, now + times_.blind_after / 2, now);
  }
  hold.expect(wake);
}

std::vector<Evidence> Detector::witness_evidence(const Look& look) const {
  std::vector<Evidence> all;
  std::set<model::PointId> told;
  for (const Condition& witness : witnesses_) {
    for (Evidence& evidence : witness.evidence(look.view, look.now)) {
      if (told.insert(evidence.point).second) all.push_back(std::move(evidence));
    }
  }
  return all;
}

bool Detector::confirm(DisruptionState& state, const std::string& who) const {
  if (state.phase != Phase::raised && state.phase != Phase::asking) return false;
  state.phase = Phase::verified;
  state.cause_unsure = false;
  state.verify_due.reset();
  state.confirmed_by.push_back(who);
  return true;
}

bool Detector::dismiss(DisruptionState& state) const {
  if (state.phase != Phase::raised && state.phase != Phase::asking) return false;
  state.phase = Phase::dismissed;
  state.verify_due.reset();
  return true;
}

bool Detector::reopen(DisruptionState& state, SteadyTime now) const {
  if (state.phase != Phase::dismissed) return false;
  state.phase = witnesses_.empty() ? Phase::verified : Phase::raised;
  if (state.phase == Phase::raised) state.verify_due = now + disruption_.verify_within;
  return true;
}

void Detector::restarted(DisruptionState& state, SteadyTime now) const {
  state.hold.emplace(times_, state.phase != Phase::quiet);
  state.hold->started(now);
  if (state.phase == Phase::raised) state.verify_due = now + disruption_.verify_within;
}

std::vector<const Condition*> Detector::conditions() const {
  std::vector<const Condition*> all{&when_};
  if (clear_when_) all.push_back(&*clear_when_);
  for (const Condition& witness : witnesses_) all.push_back(&witness);
  return all;
}

std::set<model::PointId> Detector::points() const {
  std::set<model::PointId> points = witness_points_;
  points.insert(when_.points().begin(), when_.points().end());
  if (clear_when_) points.insert(clear_when_->points().begin(), clear_when_->points().end());
  return points;
}

std::vector<std::pair<model::PointId, Duration>> Detector::windows() const {
  std::vector<std::pair<model::PointId, Duration>> windows = when_.windows();
  const auto add = [&](const Condition& condition) {
    windows.insert(windows.end(), condition.windows().begin(), condition.windows().end());
  };
  if (clear_when_) add(*clear_when_);
  for (const Condition& witness : witnesses_) add(witness);
  return windows;
}

}  // namespace holdfast::detect
