// What people tell the agent about incidents that no sensor told, or not in full: raise, warn, resolve, assess,
// reconcile, waive.

#include <fmt/format.h>

#include <algorithm>

#include "agent/cli/commands.hpp"
#include "agent/cli/extent.hpp"
#include "agent/cli/moment.hpp"
#include "agent/cli/speak.hpp"
#include "agent/cli/tones.hpp"
#include "agent/cli/words.hpp"
#include "agent/detect/nearest.hpp"
#include "agent/engine/describe.hpp"
#include "agent/load/duration.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

struct Options {
  std::string id, text, source, service, disruption, plan, lasts, grade, reason, from, to, made_up, by;
  std::vector<std::string> services;
};

std::string no_duration(const std::string& given) {
  if (load::parse_duration(given)) return "";
  const std::string meant = load::probable_duration(given);
  return fmt::format("`{}` is no duration such as 2h or 1h30m{}", given,
                     meant.empty() ? "" : fmt::format("; did you mean `{}`?", meant));
}

// Whole seconds, as the agent takes them; null if none was given.
json::value seconds(const std::string& given) {
  const auto span = load::parse_duration(given);
  if (given.empty() || !span) return nullptr;
  return std::chrono::duration_cast<std::chrono::seconds>(*span).count();
}

std::uint64_t number_of(const View& incident) {
  const std::string id = incident["id"].text();
  return std::strtoull(id.substr(std::min(id.find('-') + 1, id.size())).c_str(), nullptr, 10);
}

std::uint64_t latest_number(const View& status) {
  std::uint64_t latest = 0;
  for (const View& each : status["incidents"].items()) latest = std::max(latest, number_of(each));
  return latest;
}

