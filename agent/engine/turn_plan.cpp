// The part of a turn in which plan runs begin, advance and end.

#include "agent/engine/turn_builder.hpp"
#include "agent/plan/plan_text.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

json::value text_or_null(const std::optional<model::Value>& value) {
  if (!value) return nullptr;
  return json::value(model::to_string(*value));
}

json::object run_data(const plan::PlanRun& run) {
  return {{"incident", run.incident}, {"run", run.id}, {"plan", run.plan.id}, {"round", run.round}};
}

}  // namespace

plan::Context TurnBuilder::context(const Run& run) {
  return {*run.compiled,       state_.observations, state_.outputs, engine_.site_.switch_limit,
          state_.monitor_only, now_.steady};
}

// The plan that a person has named, else the one for its disruption.
const model::Plan* TurnBuilder::plan_of(const incident::Incident& incident) const {
  std::string id = incident.plan;
  if (id.empty()) {
    const auto found = engine_.plan_for_.find(incident.disruption);
    if (found == engine_.plan_for_.end()) return nullptr;
    id = found->second;
  }
  const auto plan = engine_.site_.plans.find(id);
  return plan == engine_.site_.plans.end() ? nullptr : &plan->second;
}

void TurnBuilder::begin_run(incident::Incident& incident, plan::Stage stage) {
  const model::Plan& plan = *plan_of(incident);
  const std::string id = fmt::format("run-{}", state_.next_run++);
  Run run{plan::begin_run(id, incident.id, plan, plan::plan_hash(plan), engine_.mode_, stage),
          engine_.plans_.at(plan.id)};
  json::object data = run_data(run.run);
  data["title"] = plan.title;
  data["hash"] = run.run.hash;
  data["stage"] = plan::to_string(stage);
  event("plan.begun", id, std::move(data));
  incident.run = id;
  state_.runs.emplace(id, std::move(run));
}

// The one that is at work for the incident; null: none is.
Run* TurnBuilder::run_of(const incident::Incident& incident) {
  const auto run = state_.runs.find(incident.run);
  return run == state_.runs.end() || run->second.run.ended ? nullptr : &run->second;
}

// The response begins, or begins anew where its return had begun.
void TurnBuilder::respond(incident::Incident& incident) {
  Run* run = run_of(incident);
  if (run == nullptr) {
    if (plan_of(incident) != nullptr) begin_run(incident, plan::Stage::response);
  } else if (run->run.stage == plan::Stage::protective) {
    plan::declare(run->run);
  } else {
    plan::Progress progress;
    plan::relapse(run->run, progress);
    note(*run, progress);
  }
}

// What was done is taken back in order.
void TurnBuilder::take_back(const incident::Incident& incident) {
  Run* run = run_of(incident);
  if (run == nullptr) return;
  plan::Progress progress;
  plan::begin_restore(run->run, progress);
  note(*run, progress);
}

void TurnBuilder::advance_runs() {
  std::vector<std::string> ended;
  for (auto& [id, run] : state_.runs) {
    if (run.run.ended) continue;
    const plan::Progress progress = plan::advance(run.run, context(run));
    note(run, progress);
    if (run.run.stage == plan::Stage::complete && !run.run.any_in_flight()) ended.push_back(id);
  }
  for (const auto& id : ended) finish_run(id);
}

void TurnBuilder::note(Run& run, const plan::Progress& progress) {
  for (const auto& change : progress.changes) note_step(run.run, change);
  for (const auto& held : progress.held) {
    json::object data = run_data(run.run);
    data["reason"] = held.reason;
    event("step.held", held.step, std::move(data));
  }
  for (const auto& notice : progress.notices) {
    json::object data = run_data(run.run);
    data["wants_answer"] = false;
    if (!notice.role.empty()) {
      tell(notice.step, notice.role, notice.text, std::move(data));
      continue;
    }
    data["role"] = "";
    data["text"] = notice.text;
    event("note", notice.step, std::move(data));
  }
  if (progress.stage == plan::Stage::halted) {
    event("plan.halted", run.run.id, run_data(run.run));
    const auto* incident = incident_by_id(run.run.incident);
    if (incident != nullptr && !incident::is_open(incident->state))  // else it is a question
      tell_operator(incident->id,
                    fmt::format("the return of {} has stopped: a step failed. Finish by hand", run.run.plan.id));
  }
  for (const auto& operation : progress.operations) turn_.effects.emplace_back(operation);
  read_now_.insert(progress.read_now.begin(), progress.read_now.end());
  wake_at(progress.wake);
}

void TurnBuilder::note_step(const plan::PlanRun& run, const plan::StepChange& change) {
  const model::Step* text = run.text(change.step);
  json::object data = run_data(run);
  data["title"] = text ? text->title : "";
  data["action"] = text ? model::action_name(text->action) : "";
  data["from"] = plan::to_string(change.from);
  data["because"] = plan::to_string(change.event);
  data["reason"] = change.now.reason;
  data["attempt"] = change.now.attempt;
  if (text && std::holds_alternative<model::WriteAction>(text->action)) {
    data["point"] = std::get<model::WriteAction>(text->action).point;
    data["before"] = text_or_null(change.now.before);
    data["wanted"] = text_or_null(change.now.wanted);
    data["seen"] = text_or_null(change.now.seen);
  }
  if (text && text->verify) data["verify"] = text->verify->condition;
  if (change.now.deadline) data["deadline_ms"] = milliseconds(*change.now.deadline - now_.steady);
  if (!change.now.by.empty()) data["who"] = change.now.by;
  event(fmt::format("step.{}", plan::to_string(change.now.state)), change.step, std::move(data));
}

void TurnBuilder::finish_run(const std::string& id) {
  std::erase_if(state_.runs, [](const auto& entry) { return entry.second.run.ended; });
  plan::PlanRun& run = state_.runs.at(id).run;
  run.ended = true;
  for (auto& [point, output] : state_.outputs)
    if (output.owner == id) output.owner.clear();
  std::erase_if(state_.outputs,
                [](const auto& entry) { return entry.second.owner.empty() && entry.second.switched.empty(); });
  event("plan.complete", id, run_data(run));
  auto* incident = incident_by_id(run.incident);
  if (incident == nullptr || !incident::is_open(incident->state) || incident->over) return;
  if (incident->state == incident::State::restoring) {
    be_over(*incident, agent, "the return is complete");
  } else if (!incident::is_formal(incident->state)) {
    prepare(*incident);  // it is back since what had been done to protect was being taken back
    wake_at(now_.steady);
  }
}

}  // namespace holdfast::engine
