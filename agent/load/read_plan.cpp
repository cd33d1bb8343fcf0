// [plan.NAME] with [[plan.NAME.step]] and [[plan.NAME.restore]].
#include <fmt/format.h>

#include <map>

#include "agent/load/readers.hpp"

namespace holdfast::load {
namespace {

// Where a step stands, for what must be checked later.
struct StepPlace {
  std::string plan;
  bool restore = false;
  std::size_t index = 0;
};

model::WriteAction read_write(const Node& node, WriteUse::Part part, const StepPlace& at, Draft& draft,
                              Report& report) {
  model::WriteAction write;
  Fields fields(node, report);
  const Node* point = fields.text("point", write.point, Presence::required);
  const Node* value = fields.any("value", Presence::required);
  if (point != nullptr && value != nullptr) {
    draft.writes.push_back({at.plan, at.restore, at.index, part, point, value});
  }
  fields.finish();
  return write;
}

model::WaitAction read_wait(const Node& node, const StepPlace& at, Draft& draft, Report& report) {
  model::WaitAction wait;
  if (node.type != Node::Type::table) {
    wait.span = duration_of(report, "wait", node);
    return wait;
  }
  Fields fields(node, report);
  read_condition(fields, "until", wait.until, draft, at.plan, Presence::required);
  fields.finish();
  return wait;
}

template <class Message>
Message read_message(const Node& node, Draft& draft, Report& report) {
  Message message;
  Fields fields(node, report);
  if (const Node* role = fields.text("role", message.role, Presence::required)) draft.told_roles.push_back(role);
  fields.text("text", message.text, Presence::required);
  fields.finish();
  return message;
}

void read_action(Fields& fields, model::Action& action, const StepPlace& at, Draft& draft) {
  Report& report = fields.report();
  std::string text;
  std::vector<std::pair<const char*, const Node*>> given;
  for (const char* key : {"write", "wait", "notify", "approve"}) {
    if (const Node* node = fields.any(key)) given.emplace_back(key, node);
  }
  if (const Node* note = fields.text("note", text)) given.emplace_back("note", note);
  if (given.size() != 1) {
    const Place place = given.empty() ? fields.node().place() : given[1].second->place();
    report.error(place, given.empty() ? "this step does nothing" : "a step has one action, this is a second one",
                 "give each step one of: write, wait, notify, approve, note");
    return;
  }
  const std::string key = given[0].first;
  const Node& node = *given[0].second;
  if (key == "write") action = read_write(node, WriteUse::Part::write, at, draft, report);
  if (key == "wait") action = read_wait(node, at, draft, report);
  if (key == "notify") action = read_message<model::NotifyAction>(node, draft, report);
  if (key == "approve") action = read_message<model::ApproveAction>(node, draft, report);
  if (key == "note") action = model::NoteAction{text};
}

void read_policies(Fields& fields, model::Step& step, const StepPlace& at, Draft& draft) {
  Report& report = fields.report();
  fields.duration("timeout", step.timeout, {.least = std::chrono::milliseconds{100}});
  const Node* on_failure = fields.choice<model::OnFailure>(
      "on_failure", step.on_failure,
      {{"stop", model::OnFailure::stop}, {"continue", model::OnFailure::go_on}, {"undo", model::OnFailure::undo}});
  fields.choice<model::OnInterruption>("on_interruption", step.on_interruption,
                                       {{"verify", model::OnInterruption::verify},
                                        {"rerun", model::OnInterruption::rerun},
                                        {"ask", model::OnInterruption::ask}});
  if (const Node* undo = fields.table("undo")) {
    step.undo = read_write(*undo, WriteUse::Part::undo, at, draft, report);
  } else if (step.on_failure == model::OnFailure::undo) {
    report.error(on_failure->place(), "on_failure = \"undo\", but the step has no `undo`",
                 "add: undo = { point = \"...\", value = \"...\" }");
  }
  const Node* protect = fields.boolean("protect", step.protect);
  if (step.protect && std::holds_alternative<model::ApproveAction>(step.action)) {
    report.error(protect->place(), "a step that asks a person cannot be protective",
                 "protective steps run before anybody is asked");
  }
  const Node* no_return = fields.boolean("point_of_no_return", step.point_of_no_return);
  if (step.point_of_no_return && (at.restore || step.protect)) {
    report.error(no_return->place(),
                 at.restore ? "the return has no point of no return" : "a protective step is no point of no return",
                 at.restore ? "" : "protective steps are taken back when the disruption clears undeclared");
  }
  const Node* background = fields.boolean("background", step.background);
  if (step.background && step.when.empty()) {
    report.error(background->place(), "a background step wants `when`: what it waits for");
  }
}

model::Step read_step(const Node& node, const StepPlace& at, Draft& draft, Report& report) {
  model::Step step;
  Fields fields(node, report);
  if (const Node* id = fields.text("id", step.id, Presence::required)) check_name(report, step.id, id->place(), "step");
  fields.text("title", step.title);
  if (const Node* role = fields.text("role", step.role)) draft.told_roles.push_back(role);
  read_condition(fields, "when", step.when, draft, at.plan);
  read_action(fields, step.action, at, draft);
  if (const Node* verify = fields.table("verify")) {
    step.verify.emplace();
    Fields inner(*verify, report);
    read_condition(inner, "condition", step.verify->condition, draft, at.plan, Presence::required);
    inner.duration("within", step.verify->within, {.least = std::chrono::milliseconds{100}});
    inner.finish();
  }
  read_policies(fields, step, at, draft);
  fields.finish();
  return step;
}

void read_steps(Fields& fields, const std::string& key, model::Plan& plan, std::vector<model::Step>& steps,
                std::map<std::string, Place>& ids, Draft& draft) {
  const Node* list = fields.list(key);
  if (list == nullptr) return;
  for (const Node& item : list->items) {
    const StepPlace at{plan.id, key == "restore", steps.size()};
    steps.push_back(read_step(item, at, draft, fields.report()));
    if (steps.back().id.empty()) continue;
    Place place = item.place();
    for (const Entry& entry : item.entries) {
      if (entry.key == "id") place = entry.value.place();
    }
    const auto [known, added] = ids.emplace(steps.back().id, place);
    if (!added) {
      fields.report().error(place, fmt::format("the step `{}` is there twice in this plan", steps.back().id),
                            "guards and reports name steps by their id: give each its own, also those of restore",
                            {known->second});
    }
  }
}

}  // namespace

void read_plan(const std::string& id, const Node& node, Draft& draft, Report& report) {
  model::Plan plan;
  plan.id = id;
  Fields fields(node, report);
  fields.text("title", plan.title);
  fields.text("purpose", plan.purpose);
  fields.text("scope", plan.scope);
  if (const Node* participants = fields.texts("participants", plan.participants)) {
    for (const Node& item : participants->items) {
      if (item.text.find(": ") != std::string::npos) continue;
      report.error(item.place(), "a participant is a role and its duty",
                   "write \"role: duty\", for example \"branch manager: informs the staff\"");
    }
  }
  fields.text("activation", plan.activation);
  fields.texts("resources", plan.resources);
  fields.text("notes", plan.notes);
  fields.text("owner", plan.owner);
  if (const Node* on = fields.texts("on", plan.on)) {
    for (const Node& item : on->items) draft.names.push_back({NameUse::Kind::disruption, &item});
  }
  std::map<std::string, Place> ids;
  read_steps(fields, "step", plan, plan.steps, ids, draft);
  read_steps(fields, "restore", plan, plan.restore, ids, draft);
  if (plan.steps.empty() && plan.restore.empty()) {
    report.error(node.place(), fmt::format("the plan `{}` has no steps", id), "add [[plan." + id + ".step]]");
  }
  fields.finish();
  draft.site.plans[id] = std::move(plan);
}

}  // namespace holdfast::load
