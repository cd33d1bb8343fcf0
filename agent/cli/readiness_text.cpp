// Readiness as a continuity manager or a tired engineer reads it: the answer first, then what does not hold, then why.

#include <fmt/format.h>

#include "agent/cli/sheet.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

std::optional<Duration> seconds(const View& value) {
  const auto number = value.number();
  if (!number) return std::nullopt;
  return Duration{static_cast<Duration::rep>(*number * 1e6)};
}

std::string span_or(const View& value, const char* otherwise) {
  const auto span = seconds(value);
  return span ? human(*span) : otherwise;
}

Tone tone_of(const View& service) {
  if (!service["survives"].exists()) return Tone::warning;
  return service["survives"].flag() ? Tone::good : Tone::bad;
}

std::string held(const View& service) {
  return service["unknown"].flag() ? "unknown" : span_or(service["held_s"], "no end");
}

bool is_touched(const View& service) { return service["held_s"].exists() || service["unknown"].flag(); }

Sheet head(const View& answer) {
  Sheet sheet;
  const std::string verdict = answer["verdict"].text();
  const View worst = answer["worst"];
  std::string lead = verdict == "ready"       ? "Every service would come through every scenario within its RTO."
                     : verdict == "not ready" ? "Not every service would come through."
                                              : "It cannot be told for everything; see what speaks against it.";
  if (worst.exists()) {
    const auto margin = seconds(worst["margin_s"]).value_or(Duration{});
    lead +=
        fmt::format(" Worst: {} when {}, {} {}.", worst["service"].text(), worst["scenario"].text(),
                    human(margin < Duration{} ? -margin : margin), margin < Duration{} ? "beyond its RTO" : "to spare");
  }
  sheet.title = "Readiness: " + verdict;
  sheet.lead = lead;
  return sheet;
}

// What is true of several services is said once.
void remark(Sheet& sheet, const std::string& service, const std::string& why, Tone tone) {
  for (Remark& known : sheet.remarks) {
    if (known.text != why || known.tone != tone) continue;
    known.about += ", " + service;
    return;
  }
  sheet.remarks.push_back({service, why, tone});
}

Sheet scenario_sheet(const View& scenario, bool all) {
  Sheet sheet;
  const auto lasts = seconds(scenario["lasts_s"]);
  sheet.title = fmt::format("{}, {}", scenario["name"].text(), lasts ? human(*lasts) : "nobody said how long");
  sheet.columns = {
      {"service"}, {"held", Align::right}, {"down", Align::right}, {"RTO", Align::right}, {"margin", Align::right}};
  std::size_t untouched = 0;
  for (const View& service : scenario["services"].items()) {
    if (!all && !is_touched(service)) {
      ++untouched;
      continue;
    }
    const Tone tone = tone_of(service);
    sheet.rows.push_back({service["name"].text(),
                          {held(service), tone},
                          {span_or(service["downtime_s"], "-"), tone},
                          span_or(service["rto_s"], "-"),
                          {span_or(service["margin_s"], "-"), tone}});
    if (const std::string why = printable(service["cause"].text()); !why.empty() && !service["survives"].flag())
      remark(sheet, service["name"].text(), why, tone);
  }
  if (untouched > 0) sheet.lead = fmt::format("{} not touched.", counted(untouched, "service"));
  return sheet;
}

Sheet energy_sheet(const View& energy) {
  Sheet sheet;
  sheet.title = "Energy, if every supply were lost";
  sheet.lead = energy["text"].text();
  sheet.columns = {{"load"}, {"watts", Align::right}, {"switched off", Align::right}};
  const auto unknown = energy["unknown_loads"].items();
  for (const View& load : energy["loads"].items()) {
    const std::string name = load["name"].text();
    const auto watts = load["watts"].number();
    const bool told = std::ranges::none_of(unknown, [&](const View& each) { return each.text() == name; });
    const std::string off =
        load["shed_at_s"].exists()
            ? load["shed_at_s"].number() == 0.0 ? "at once" : "after " + span_or(load["shed_at_s"], "")
        : told ? "never"
               : "unknown";
    sheet.rows.push_back({name, watts ? fmt::format("{:.0f}", *watts) : "unknown", off});
  }
  return sheet;
}

Sheet findings_sheet(const View& answer) {
  Sheet sheet;
  sheet.title = "What speaks against it";
  for (const View& finding : answer["findings"].items())
    sheet.remarks.push_back({finding["subject"].text(), finding["text"].text(), Tone::warning});
  const auto assumed = answer["assumed_up"].items();
  if (!assumed.empty())
    sheet.remarks.push_back(
        {"assumed", fmt::format("{} of which no value was given count as up.", counted(assumed.size(), "thing")),
         Tone::warning});
  return sheet;
}

}  // namespace

std::string readiness_text(const boost::json::value& readiness, bool all, const Layout& layout) {
  const View answer(readiness);
  std::vector<Sheet> sheets{head(answer)};
  for (const View& scenario : answer["scenarios"].items()) {
    Sheet sheet = scenario_sheet(scenario, all);
    if (!sheet.rows.empty()) sheets.push_back(std::move(sheet));
  }
  if (!answer["energy"]["loads"].items().empty()) sheets.push_back(energy_sheet(answer["energy"]));
  Sheet findings = findings_sheet(answer);
  if (!findings.remarks.empty()) sheets.push_back(std::move(findings));
  return sheets_text(sheets, layout);
}

}  // namespace holdfast::cli
