#include "agent/engine/questions.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agent/continuity/roster.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

using incident::Incident;

// Where no sensor says so, or no witness agrees, a person must. Empty: it is not the time to ask.
std::string doubt(const Engine& engine, const State& state, const Incident& incident) {
  if (incident.is_warning) return "";
  const auto seen = state.disruptions.find(incident.disruption);
  const detect::Phase phase = seen == state.disruptions.end() ? detect::Phase::quiet : seen->second.phase;
  if (phase == detect::Phase::asking)
    return fmt::format("{}: no witness confirms it. Is it real? (confirm or dismiss)",
                       engine.site().disruptions.at(incident.disruption).title);
  if (phase != detect::Phase::quiet) return "";
  if (incident.origin == incident::Origin::agent || incident.history.empty()) return "";
  return fmt::format("{}: reported by {}. Is it real? (confirm or dismiss)", incident.title,
                     incident.history.front().who);
}

void ask_about_steps(const plan::PlanRun& run, const std::vector<plan::StepRun>& steps, const std::string& otherwise,
                     std::vector<Question>& list) {
  for (const plan::StepRun& step : steps) {
    const model::Step* text = run.text(step.id);
    if (step.state != plan::StepState::needs_operator || text == nullptr) continue;
    const std::string role = model::role_of(*text);
    const std::string title = text->title.empty() ? text->id : text->title;
    const auto* approve = std::get_if<model::ApproveAction>(&text->action);
    list.push_back({"step", step.id, role.empty() ? otherwise : role,
                    approve != nullptr ? approve->text : fmt::format("{}: is it done? {}", title, step.reason)});
  }
}

json::array people_json(const model::Site& site, const std::string& role, const model::Stamp& now) {
  json::array list;
  for (const std::string& id : people_on_duty(site, role, now)) {
    const model::Person& person = site.people.at(id);
    list.push_back({{"person", id},
                    {"name", person.name},
                    {"contacts", json::array(person.contacts.begin(), person.contacts.end())}});
  }
  return list;
}

}  // namespace

std::vector<Question> questions_of(const Engine& engine, const State& state, const Incident& incident) {
  std::vector<Question> list;
  const std::string role = operator_title(engine.site());
  const auto ask = [&](const char* about, std::string text) { list.push_back({about, "", role, std::move(text)}); };
  if (incident.state == incident::State::detected)
    if (std::string text = doubt(engine, state, incident); !text.empty()) ask("confirm", std::move(text));
  if (incident.state == incident::State::verified)
    ask("declare", fmt::format("{}: declare the incident?", incident.title));
  if (const auto run = state.runs.find(incident.run); run != state.runs.end() && !run->second.run.ended) {
    const plan::PlanRun& plan = run->second.run;
    ask_about_steps(plan, plan.response, role, list);
    ask_about_steps(plan, plan.restore, role, list);
    if (plan.stage == plan::Stage::halted && incident::is_open(incident.state))
      ask("finish", fmt::format("plan {} has stopped: a step failed. Finish by hand, then stand the incident down",
                                plan.plan.id));
  }
  if (incident.awaits_data && incident::is_open(incident.state))
    ask("data", fmt::format("{}: what became of the data of {}? (holdfast incident reconcile, or waive)",
                            incident.title, fmt::join(missing_statements(engine.site(), incident), ", ")));
  return list;
}

const model::Role* role_called(const model::Site& site, const std::string& name) {
  const auto known = std::ranges::find_if(
      site.roles, [&](const auto& each) { return each.first == name || each.second.title == name; });
  return known == site.roles.end() ? nullptr : &known->second;
}

std::string title_of(const model::Role& role) { return role.title.empty() ? role.id : role.title; }

std::string operator_title(const model::Site& site) {
  const model::Role* role = role_called(site, site.operator_role);
  return role == nullptr ? "operator" : title_of(*role);
}

std::vector<std::string> people_on_duty(const model::Site& site, const std::string& role, const model::Stamp& now) {
  const model::Role* known = role_called(site, role);
  if (known == nullptr || !now.wall_certain) return {};
  std::vector<std::string> people;
  for (const auto& each : continuity::Roster(site).on_duty(known->id, now.wall)) people.push_back(each.person);
  return people;
}

std::optional<NextAsked> next_asked(const model::Site& site, const Question& question, const incident::Asked& asked,
                                    const model::Stamp& now) {
  const model::Role* first = role_called(site, question.role);
  if (first == nullptr) return std::nullopt;
  const auto chain = continuity::Roster(site).escalation_chain(first->id);
  if (asked.roles.size() >= chain.size()) return std::nullopt;
  const bool nobody = now.wall_certain && people_on_duty(site, asked.roles.back(), now).empty();
  const auto& last = chain[asked.roles.size() - 1];
  const auto& next = chain[asked.roles.size()];
  return NextAsked{&site.roles.at(next.role), nobody ? now.steady : asked.latest + (next.after - last.after)};
}

json::array describe_questions(const Engine& engine, const State& state, const Incident& incident,
                               const model::Stamp& now) {
  json::array list;
  for (const Question& question : questions_of(engine, state, incident)) {
    const auto asked = incident.asked.find(question.key());
    if (asked == incident.asked.end()) continue;
    const std::string& role = asked->second.roles.back();
    json::value next = nullptr;
    if (const auto after = next_asked(engine.site(), question, asked->second, now))
      next = json::object{{"role", title_of(*after->role)}, {"in_ms", milliseconds(after->due - now.steady)}};
    list.push_back({{"about", question.about},
                    {"step", question.step.empty() ? json::value(nullptr) : json::value(question.step)},
                    {"text", question.text},
                    {"role", role},
                    {"people", people_json(engine.site(), role, now)},
                    {"asked_ms", milliseconds(now.steady - asked->second.latest)},
                    {"waited_ms", milliseconds(now.steady - asked->second.since)},
                    {"next", std::move(next)}});
  }
  return list;
}

}  // namespace holdfast::engine
