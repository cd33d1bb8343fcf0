// `holdfast bia`: what the loss of each service costs, how fast it must be back and what it rests on. From the files
// alone: with no agent, and touching no device.
#include "agent/cli/bia.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <memory>

#include "agent/cli/commands.hpp"
#include "agent/cli/today.hpp"
#include "agent/load/day.hpp"
#include "agent/load/load.hpp"

namespace holdfast::cli {

namespace {

struct BiaOptions {
  std::string config = RunOptions{}.config;
  std::string compare;
  std::string today;
  bool markdown = false;
  std::string csv;  // the table, or none
};

struct Analysed {
  model::Site site;
  continuity::Analysis analysis;
  BiaView view() const { return {site, analysis}; }
};

std::string about_csv() {
  std::string text = "Tables of --csv, with their columns; durations are in seconds, what does not exist is empty:\n";
  for (const CsvTable& table : bia_tables()) text += fmt::format("  {}: {}\n", table.name, table.columns);
  text.pop_back();
  return text;
}

// Nothing if the files are not right; then everything that is wrong has been said.
std::unique_ptr<Analysed> analyse_folder(const std::string& folder, const std::string& day, Session& session) {
  load::Loaded loaded = load::load_site(folder, load::shipped_profiles_folder());
  if (!loaded.ok()) {
    for (const auto& each : loaded.diagnostics)
      session.complain(load::render(each, layout_of(STDERR_FILENO).colour) + "\n");
    session.fail(cannot_start, fmt::format("the configuration in {} does not check", folder));
    return nullptr;
  }
  auto analysed = std::make_unique<Analysed>();
  analysed->site = std::move(loaded.site);
  const auto today = day_to_judge(day, analysed->site);
  if (!today) {
    session.fail(wrong_use, today.error().message);
    return nullptr;
  }
  analysed->analysis = continuity::analyse(analysed->site, continuity::Graph::make(analysed->site), *today);
  return analysed;
}

void show_bia(const BiaOptions& options, Session& session) {
  if (session.as_json && (!options.csv.empty() || options.markdown))
    return session.fail(wrong_use, "only one of --json, --markdown and --csv can be printed");
  const auto now = analyse_folder(options.config, options.today, session);
  if (!now) return;
  std::optional<continuity::Changes> changes;
  if (!options.compare.empty()) {
    const auto before = analyse_folder(options.compare, options.today, session);
    if (!before) return;
    changes = continuity::compare(before->site, before->analysis, now->site, now->analysis);
  }
  if (session.as_json) {
    boost::json::object all = bia_json(now->view());
    if (changes) all["changes"] = changes_json(*changes);
    return session.print_json(all);
  }
  if (!options.csv.empty()) return session.print(bia_csv(now->view(), options.csv));
  if (options.markdown) {
    std::vector<Sheet> sheets = bia_sheets(now->view());
    if (changes) {
      std::vector<Sheet> more = changes_sheets(*changes);
      sheets.insert(sheets.end(), more.begin(), more.end());
    }
    return session.print(sheets_markdown(sheets));
  }
  session.print(sheets_text(changes ? changes_sheets(*changes) : bia_sheets(now->view()), session.layout));
}

}  // namespace

void add_bia(CLI::App& app, Session& session) {
  CLI::App* command = app.add_subcommand(
      "bia", "Business impact analysis: what each service's loss costs, its targets, what it rests on");
  const auto options = std::make_shared<BiaOptions>();  // held by the command line and the callback
  command->add_option("--config", options->config, "Folder of the site's configuration")
      ->type_name("DIR")
      ->capture_default_str();
  CLI::Option* markdown = command->add_flag("--markdown", options->markdown, "Print a Markdown document");
  std::vector<std::string> tables;
  for (const CsvTable& table : bia_tables()) tables.push_back(table.name);
  CLI::Option* csv = command->add_option("--csv", options->csv, "Print a table as CSV")
                         ->type_name("TABLE")
                         ->expected(0, 1)
                         ->default_str(tables.front())
                         ->check(CLI::IsMember(tables));
  CLI::Option* compare =
      command->add_option("--compare", options->compare, "Show what changed since the analysis in this folder")
          ->type_name("DIR");
  markdown->excludes(csv);
  csv->excludes(compare);
  command->add_option("--today", options->today, "Judge the review as of this day: 2026-03-31")->type_name("DAY");
  command->footer(about_csv());
  offer_json(*command, session);
  command->callback([options, &session] { show_bia(*options, session); });
}

}  // namespace holdfast::cli
