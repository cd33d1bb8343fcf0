// `holdfast why NAME`: why something is as it is, down to the samples with their times.

#include <fmt/format.h>

#include "agent/cli/commands.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/load/report.hpp"

namespace holdfast::cli {

namespace {

void explain(const std::string& name, Session& session) {
  const auto answer = session.ask({"GET", "/why", {{"name", name}}, "", ""});
  if (!answer) return;
  const View found(*answer);
  if (found["name"].text().empty()) {
    std::vector<std::string> known;
    for (const View& each : found["known"].items()) {
      known.push_back(each.text());
      if (const auto dot = each.text().find('.'); dot != std::string::npos)
        known.push_back(each.text().substr(dot + 1));
    }
    const std::string near = load::nearest(name, known);
    return session.fail(answer_is_no, fmt::format("there is nothing called {}", name),
                        near.empty() ? "services, devices, links, disruptions and loads have names: holdfast status"
                                     : fmt::format("did you mean {}?", near));
  }
  if (session.as_json) return session.print_json(*answer);
  session.print(why_text(*answer, session.layout));
}

}  // namespace

void add_why(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand("why", "Why a service, device, disruption or load is as it is");
  const auto name = std::make_shared<std::string>();  // held by the command line and the callback
  command->add_option("NAME", *name, "cash-machine, ups-main, pdu-a.outlet.4, mains-lost, load.lobby")->required();
  offer_json(*command, session);
  offer_socket(*command, session);
  command->callback([name, &session] { explain(*name, session); });
}

}  // namespace holdfast::cli
