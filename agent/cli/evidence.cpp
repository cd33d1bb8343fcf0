// `holdfast evidence`: what shows that the things readiness relies on still serve, and saying so anew.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/speak.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/words.hpp"
#include "agent/detect/nearest.hpp"
#include "agent/load/day.hpp"

namespace holdfast::cli {

namespace {

struct Options {
  std::string resource, on, text, by;
  std::optional<double> value;
};

View resource_in(const View& evidence, const std::string& id) {
  for (const View& each : evidence["resources"].items())
    if (each["id"].text() == id) return each;
  return {};
}

void list(Session& session) {
  const auto evidence = session.ask({"GET", "/evidence", {}, "", ""});
  if (!evidence) return;
  if (session.as_json) return session.print_json(*evidence);
  session.print(evidence_text(*evidence, session.layout));
}

std::string objection(const View& evidence, const Options& options) {
  const View resource = resource_in(evidence, options.resource);
  if (!resource.exists()) {
    std::vector<std::string> known;
    for (const View& each : evidence["resources"].items()) known.push_back(each["id"].text());
    const std::string near = detect::nearest_of(options.resource, known);
    return fmt::format("there is no resource `{}`{}", options.resource,
                       near.empty() ? "" : fmt::format("; did you mean `{}`?", near));
  }
  return "";
}

void give(Session& session, const Options& options) {
  std::string on = options.on;
  Word word;
  word.path = "/evidence";
  word.state = "/evidence";
  word.body = {{"resource", options.resource}, {"text", options.text}, {"by", options.by}};
  if (!options.on.empty()) word.body["on"] = options.on;
  if (options.value) word.body["value"] = *options.value;
  word.meet = [&](const View& evidence) {
    if (on.empty()) on = evidence["today"].text();
  };
  word.objection = [&](const View& evidence) { return objection(evidence, options); };
  word.is_done = [&](const View& evidence) {
    const View shown = resource_in(evidence, options.resource);
    return shown["on"].text() >= on && shown["value"].number() == options.value &&
           shown["text"].text() == options.text && shown["who"].text().starts_with(options.by + " (as ");
  };
  word.report = [&](const View& evidence) {
    const View shown = resource_in(evidence, options.resource);
    if (session.as_json) return session.print_json(shown.json());
    const std::string until = shown["until"].text();
    const std::string counts = shown["shown"].text() == "too-low"  ? "too low, so it does not count"
                               : shown["shown"].text() == "lapsed" ? "it has lapsed on " + until
                               : until.empty()                     ? "it does not lapse"
                                                                   : "counts until " + until;
    session.print(printable(fmt::format("{}: {}; {}", options.resource, reading_text(shown.json()), counts)) + "\n");
  };
  word.advice = "what there is: holdfast evidence";
  speak(session, word);
}

std::string no_day(const std::string& given) {
  return load::parse_day(given) ? "" : fmt::format("`{}` is no day such as 2026-03-31", given);
}

}  // namespace

void add_evidence(CLI::App& app, Session& session) {
  CLI::App* command =
      app.add_subcommand("evidence", "What shows that batteries, fuel, contacts and the like still serve");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  CLI::Option* resource =
      command->add_option("NAME", options->resource, "The resource that was looked at; none: list them all");
  command->add_option("VALUE", options->value, "What was read, in the resource's unit");
  CLI::Option* by = offer_by(*command, options->by);
  resource->needs(by);
  by->needs(resource);
  command->add_option("--on", options->on, "The day of it; default: today")
      ->type_name("DAY")
      ->check(CLI::Validator(no_day, ""));
  command->add_option("--text", options->text, "What was seen")->type_name("TEXT");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([options, &session] { options->resource.empty() ? list(session) : give(session, *options); });
}

}  // namespace holdfast::cli
