// `holdfast incident`: the course of one incident, or the list of those the agent remembers.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

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

}  // namespace

void add_incident(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("incident", "The course of an incident: what happened, what was done, what it read");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("ID", options->id, "incident-7, or just 7; default: the latest");
  command->add_flag("--all", options->all, "List all that the agent remembers");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([options, &session] { show_incident(session, *options); });
}

}  // namespace holdfast::cli