std::string unknown_service(const View& status, const std::vector<std::string>& wanted) {
  std::vector<std::string> known;
  for (const View& each : status["services"].items()) known.push_back(each["id"].text());
  for (const std::string& service : wanted) {
    if (std::ranges::find(known, service) != known.end()) continue;
    const std::string near = detect::nearest_of(service, known);
    return fmt::format("there is no service `{}`{}", service,
                       near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
  }
  return "";
}

// Why nothing can be said about it now: unknown, or over.
std::string not_open(const View& status, const std::string& id) {
  const View incident = incident_in(status, id);
  if (!incident.exists()) return fmt::format("the agent knows no {}", id);
  const std::string state = incident["state"].text();
  return is_open_incident(state) ? "" : fmt::format("{} is {} already", id, state);
}

void report(Session& session, const std::string& verb, const View& incident, const std::string& text) {
  if (session.as_json)
    return session.print_json(
        json::value{{"verb", verb}, {"incident", incident["id"].json()}, {"state", incident["state"].json()}});
  session.print(printable(text) + "\n");
}

Word word_about(const char* verb, const Options& options) {
  Word word;
  word.body = {{"verb", verb}, {"incident", options.id}, {"reason", options.reason}};
  if (!options.by.empty()) word.body["by"] = options.by;
  word.advice = fmt::format("how it stands: holdfast incident {}     all of them: holdfast incident --all", options.id);
  return word;
}

// What a warning has started: the protective steps of its plan.
std::string preparing(const View& incident) {
  std::string steps;
  for (const View& step : incident["run"]["steps"].items()) {
    if (!step["protect"].flag() || step["background"].flag()) continue;
    const std::string title = step["title"].text();
    steps += (steps.empty() ? "" : "; ") + (title.empty() ? step["id"].text() : title);
  }
  return steps.empty() ? "No plan prepares for it." : "Its plan prepares now: " + steps + ".";
}

void raise(Session& session, const char* verb, const Options& options) {
  const bool warning = std::string_view(verb) == "warn";
  std::uint64_t before = 0;
  const auto raised = [&](const View& status) {
    for (const View& each : status["incidents"].items())
      if (number_of(each) > before && each["title"].text() == options.text) return each;
    return View();
  };
  Word word = word_about(verb, options);
  word.body["text"] = options.text;
  word.body["origin"] = options.source;
  word.body["disruption"] = options.disruption;
  word.body["plan"] = options.plan;
  word.body["lasts_s"] = seconds(options.lasts);
  if (!options.service.empty()) word.body["services"] = json::array{json::string(options.service)};
  word.meet = [&](const View& status) { before = latest_number(status); };
  word.objection = [&](const View& status) -> std::string {
    for (const View& each : status["incidents"].items())
      if (!options.disruption.empty() && each["disruption"].text() == options.disruption &&
          is_open_incident(each["state"].text()))
        return fmt::format("{} is open for {} already", each["id"].text(), options.disruption);
    return options.service.empty() ? "" : unknown_service(status, {options.service});
  };
  word.is_done = [&](const View& status) { return raised(status).exists(); };
  word.report = [&](const View& status) {
    const View incident = raised(status);
    const std::string id = incident["id"].text();
    report(
        session, verb, incident,
        warning
            ? fmt::format("{} is a warning. {} When it has come true: holdfast confirm {}", id, preparing(incident), id)
            : fmt::format("{} is detected; when somebody has seen that it is real: holdfast confirm {}", id, id));
  };
  word.advice = "what is open: holdfast incident --all";
  speak(session, word);
}

// "incident-3 is restoring; it closes once cash is back and the data of teller are accounted for"
std::string closed_or_not(const View& incident) {
  const std::string down = names_of(incident["awaits_services"]);
  const std::string data = names_of(incident["awaits_data"]);
  std::string text = fmt::format("{} is {}", incident["id"].text(), incident["state"].text());
  if (!down.empty() || !data.empty()) text += "; it closes once ";
  if (!down.empty()) text += fmt::format("{} {} back", down, is_or_are(incident["awaits_services"]));
  if (!down.empty() && !data.empty()) text += " and ";
  if (!data.empty()) text += fmt::format("the data of {} are accounted for", data);
  if (incident["return_waits"].flag()) text += "; its response goes on to its end, then the return begins";
  return text;
}

void resolve(Session& session, const Options& options) {
  Word word = word_about("resolve", options);
  word.objection = [&](const View& status) -> std::string {
    if (const std::string why = not_open(status, options.id); !why.empty()) return why;
    const View incident = incident_in(status, options.id);
    if (incident["state"].text() == "restoring") return options.id + " is restoring: the return is under way";
    if (incident["over"].flag()) return closed_or_not(incident);
    for (const View& each : status["disruptions"].items())
      if (each["id"].text() == incident["disruption"].text() && each["phase"].text() != "quiet")
        return fmt::format("its sensors say that it is so still ({}); to end it all the same: holdfast stand-down {}",
                           each["id"].text(), options.id);
    return "";
  };
  const auto over = [&](const View& status) {
    const View incident = incident_in(status, options.id);
    const std::string state = incident["state"].text();
    return !is_open_incident(state) || state == "restoring" || incident["over"].flag() ||
           incident["return_waits"].flag();
  };
  word.is_done = over;
  word.report = [&](const View& status) {
    const View incident = incident_in(status, options.id);
    report(session, "resolve", incident, closed_or_not(incident));
  };
  speak(session, word);
}

std::string unknown_grade(const View& incident, const std::string& grade) {
  std::vector<std::string> known;
  for (const View& each : incident["grades"].items()) known.push_back(each.text());
  if (grade.empty() || known.empty() || std::ranges::find(known, grade) != known.end()) return "";
  return fmt::format("the site's rules have no grade `{}`; they have {}", grade, fmt::join(known, ", "));
}

void assess(Session& session, const Options& options) {
  if (options.services.empty() && options.lasts.empty() && options.grade.empty() && options.reason.empty())
    return session.fail(wrong_use, "an assessment says at least one of --service, --lasts, --grade and --reason",
                        "help: holdfast incident assess --help");
  if (!options.grade.empty() && options.reason.empty())
    return session.fail(wrong_use, "a grade that a person sets wants a reason", "add --reason \"TEXT\"");
  Word word = word_about("assess", options);
  const json::array services(options.services.begin(), options.services.end());
  word.body["services"] = services;
  word.body["lasts_s"] = seconds(options.lasts);
  word.body["grade"] = options.grade;
  word.objection = [&](const View& status) {
    if (const std::string why = not_open(status, options.id); !why.empty()) return why;
    if (const std::string why = unknown_grade(incident_in(status, options.id), options.grade); !why.empty()) return why;
    return unknown_service(status, options.services);
  };
  word.is_done = [&](const View& status) {
    const View said = incident_in(status, options.id)["assessment"];
    if (!said.exists() || said["who"].text() == "agent" || said["text"].text() != options.reason) return false;
    // What is not said anew stands as it was said before.
    const auto lasts = load::parse_duration(options.lasts);
    return (services.empty() || said["services"].json() == json::value(services)) &&
           (options.grade.empty() || said["grade"].text() == options.grade) &&
           (!lasts ||
            said["lasts_ms"].span().value_or(Duration{}) / std::chrono::seconds{1} == *lasts / std::chrono::seconds{1});
  };
  word.report = [&](const View& status) {
    report(session, "assess", incident_in(status, options.id), options.id + ": the assessment stands");
  };
  speak(session, word);
}

View statement_in(const View& status, const Options& options) {
  for (const View& each : incident_in(status, options.id)["data"].items())
    if (each["service"].text() == options.service) return each;
  return {};
}

// Both statements about a service's data; `wanted` is what the agent's state must show of it.
void account(Session& session, const char* verb, const Options& options, Word word, const json::object& wanted) {
  word.body["services"] = json::array{json::string(options.service)};
  for (const auto& [key, value] : wanted)
    if (key != "waiver") word.body[key] = value;
  word.objection = [&](const View& status) {
    const std::string why = not_open(status, options.id);
    return why.empty() ? unknown_service(status, {options.service}) : why;
  };
  word.is_done = [&](const View& status) {
    const View said = statement_in(status, options);
    return said.exists() && std::ranges::all_of(wanted, [&](const auto& each) {
             return said[{each.key().data(), each.key().size()}].json() == each.value();
           });
  };
  word.report = [&](const View& status) {
    const View incident = incident_in(status, options.id);
    report(session, verb, incident,
           fmt::format("what became of the data of {} is recorded; {}", options.service, closed_or_not(incident)));
  };
  speak(session, word);
}

void reconcile(Session& session, const Options& options) {
  json::object wanted{{"lost_from", ""}, {"lost_to", ""}, {"made_up", options.made_up}};
  if (!options.from.empty()) {
    const auto status = session.ask({"GET", "/status", {}, "", ""});  // HH:MM is of the agent's day
    if (!status) return;
    const std::string now = View(*status)["now"].text();
    const auto from = parse_moment(options.from, now);
    const auto to = parse_moment(options.to, now);
    if (!from || !to)
      return session.fail(wrong_use, fmt::format("`{}` is no time", from ? options.to : options.from),
                          "14:05 (today, UTC) or 2026-03-01T14:05:00+08:00");
    if (*to < *from)
      return session.fail(wrong_use, fmt::format("{} is earlier than {}", options.to, options.from),
                          "of another day: 2026-03-01T14:05:00Z");
    wanted["lost_from"] = engine::rfc3339(*from);
    wanted["lost_to"] = engine::rfc3339(*to);
  }
  account(session, "reconcile", options, word_about("reconcile", options), wanted);
}

void waive(Session& session, const Options& options) {
  account(session, "waive", options, word_about("waive", options), {{"waiver", options.reason}});
}

using Shared = std::shared_ptr<Options>;  // held by the command line and the callback

CLI::App* add_word(CLI::App& incident, Session& session, const char* verb, const char* help, const Shared& options,
                   std::function<void()> say) {
  CLI::App* command = incident.add_subcommand(verb, help);
  offer_by(*command, options->by);
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([options, say = std::move(say)] {
    options->id = incident_name(options->id);
    say();
  });
  return command;
}

void add_raising(CLI::App& incident, Session& session, const char* verb, const char* help) {
  const auto options = std::make_shared<Options>();
  CLI::App* command = add_word(incident, session, verb, help, options,
                               [&session, verb, o = options.get()] { raise(session, verb, *o); });
  command->add_option("TEXT", options->text, "What has happened, or is coming, in one sentence")->required();
  command->add_option("--source", options->source, "Who noticed it: staff, customer or outside")
      ->required()
      ->type_name("WHO")
      ->check(CLI::IsMember({"staff", "customer", "outside"}));
  command->add_option("--service", options->service, "The service that suffers")->type_name("NAME");
  CLI::Option* disruption =
      command->add_option("--disruption", options->disruption, "What it is, if the site's files know it")
          ->type_name("NAME");
  command->add_option("--plan", options->plan, "The plan that answers it")->type_name("NAME")->excludes(disruption);
  if (std::string_view(verb) == "warn")
    command->add_option("--in", options->lasts, "When it is expected: 2h, 1h30m")
        ->type_name("TIME")
        ->check(CLI::Validator(no_duration, ""));
}

void add_incident_option(CLI::App& command, Options& options) {
  command.add_option("INCIDENT", options.id, "incident-7, or just 7")->required();
}

}  // namespace

