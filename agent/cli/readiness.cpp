// `holdfast readiness`: if this failed now, which service would miss its RTO? Asked of the running agent, or of files
// and supposed values.

#include <fmt/format.h>
#include <unistd.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/supposed.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/today.hpp"
#include "agent/load/day.hpp"

namespace holdfast::cli {

namespace {

struct Options {
  std::string config;
  std::string assume;
  std::string today;
  bool all = false;
};

void tell(const boost::json::value& answer, const Options& options, Session& session) {
  if (session.as_json) return session.print_json(answer);
  session.print(readiness_text(answer, options.all, session.layout));
}

void ask_agent_for_it(const Options& options, Session& session) {
  const auto answer = session.ask({"GET", "/readiness", {}, "", ""});
  if (!answer) return;
  if (!answer->is_object() || !answer->as_object().contains("verdict"))
    return session.fail(not_reached, "the agent has not worked it out yet", "it does so every 10 s");
  tell(*answer, options, session);
}

void work_it_out(const Options& options, Session& session) {
  load::Assumptions assumed;
  if (!options.assume.empty()) {
    auto read = load::read_assumptions(options.assume);
    if (!read)
      return session.fail(wrong_use, read.error().message,
                          "a file of values looks so: {\"ups-main.battery.runtime\": 1800}");
    assumed = std::move(*read);
  }
  load::Loaded loaded = load::load_site(options.config, load::shipped_profiles_folder());
  if (!loaded.ok()) {
    for (const auto& each : loaded.diagnostics)
      session.complain(load::render(each, layout_of(STDERR_FILENO).colour) + "\n");
    return session.fail(cannot_start, fmt::format("the configuration in {} does not check", options.config));
  }
  const auto today = day_to_judge(options.today, loaded.site);
  if (!today) return session.fail(wrong_use, today.error().message);
  const auto supposed = Supposed::make(std::move(loaded), assumed, *today);
  if (!supposed) return session.fail(wrong_use, supposed.error().message);
  for (const std::string& name : (*supposed)->strangers())
    session.complain(fmt::format("holdfast: nothing asks for {}; it changes no answer\n", name));
  tell((*supposed)->readiness(), options, session);
}

void show_readiness(const Options& options, Session& session) {
  if (!options.config.empty()) return work_it_out(options, session);
  if (!options.assume.empty())
    return session.fail(wrong_use, "--assume goes with --config DIR", "the running agent knows the values itself");
  ask_agent_for_it(options, session);
}

}  // namespace

void add_readiness(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("readiness", "If this failed now, which service would miss its RTO?");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("--config", options->config, "Ask these files instead of the running agent")->type_name("DIR");
  command
      ->add_option("--assume", options->assume,
                   "With --config: values of points, as JSON or TOML; what is not named there is unknown")
      ->type_name("FILE");
  command->add_option("--today", options->today, "With --config: judge evidence as of this day: 2026-03-31")
      ->type_name("DAY");
  command->add_flag("--all", options->all, "Show services that a scenario does not touch, too");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([options, &session] { show_readiness(*options, session); });
}

}  // namespace holdfast::cli
