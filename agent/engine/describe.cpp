#include "agent/engine/describe.hpp"

#include <fmt/chrono.h>

#include "agent/engine/describe_extent.hpp"
#include "agent/engine/questions.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::value text_or_null(const std::optional<model::Value>& value) {
  if (!value) return nullptr;
  return json::value(model::to_string(*value));
}

// What a step tells or asks people.
std::string words_of(const model::Action& action) {
  if (const auto* notify = std::get_if<model::NotifyAction>(&action)) return notify->text;
  if (const auto* approve = std::get_if<model::ApproveAction>(&action)) return approve->text;
  if (const auto* note = std::get_if<model::NoteAction>(&action)) return note->text;
  return "";
}

json::array describe_steps(const std::vector<model::Step>& texts, const std::vector<plan::StepRun>& runs,
                           SteadyTime now) {
  json::array list;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    const auto& text = texts[i];
    const auto& step = runs[i];
    json::object object{{"id", step.id},
                        {"title", text.title},
                        {"role", model::role_of(text)},
                        {"action", model::action_name(text.action)},
                        {"text", words_of(text.action)},
                        {"state", plan::to_string(step.state)},
                        {"protect", text.protect},
                        {"background", text.background},
                        {"before", text_or_null(step.before)},
                        {"wanted", text_or_null(step.wanted)},
                        {"seen", text_or_null(step.seen)},
                        {"reason", step.reason},
                        {"who", step.by}};
    if (const auto* write = std::get_if<model::WriteAction>(&text.action)) {
      object["point"] = write->point;
      object["wanted"] = model::to_string(write->value);
    }
    const bool running = plan::in_flight(step.state) || step.state == plan::StepState::needs_operator;
    object["deadline_ms"] = running && step.deadline ? milliseconds(*step.deadline - now) : json::value(nullptr);
    list.push_back(std::move(object));
  }
  return list;
}

// Possible ones: whether they apply, a person decides.
json::array describe_obligations(const Engine& engine, const incident::Incident& incident, SteadyTime now) {
  json::array list;
  for (const auto& due : incident.obligations)
    for (const auto& text : engine.site().rules.obligations)
      if (text.id == due.id)
        list.push_back({{"id", text.id},
                        {"text", text.text},
                        {"to", text.to},
                        {"left_ms", milliseconds(due.due - now)},
                        {"source", text.source},
                        {"verified", text.verified}});
  return list;
}

}  // namespace

std::string rfc3339(WallTime time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  const auto rest = std::chrono::duration_cast<std::chrono::milliseconds>(time - seconds).count();
  return fmt::format("{:%Y-%m-%dT%H:%M:%S}.{:03d}Z", fmt::gmtime(seconds.time_since_epoch().count()), rest);
}

json::object describe_incident(const Engine& engine, const State& state, const incident::Incident& incident,
                               const model::Stamp& stamp) {
  const SteadyTime now = stamp.steady;
  json::array history;
  for (const auto& step : incident.history)
    history.push_back({{"state", incident::to_string(step.to)},
                       {"at", rfc3339(step.at.wall)},
                       {"after_ms", milliseconds(step.at.steady - incident.opened.steady)},
                       {"who", step.who},
                       {"reason", step.reason}});
  const auto& grades = engine.site().rules.grades;
  const bool open = incident::is_open(incident.state);
  const SteadyTime until = open || incident.history.empty() ? now : incident.history.back().at.steady;
  json::object object{{"id", incident.id},
                      {"disruption", incident.disruption},
                      {"title", incident.title},
                      {"state", incident::to_string(incident.state)},
                      {"opened", rfc3339(incident.opened.wall)},
                      {"opened_certain", incident.opened.wall_certain},
                      {"since_ms", milliseconds(until - incident.opened.steady)},
                      {"cause_unsure", incident.cause_unsure},
                      {"relapses", incident.relapses},
                      {"history", std::move(history)},
                      {"grade", incident.grading.grade},
                      {"rules", incident.grading.rules},
                      {"grades", json::array(grades.begin(), grades.end())},
                      {"obligations", describe_obligations(engine, incident, now)},
                      {"questions", describe_questions(engine, state, incident, stamp)},
                      {"run", nullptr}};
  for (auto& [key, value] : describe_extent(engine, state, incident, stamp)) object[key] = std::move(value);
  const auto run = state.runs.find(incident.run);
  if (run == state.runs.end()) return object;
  const auto& plan = run->second.run;
  object["run"] = {{"id", plan.id},
                   {"plan", plan.plan.id},
                   {"title", plan.plan.title},
                   {"stage", plan::to_string(plan.stage)},
                   {"round", plan.round},
                   {"steps", describe_steps(plan.plan.steps, plan.response, now)},
                   {"restore", describe_steps(plan.plan.restore, plan.restore, now)}};
  return object;
}

json::object describe_disruption(const Engine& engine, const State& state, const std::string& id, SteadyTime now) {
  const auto& disruption = engine.site().disruptions.at(id);
  const auto& known = state.disruptions.at(id);
  const auto since = known.hold ? known.hold->since() : std::nullopt;
  const auto due = known.hold ? known.hold->due() : std::nullopt;
  return {{"id", id},
          {"title", disruption.title},
          {"phase", detect::to_string(known.phase)},
          {"cause_unsure", known.cause_unsure},
          {"blind", known.blind},
          {"held_ms", milliseconds(since ? std::optional{now - *since} : std::nullopt)},
          {"due_ms", milliseconds(due ? std::optional{*due - now} : std::nullopt)},
          {"verify_ms", milliseconds(known.verify_due ? std::optional{*known.verify_due - now} : std::nullopt)}};
}

json::object describe(const Engine& engine, const State& state, const model::Stamp& stamp) {
  const SteadyTime now = stamp.steady;
  json::array open, closed, services, disruptions;
  for (auto it = state.incidents.rbegin(); it != state.incidents.rend(); ++it) {
    auto& list = incident::is_open(it->second.state) ? open : closed;
    list.push_back(describe_incident(engine, state, it->second, stamp));
  }
  for (auto& incident : closed) open.push_back(std::move(incident));
  for (const auto& target : engine.readiness().targets())  // by rank
    services.push_back(describe_service(engine, state, engine.graph()[target.service].id, stamp));
  for (const auto& [id, disruption] : state.disruptions)
    disruptions.push_back(describe_disruption(engine, state, id, now));
  return {{"monitor_only", state.monitor_only.empty() ? json::value(nullptr) : json::value(state.monitor_only)},
          {"incidents", std::move(open)},
          {"services", std::move(services)},
          {"disruptions", std::move(disruptions)}};
}

}  // namespace holdfast::engine