void add_incident_words(CLI::App& incident, Session& session) {
  add_raising(incident, session, "raise", "Something has happened that no sensor told");
  add_raising(incident, session, "warn", "Something is coming; the protective steps prepare for it");

  const auto over = std::make_shared<Options>();
  CLI::App* command = add_word(incident, session, "resolve", "What people raised is over", over,
                               [&session, o = over.get()] { resolve(session, *o); });
  add_incident_option(*command, *over);
  command->add_option("--reason", over->reason, "How it ended")->type_name("TEXT");

  const auto extent = std::make_shared<Options>();
  command = add_word(incident, session, "assess", "How far it reaches, how long it lasts, how grave it is", extent,
                     [&session, o = extent.get()] { assess(session, *o); });
  add_incident_option(*command, *extent);
  command->add_option("--service", extent->services, "One that is affected; may be repeated")
      ->type_name("NAME")
      ->take_all()
      ->allow_extra_args(false);
  command->add_option("--lasts", extent->lasts, "How long it will last: 2h, 1h30m")
      ->type_name("TIME")
      ->check(CLI::Validator(no_duration, ""));
  command->add_option("--grade", extent->grade, "How grave it is, in the words of your rules")->type_name("TEXT");
  command->add_option("--reason", extent->reason, "Why")->type_name("TEXT");

  const auto lost = std::make_shared<Options>();
  command = add_word(incident, session, "reconcile", "What data of a service were lost, and how they were made up",
                     lost, [&session, o = lost.get()] { reconcile(session, *o); });
  add_incident_option(*command, *lost);
  command->add_option("SERVICE", lost->service, "The service whose data it is about")->required();
  CLI::Option* from =
      command->add_option("--from", lost->from, "Lost from: 14:05 (today, UTC) or RFC 3339; none: nothing")
          ->type_name("TIME");
  CLI::Option* to = command->add_option("--to", lost->to, "Lost until")->type_name("TIME");
  from->needs(to);
  to->needs(from);
  command->add_option("--made-up", lost->made_up, "How they were made up")->type_name("TEXT")->required();

  const auto waived = std::make_shared<Options>();
  command = add_word(incident, session, "waive", "No statement about a service's data is needed", waived,
                     [&session, o = waived.get()] { waive(session, *o); });
  add_incident_option(*command, *waived);
  command->add_option("SERVICE", waived->service, "The service whose data it is about")->required();
  command->add_option("--reason", waived->reason, "Why; it goes into the journal")->type_name("TEXT")->required();
}

}  // namespace holdfast::cli
