// `holdfast incident`: the course of one incident, or the list of those the agent remembers. What people say about them
// is in incident_words.cpp.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"
#include "agent/detect/nearest.hpp"

namespace holdfast::cli {

namespace {

struct Options {
  std::string id;
  bool all = false;
};

// The one that was asked for; without a name the latest: the open ones come first.
View chosen(const View& status, const std::string& id) {
  for (const View& each : status["incidents"].items())
    if (id.empty() || each["id"].text() == incident_name(id)) return each;
  return {};
}

void show_incident(Session& session, const Options& options) {
  const auto answer = session.ask({"GET", "/status", {}, "", ""});
  if (!answer) return;
  const View status(*answer);
  if (options.all) {
    if (session.as_json) return session.print_json(boost::json::value{{"incidents", status["incidents"].json()}});
    return session.print(incidents_text(*answer, session.layout));
  }
  const View incident = chosen(status, options.id);
  if (incident.exists()) {
    if (session.as_json) return session.print_json(incident.json());
    return session.print(incident_text(incident.json(), status["now"].text(), session.layout));
  }
  if (!options.id.empty())
    return session.fail(answer_is_no, fmt::format("the agent knows no {}", incident_name(options.id)),
                        "those it knows: holdfast incident --all");
  if (session.as_json) return session.print_json(boost::json::value());
  session.print("There has been no incident.\n");
}

// Whether it names an incident; a mistyped word about one must not be taken for a name.
std::string no_incident(const std::string& given) {
  const std::string name = incident_name(given);
  const std::string prefix = "incident-";
  const bool is_name = name.starts_with(prefix) && name.size() > prefix.size() &&
                       name.find_first_not_of("0123456789", prefix.size()) == std::string::npos;
  if (is_name) return "";
  const std::string near = detect::nearest_of(given, {"raise", "warn", "resolve", "assess", "reconcile", "waive"});
  return fmt::format("`{}` is no incident (incident-7, or just 7){}", given,
                     near.empty() ? "" : fmt::format("; did you mean `holdfast incident {}`?", near));
}

}  // namespace

void add_incident(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("incident", "The course of an incident: what happened, what was done, what it read");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("ID", options->id, "incident-7, or just 7; default: the latest")
      ->check(CLI::Validator(no_incident, ""));
  command->add_flag("--all", options->all, "List all that the agent remembers");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->require_subcommand(0, 1);
  add_incident_words(*command, session);
  command->callback([command, options, &session] {
    if (command->get_subcommands().empty()) show_incident(session, *options);
  });
}

}  // namespace holdfast::cli
