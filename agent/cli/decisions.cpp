// What a person tells the agent about an incident: approve, deny, confirm, dismiss, declare, stand-down.
// Each is checked against the incident first, and reported done only when the agent's state shows it.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "agent/cli/commands.hpp"
#include "agent/cli/speak.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

enum class About { incident, step };
enum class Reason { none, wanted, needed };

struct Decision {
  const char* verb;
  About about;
  Reason reason;
  std::vector<std::string_view> states;  // of the incident, in which it means something; of a step it does not matter
  const char* otherwise;                 // what to say in any other
  const char* help;
};

const std::vector<Decision>& decisions() {
  static const std::vector<Decision> all{
      {"approve", About::step, Reason::none, {}, "", "Answer yes to a step that waits for you (or: it is done)"},
      {"deny", About::step, Reason::none, {}, "", "Answer no to a step that waits for you (or: it is not done)"},
      {"confirm",
       About::incident,
       Reason::wanted,
       {"detected"},
       "only a detected one can be confirmed",
       "Say that what was detected is real, or that a warning has come true"},
      {"dismiss",
       About::incident,
       Reason::needed,
       {"detected", "verified"},
       "only before it is declared can it be dismissed; end it with: holdfast stand-down",
       "Say that it is not real; what was done is taken back"},
      {"declare",
       About::incident,
       Reason::wanted,
       {"verified"},
       "only a verified one can be declared",
       "Begin the formal response"},
      {"stand-down",
       About::incident,
       Reason::needed,
       {"declared", "responding", "restoring"},
       "only a declared one can be stood down; before that: holdfast dismiss",
       "End the response; what was switched stays as it is"},
  };
  return all;
}

struct Options {
  std::string incident;
  std::string step;
  std::string reason;
  std::string by;
};

std::vector<View> steps_of(const View& incident) {
  std::vector<View> steps = incident["run"]["steps"].items();
  for (const View& step : incident["run"]["restore"].items()) steps.push_back(step);
  return steps;
}

View find_step(const View& incident, const std::string& id) {
  for (const View& each : steps_of(incident))
    if (each["id"].text() == id) return each;
  return {};
}

bool waits(const View& step) { return step["state"].text() == "needs_operator"; }

// Its cause seems to be back, and no witness says so.
bool is_asked_again(const View& status, const View& incident) {
  const std::string state = incident["state"].text();
  if (state != "restoring" && state != "verified" && !incident["return_waits"].flag()) return false;
  const auto disruptions = status["disruptions"].items();
  return std::ranges::any_of(disruptions, [&](const View& each) {
    return each["id"].text() == incident["disruption"].text() && each["phase"].text() == "asking";
  });
}

bool is_verdict(const std::string& verb) { return verb == "confirm" || verb == "dismiss"; }

// Why the word would mean nothing now; empty when it means something.
std::string objection(const Decision& word, const View& status, const Options& options) {
  const View incident = incident_in(status, options.incident);
  if (!incident.exists()) return fmt::format("the agent knows no {}", options.incident);
  const std::string state = incident["state"].text();
  if (word.about == About::incident) {
    const bool begins = word.verb == std::string_view("confirm") || word.verb == std::string_view("declare");
    if (begins && incident["over"].flag() && !is_asked_again(status, incident))
      return fmt::format("{} is over: it only waits for its services and for what became of their data",
                         options.incident);
    const bool counts = std::ranges::find(word.states, state) != word.states.end() ||
                        (is_verdict(word.verb) && is_asked_again(status, incident));
    return counts ? "" : fmt::format("{} is {}: {}", options.incident, state, word.otherwise);
  }
  if (waits(find_step(incident, options.step))) return "";
  std::string waiting;
  for (const View& step : steps_of(incident))
    if (waits(step)) waiting += (waiting.empty() ? "" : ", ") + step["id"].text();
  const bool exists = find_step(incident, options.step).exists();
  return fmt::format("{} of {} {}; {}", options.step, options.incident,
                     exists ? "does not wait for you" : "is no step of its plan",
                     waiting.empty() ? "no step waits for anybody" : "these wait: " + waiting);
}

// Whether the agent's state shows what the word was to bring about.
bool is_done(const Decision& word, const View& status, const Options& options) {
  const View incident = incident_in(status, options.incident);
  const std::string verb = word.verb;
  if (word.about == About::step) return !waits(find_step(incident, options.step));
  const std::string state = incident["state"].text();
  if (is_asked_again(status, incident)) return !is_verdict(verb);
  if (verb == "confirm") return state != "detected";
  if (verb == "dismiss" && (state == "restoring" || state == "responding")) return true;  // it was asked again
  if (verb == "declare") return state != "verified";
  return state == (verb == "dismiss" ? "dismissed" : "closed");
}

void report(const Decision& word, const View& status, const Options& options, Session& session) {
  const View incident = incident_in(status, options.incident);
  const View step = find_step(incident, options.step);
  if (session.as_json) {
    return session.print_json(boost::json::value{{"verb", word.verb},
                                                 {"incident", options.incident},
                                                 {"state", incident["state"].json()},
                                                 {"step", step["id"].json()},
                                                 {"step_state", step["state"].json()}});
  }
  if (word.about == About::step && step.exists())
    return session.print(
        printable(fmt::format("{}: {}, {}", step["id"].text(), step["state"].text(), step["reason"].text())) + "\n");
  session.print(
      fmt::format("{} is {}\n", options.incident, incident.exists() ? incident["state"].text() : "forgotten already"));
}

void say(const Decision& decision, Options options, Session& session) {
  options.incident = incident_name(options.incident);
  Word word;
  word.body = {
      {"verb", decision.verb}, {"incident", options.incident}, {"step", options.step}, {"reason", options.reason}};
  if (!options.by.empty()) word.body["by"] = options.by;
  word.objection = [&](const View& status) { return objection(decision, status, options); };
  word.is_done = [&](const View& status) { return is_done(decision, status, options); };
  word.report = [&](const View& status) { report(decision, status, options, session); };
  word.advice =
      fmt::format("how it stands: holdfast incident {}     all of them: holdfast incident --all", options.incident);
  speak(session, word);
}

}  // namespace

void add_decisions(CLI::App& app, Session& session) {
  for (const Decision& word : decisions()) {
    CLI::App* command = app.add_subcommand(word.verb, word.help);
    const auto options = std::make_shared<Options>();  // held by the command line and the callback
    command->add_option("INCIDENT", options->incident, "incident-7, or just 7")->required();
    if (word.about == About::step) command->add_option("STEP", options->step, "The step that asks")->required();
    if (word.reason != Reason::none)
      command->add_option("--reason", options->reason, "Why; it goes into the journal")
          ->type_name("TEXT")
          ->required(word.reason == Reason::needed);
    offer_by(*command, options->by);
    offer_json(*command, session);
    offer_socket(*command, session);
    command->callback([&word, options, &session] { say(word, *options, session); });
  }
}

}  // namespace holdfast::cli
