// Lets the agent act again after its journal was lost: a person has looked at the branch and takes it from here.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/speak.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

void acknowledge(Session& session, const std::string& by) {
  std::string why;
  Word word;
  word.body = {{"verb", "acknowledge"}};
  if (!by.empty()) word.body["by"] = by;
  word.objection = [](const View& status) -> std::string {
    return status["monitor_only"].exists() ? "" : "there is nothing to acknowledge: the agent acts";
  };
  word.meet = [&](const View& status) { why = status["monitor_only"].text(); };
  word.is_done = [](const View& status) { return !status["monitor_only"].exists(); };
  word.report = [&](const View&) {
    if (session.as_json) return session.print_json(boost::json::value{{"verb", "acknowledge"}, {"was", why}});
    session.print(printable(fmt::format("the agent acts again; it had only watched because {}", why)) + "\n");
  };
  word.advice = "how it stands: holdfast status";
  speak(session, word);
}

}  // namespace

void add_acknowledge(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("acknowledge", "After a lost journal: let the agent switch things again");
  const auto by = std::make_shared<std::string>();  // held by the command line and the callback
  offer_by(*command, *by);
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([by, &session] { acknowledge(session, *by); });
}

}  // namespace holdfast::cli
