// `holdfast run`: hands the options to the composition root.

#include "agent/cli/commands.hpp"

namespace holdfast::cli {

void add_run(CLI::App& app, Session& session, const std::function<int(const RunOptions&)>& run) {
  CLI::App* command = app.add_subcommand("run", "Run the agent in the foreground until it is told to stop");
  const auto options = std::make_shared<RunOptions>();  // the command line's options and the callback both hold it
  command->add_option("--config", options->config, "Folder of the site's configuration")
      ->type_name("DIR")
      ->capture_default_str();
  command->add_option("--journal", options->journal, "File of the journal")->type_name("FILE")->capture_default_str();
  command->add_option("--socket", options->socket, "Where `holdfast` asks it; default: this user's own")
      ->type_name("PATH");
  command->add_option("--agent", options->agent, "Name of this gateway; default: the host's")->type_name("NAME");
  command->add_option("--log-level", options->log_level, "debug, info, warning or error")
      ->type_name("LEVEL")
      ->check(CLI::IsMember({"debug", "info", "warning", "error"}))
      ->capture_default_str();
  command->callback([options, &session, run] { session.exit_code = run(*options); });
}

}  // namespace holdfast::cli
