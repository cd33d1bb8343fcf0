// `holdfast points`: what the agent knows of every point.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/detect/nearest.hpp"

namespace holdfast::cli {

namespace {

struct Options {
  std::string device;
  std::string match;
};

void no_such_device(Session& session, const std::string& device) {
  const auto everything = session.ask({"GET", "/status", {}, "", ""});
  if (!everything) return;
  std::vector<std::string> known;
  for (const View& each : View(*everything)["devices"].items()) known.push_back(each["id"].text());
  const std::string near = detect::nearest_of(device, known);
  std::string all;
  for (const std::string& id : known) all += (all.empty() ? "" : ", ") + id;
  session.fail(answer_is_no, fmt::format("this site has no device `{}`", device),
               near.empty() ? "its devices: " + all : fmt::format("did you mean `{}`?", near));
}

void show_points(Session& session, const Options& options) {
  serve::Request request{"GET", "/points", {}, "", ""};
  if (!options.device.empty()) request.query["device"] = options.device;
  const auto answer = session.ask(std::move(request));
  if (!answer) return;
  const View devices = View(*answer)["devices"];
  if (!options.device.empty() && devices.entries().empty()) return no_such_device(session, options.device);
  const boost::json::value chosen = points_matching(*answer, options.match);
  if (session.as_json) return session.print_json(chosen);
  const std::string text = points_text(chosen, session.layout);
  if (text.empty()) return session.fail(answer_is_no, fmt::format("no point's name holds `{}`", options.match));
  session.print(text);
}

}  // namespace

void add_points(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("points", "What was last read of every point: value, quality, age");
  const auto options = std::make_shared<Options>();  // held by the command line and the callback
  command->add_option("DEVICE", options->device, "Only this device");
  command->add_option("--match", options->match, "Only points whose name holds this text")->type_name("TEXT");
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([options, &session] { show_points(session, *options); });
}

}  // namespace holdfast::cli
