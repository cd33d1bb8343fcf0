#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

json::value milliseconds(std::optional<Duration> span) {
  if (!span) return nullptr;
  return std::chrono::duration_cast<std::chrono::milliseconds>(*span).count();
}

Turn TurnBuilder::run(const Input& input) {
  std::visit([this](const auto& what) { take(what); }, input);
  detect();
  advance_runs();
  if (begin_returns_that_waited()) advance_runs();
  look_around();
  watch_services();
  watch_data();
  close_what_is_over();
  if (!ended_.empty() || reopened_) {
    release_consequences();
    advance_runs();
  }
  ask_people();
  grade_incidents();
  work_out_readiness();
  if (!read_now_.empty()) turn_.effects.emplace_back(ReadNow{std::move(read_now_)});
  turn_.state = std::move(state_);
  return std::move(turn_);
}

void TurnBuilder::event(std::string type, std::string subject, json::object data) {
  data["mode"] = plan::to_string(engine_.mode_);
  turn_.events.push_back({std::move(type), 1, std::move(subject), std::move(data)});
}

void TurnBuilder::wake_at(std::optional<SteadyTime> due) {
  if (due && (!turn_.wake || *due < *turn_.wake)) turn_.wake = due;
}

void TurnBuilder::take(const Started& started) {
  json::array open;
  for (const auto& [number, incident] : state_.incidents)
    if (incident::is_open(incident.state)) open.emplace_back(incident.id);
  event("agent.started", engine_.site_.id,
        {{"version", started.version}, {"boot", started.boot}, {"open_incidents", std::move(open)}});
  if (!started.journal_lost.empty()) {
    // Inhibits, intents and counters of commands may be gone with it: nothing is switched on what is left.
    state_.monitor_only = started.journal_lost;
    event("agent.monitor_only", engine_.site_.id, {{"reason", started.journal_lost}});
  }
  for (const auto& [id, detector] : engine_.detectors_) detector.restarted(state_.disruptions[id], now_.steady);
  for (auto& [id, run] : state_.runs) {
    if (run.run.ended) continue;
    plan::Progress progress;
    plan::restarted(run.run, context(run), progress);
    note(run, progress);
  }
  // What is known of contact is from another life: said again when it changes, and unknown until then.
  state_.contact.clear();
  state_.seen = {};
  state_.seen.life_began = now_.steady;
}

void TurnBuilder::take(const Samples& samples) {
  for (const auto& sample : samples.samples) {
    state_.observations.take(sample);
    arrived_.insert(sample.point);
  }
}

void TurnBuilder::take(const ContactNews& news) {
  const auto point = engine_.contact_point(news.device);
  if (!point) return;
  const auto known = state_.contact.find(news.device);
  if (known != state_.contact.end() && known->second == news.in_contact) return;
  state_.contact[news.device] = news.in_contact;
  model::Sample sample;
  sample.value = news.in_contact;
  sample.quality = model::Quality::good;
  sample.reason = model::Reason::none;
  sample.stamp = now_;
  sample.fresh_until = SteadyTime::max();
  state_.observations.take({*point, sample});
  arrived_.insert(*point);
  event(news.in_contact ? "device.contact" : "device.no_contact", news.device, {{"error", news.error}});
}

void TurnBuilder::take(const SecurityNews& news) { event("device.security", news.device, {{"text", news.text}}); }

void TurnBuilder::take(const TrapNews& news) {
  if (news.suppressed > 0) {
    event("device.traps_suppressed", news.device, {{"count", news.suppressed}});
    return;
  }
  event("device.trap", news.device,
        {{"trap", news.trap},
         {"how", news.how},
         {"variables", boost::json::array(news.variables.begin(), news.variables.end())}});
}

void TurnBuilder::take(const plan::OperateResult& result) {
  const auto run = state_.runs.find(result.run);
  if (run == state_.runs.end()) return;
  plan::Progress progress;
  plan::take_result(run->second.run, result, context(run->second), progress);
  note(run->second, progress);
}

void TurnBuilder::take(const ClockNews& news) {
  event(news.certain ? "clock.learned" : "clock.set", engine_.site_.id,
        {{"shift_us", news.shift.count()}, {"certain", news.certain}});
}

}  // namespace holdfast::engine
