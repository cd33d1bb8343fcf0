// `holdfast status`: the whole site at a glance.

#include "agent/cli/commands.hpp"
#include "agent/cli/texts.hpp"

namespace holdfast::cli {

void add_status(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("status", "The site at a glance: incidents, services, devices, broker, journal");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([&session] {
    const auto status = session.ask({"GET", "/status", {}, "", ""});
    if (!status) return;
    if (session.as_json) return session.print_json(*status);
    session.print(status_text(*status, session.layout));
  });
}

}  // namespace holdfast::cli
