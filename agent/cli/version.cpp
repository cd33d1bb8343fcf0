// `holdfast version`.

#include "version.hpp"

#include "agent/cli/commands.hpp"

namespace holdfast::cli {

void add_version(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("version", "Print the version of this program");
  offer_json(*command, session);
  command->callback([&session] {
    if (session.as_json) return session.print_json(boost::json::value{{"version", HOLDFAST_VERSION}});
    session.print("holdfast " HOLDFAST_VERSION "\n");
  });
}

}  // namespace holdfast::cli
