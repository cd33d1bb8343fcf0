// Lets the agent act again after its journal was lost: a person has looked at the branch and takes it from here.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

void acknowledge(Session& session) {
  auto status = session.ask({"GET", "/status", {}, "", ""});
  if (!status) return;
  if (!View(*status)["monitor_only"].exists())
    return session.fail(answer_is_no, "there is nothing to acknowledge: the agent acts",
                        "how it stands: holdfast status");
  const std::string why = View(*status)["monitor_only"].text();
  if (!session.ask({"POST", "/word", {}, boost::json::serialize(boost::json::value{{"verb", "acknowledge"}}), ""}))
    return;
  for (int look = 0; look < Session::looks; ++look) {
    status = session.ask({"GET", "/status", {}, "", ""});
    if (!status) return;
    if (!View(*status)["monitor_only"].exists()) {
      if (session.as_json) return session.print_json(boost::json::value{{"verb", "acknowledge"}, {"was", why}});
      return session.print(printable(fmt::format("the agent acts again; it had only watched because {}\n", why)));
    }
    session.pause();
  }
  session.fail(answer_is_no, "the agent took the word, but nothing has come of it yet",
               "how it stands: holdfast status");
}

}  // namespace

void add_acknowledge(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("acknowledge", "After a lost journal: let the agent switch things again");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([&session] { acknowledge(session); });
}

}  // namespace holdfast::cli
