#include "agent/cli/command_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <iostream>

#include "agent/cli/commands.hpp"
#include "agent/detect/nearest.hpp"
#include "platform/clock.hpp"
#include "version.hpp"

namespace holdfast::cli {

namespace {

using namespace std::chrono_literals;

constexpr Duration patience = 5s;  // an agent on a busy box still answers within it
constexpr Duration between_looks = 100ms;

constexpr const char* exit_codes =
    "Without a command: what happens now, what acts next, what you must decide.\n"
    "Exit codes: 0 well, 1 the answer is no, 2 wrong use, 3 no agent or device reached, 4 cannot start here.";

platform::Awaitable<void> wait_a_little(platform::Clock* clock) {
  co_await clock->wait_until(clock->steady() + between_looks);
}

void pause() {
  boost::asio::io_context loop;
  const auto clock = platform::make_real_clock(loop);
  boost::asio::co_spawn(loop, wait_a_little(clock.get()), [](const std::exception_ptr& failure) {
    if (failure) std::rethrow_exception(failure);
  });
  loop.run();
}

// The command or option that a mistyped word was most likely meant to be.
std::string nearest_word(const CLI::App& app, const std::string& word) {
  std::vector<std::string> known;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    known.push_back(command->get_name());
    if (!command->parsed()) continue;
    for (const CLI::Option* option : command->get_options()) known.push_back(option->get_name());
    for (const CLI::App* further : command->get_subcommands())
      for (const CLI::Option* option : further->get_options()) known.push_back(option->get_name());
  }
  for (const CLI::Option* option : app.get_options()) known.push_back(option->get_name());
  return detect::nearest_of(word, known);
}

// The first word that nothing expected, if that is what is wrong.
std::string unexpected_word(const CLI::App& app) {
  const auto extras = app.remaining(true);
  return extras.empty() ? "" : extras.front();
}

int explain(const CLI::App& app, const CLI::ParseError& error, Session& session) {
  std::string command = "holdfast";
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    command += " " + at->get_name();
  }
  const std::string help = fmt::format("help: {} --help", command);
  const bool is_bad_value = dynamic_cast<const CLI::ValidationError*>(&error) != nullptr;
  if (const std::string word = unexpected_word(app); !word.empty() && !is_bad_value) {
    const std::string near = nearest_word(app, word);
    const bool is_command = app.get_subcommands().empty() && word.front() != '-';
    session.fail(
        wrong_use,
        is_command ? fmt::format("there is no command `{}`", word) : fmt::format("`{}` is not expected here", word),
        near.empty() ? help : fmt::format("did you mean `{}`?   {}", near, help));
    return wrong_use;
  }
  session.fail(wrong_use, error.what(), help);
  return wrong_use;
}

}  // namespace

void offer_json(CLI::App& command, Session& session) {
  command.add_flag("--json", session.as_json, "Print one line of JSON instead of text for people");
}

void offer_socket(CLI::App& command, Session& session) {
  command.add_option("--socket", session.socket, "The agent's socket")->type_name("PATH");
}

CLI::Option* offer_by(CLI::App& command, std::string& by) {
  return command.add_option("--by", by, "Who says so; goes into the journal beside the user that runs the command")
      ->type_name("WHO");
}

int command_line(int argc, char** argv, const std::function<int(const RunOptions&)>& run) {
  Session session(
      std::cout, std::cerr, layout_of(STDOUT_FILENO),
      [](const std::string& socket, const serve::Request& request) {
        return serve::ask_agent(socket, request, patience);
      },
      pause);
  CLI::App app("Holdfast keeps a branch's services inside their recovery times while power or network fail.",
               "holdfast");
  app.footer(exit_codes);
  app.require_subcommand(0, 1);
  app.set_version_flag("--version", "holdfast " HOLDFAST_VERSION);
  offer_json(app, session);
  offer_socket(app, session);
  add_status(app, session);
  add_incident(app, session);
  add_points(app, session);
  add_decisions(app, session);
  add_acknowledge(app, session);
  add_evidence(app, session);
  add_check(app, session);
  add_bia(app, session);
  add_readiness(app, session);
  add_why(app, session);
  add_probe(app, session);
  add_discover(app, session);
  add_record(app, session);
  add_run(app, session, run);
  add_version(app, session);
  try {
    app.parse(argc, argv);
    if (app.get_subcommands().empty()) show_screen(session);
  } catch (const CLI::CallForHelp&) {
    session.print(app.help());  // that of the command, if one was given
  } catch (const CLI::CallForVersion&) {
    session.print(app.version() + "\n");
  } catch (const CLI::ParseError& error) {
    return explain(app, error, session);
  }
  return session.exit_code;
}

}  // namespace holdfast::cli
