#include "agent/engine/questions.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/continuity/roster.hpp"
#include "agent/engine/closing.hpp"
#include "agent/engine/turn_builder.hpp"

namespace holdfast::engine {

namespace json = boost::json;

namespace {

using incident::Incident;

// Where no sensor says so, or no witness agrees, a person must. Empty: it is not the time to ask.
std::string doubt(const Incident& incident, detect::Phase phase) {
  if (incident.is_warning || !incident::is_open(incident.state)) return "";
  const bool first = incident.state == incident::State::detected && incident.relapses == 0;
  const bool acts = incident.state == incident::State::responding && !incident.return_waits;
  if (phase == detect::Phase::asking && !acts && incident.state != incident::State::declared)
    return fmt::format("{}: {}. Is it real? (confirm or dismiss)", incident.title,
                       first ? "no witness confirms it" : "it seems to be back, and no witness confirms it");
  if (incident.state != incident::State::detected || incident.over || phase == detect::Phase::raised) return "";
  if (incident.origin == incident::Origin::agent || incident.history.empty()) return "";
  return fmt::format("{}: reported by {}. Is it real? (confirm or dismiss)", incident.title,
                     incident.history.front().who);
}

void ask_about_steps(const model::Site& site, const plan::PlanRun& run, const std::vector<plan::StepRun>& steps,
                     std::vector<Question>& list) {
  for (const plan::StepRun& step : steps) {
    const model::Step* text = run.text(step.id);
    if (step.state != plan::StepState::needs_operator || text == nullptr) continue;
    const std::string named = model::role_of(*text);
    const model::Role* known = role_called(site, named);
    const std::string role = known != nullptr ? known->id : named;
    const std::string title = text->title.empty() ? text->id : text->title;
    const auto* approve = std::get_if<model::ApproveAction>(&text->action);
    list.push_back({"step", step.id, role.empty() ? operator_of(site) : role,
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

std::vector<Question> questions_of(const Engine& engine, const State& state, const Incident& incident,
                                   const model::Stamp& now) {
  std::vector<Question> list;
  const std::string role = operator_of(engine.site());
  const auto ask = [&](const char* about, std::string text) { list.push_back({about, "", role, std::move(text)}); };
  const auto seen = state.disruptions.find(incident.disruption);
  const detect::Phase phase = seen == state.disruptions.end() ? detect::Phase::quiet : seen->second.phase;
  const bool being_verified = phase == detect::Phase::raised || phase == detect::Phase::asking;
  if (std::string text = doubt(incident, phase); !text.empty()) ask("confirm", std::move(text));
  if (incident.state == incident::State::verified && !incident.over && !being_verified)
    ask("declare", fmt::format("{}: declare the incident?", incident.title));
  if (const auto run = state.runs.find(incident.run); run != state.runs.end() && !run->second.run.ended) {
    const plan::PlanRun& plan = run->second.run;
    ask_about_steps(engine.site(), plan, plan.response, list);
    ask_about_steps(engine.site(), plan, plan.restore, list);
    if (plan.stage == plan::Stage::halted && incident::is_open(incident.state))
      ask("finish", fmt::format("plan {} has stopped: a step failed. Finish by hand, then stand the incident down",
                                plan.plan.id));
  }
  const Awaited awaited = awaited_by(engine, state, incident, now);
  const char* const end = incident::is_formal(incident.state) ? "stand-down" : "dismiss";
  for (const std::string& service : awaited.services)
    if (now.steady >= should_be_back(engine, incident, service))
      list.push_back({"service", "", role,
                      fmt::format("{}: it is over, and {} should be back by now. See to it, or end the incident ({})",
                                  incident.title, service, end),
                      service});
  for (const std::string& service : awaited.data)
    list.push_back({"data", "", role,
                    fmt::format("{}: what became of the data of {}? (holdfast incident reconcile, or waive)",
                                incident.title, service),
                    service});
  return list;
}

const model::Role* role_called(const model::Site& site, const std::string& name) {
  if (const auto by_id = site.roles.find(name); by_id != site.roles.end()) return &by_id->second;
  if (name.empty()) return nullptr;  // many have no title
  const auto known = std::ranges::find_if(site.roles, [&](const auto& each) { return each.second.title == name; });
  return known == site.roles.end() ? nullptr : &known->second;
}

std::string title_of(const model::Site& site, const std::string& role) {
  const model::Role* known = role_called(site, role);
  return known == nullptr || known->title.empty() ? role : known->title;
}

std::string operator_of(const model::Site& site) {
  return site.operator_role.empty() ? "operator" : site.operator_role;
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
  const auto chain = continuity::Roster(site).escalation_chain(question.role);
  const auto was_asked = [&](const continuity::EscalationStep& step) {
    return std::ranges::find(asked.roles, step.role) != asked.roles.end();
  };
  const auto last = std::ranges::find_if(chain.rbegin(), chain.rend(), was_asked).base();  // behind it
  if (last == chain.begin() || last == chain.end()) return std::nullopt;
  const bool nobody = now.wall_certain && people_on_duty(site, asked.roles.back(), now).empty();
  return NextAsked{last->role, nobody ? now.steady : asked.latest + (last->after - std::prev(last)->after)};
}

std::optional<SteadyTime> somebody_comes(const model::Site& site, const std::string& role, const model::Stamp& now) {
  const model::Role* known = role_called(site, role);
  if (known == nullptr || !now.wall_certain) return std::nullopt;
  const auto change = continuity::Roster(site).next_change(known->id, now.wall);
  if (!change) return std::nullopt;
  return now.steady + std::chrono::duration_cast<Duration>(*change - now.wall);
}

json::array describe_questions(const Engine& engine, const State& state, const Incident& incident,
                               const model::Stamp& now) {
  json::array list;
  for (const Question& question : questions_of(engine, state, incident, now)) {
    const auto asked = incident.asked.find(question.key());
    if (asked == incident.asked.end()) continue;
    const std::string& role = asked->second.roles.back();
    json::value next = nullptr;
    if (const auto after = next_asked(engine.site(), question, asked->second, now))
      next = json::object{{"role", title_of(engine.site(), after->role)},
                          {"in_ms", milliseconds(after->due - now.steady)}};
    list.push_back({{"about", question.about},
                    {"step", question.step.empty() ? json::value(nullptr) : json::value(question.step)},
                    {"service", question.service.empty() ? json::value(nullptr) : json::value(question.service)},
                    {"text", question.text},
                    {"role", title_of(engine.site(), role)},
                    {"people", people_json(engine.site(), role, now)},
                    {"asked_ms", milliseconds(now.steady - asked->second.latest)},
                    {"waited_ms", milliseconds(now.steady - asked->second.since)},
                    {"next", std::move(next)}});
  }
  return list;
}

}  // namespace holdfast::engine
