#include <fmt/format.h>

#include "agent/cli/extent.hpp"
#include "agent/cli/table.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/tones.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

constexpr int state_width = 11;  // of the longest state, with two blanks
constexpr int after_width = 14;  // "+59 min 59 s"
constexpr int narrow = 60;       // below it only what matters most is shown

std::string heading(const std::string& text, const Layout& layout) {
  return "\n" + painted(text, Tone::strong, layout) + "\n";
}

std::string shown_state(const View& step) {
  const std::string state = step["state"].text();
  if (state == "needs_operator") return "NEEDS YOU";
  if (state == "pending" && step["background"].flag()) return "stands by";
  if (state != "intent" && state != "sent") return state;
  return step["action"].text() == "wait" ? "waiting" : "under way";
}

// How long it has lasted, or lasted when it is over.
std::string lasted(const View& incident) {
  const auto history = incident["history"].items();
  const bool open = is_open_incident(incident["state"].text());
  const auto span = open || history.empty() ? incident["since_ms"].span() : history.back()["after_ms"].span();
  return span ? human(*span) : "?";
}

std::string head(const View& incident, const std::string& now, const Layout& layout) {
  std::string out = hanging(printable(incident["id"].text()) + "  ", Tone::strong, printable(incident["title"].text()),
                            Tone::strong, layout);
  const std::string state = incident["state"].text();
  const bool open = is_open_incident(state);
  const bool warns = incident["is_warning"].flag();
  const std::string certain = incident["opened_certain"].flag() ? " UTC" : " UTC, by a clock that was not sure";
  out += hanging("", Tone::plain,
                 fmt::format("{} {} {}; {} {}{}", state_text(incident), open ? "for" : "after", lasted(incident),
                             warns ? "said" : "began", clock_time(incident["opened"].text(), now), certain),
                 tone_of_incident(state), layout);
  for (const std::string& note : {warning_text(incident), source_text(incident), part_text(incident)})
    if (!note.empty()) out += hanging("", Tone::plain, note, Tone::warning, layout);
  if (incident["cause_unsure"].flag())
    out += hanging("", Tone::plain, "The cause is unsure: no witness confirmed it.", Tone::warning, layout);
  if (const auto relapses = incident["relapses"].count(); relapses > 0)
    out +=
        hanging("", Tone::plain,
                fmt::format("It came back {} during the return.", counted(static_cast<std::size_t>(relapses), "time")),
                Tone::warning, layout);
  return out;
}

std::string history(const View& incident, const std::string& now, const Layout& layout) {
  std::string out;
  for (const View& each : incident["history"].items()) {
    const std::string who = printable(each["who"].text());
    const std::string reason = printable(each["reason"].text());
    const std::string by = who == "agent" || who.empty() ? "" : "by " + who;
    const std::string text =
        fmt::format("{}{}{}{}", each["state"].text(), by.empty() ? "" : " " + by, reason.empty() ? "" : ": ", reason);
    const std::string after = each["after_ms"].span() ? "+" + human(*each["after_ms"].span()) : "";
    const std::string time = fmt::format("  {}  ", clock_time(each["at"].text(), now));
    out += hanging(layout.width < narrow ? time : time + padded(after, after_width), Tone::faint, text, Tone::plain,
                   layout);
  }
  return out.empty() ? "" : heading("COURSE", layout) + out;
}

// "pdu-a.outlet.7.status: on -> off, reads off"
std::string reading(const View& step) {
  if (step["point"].text().empty()) return "";
  const std::string before = step["before"].text();
  const std::string seen = step["seen"].text();
  std::string text =
      fmt::format("{}: {}{}", step["point"].text(), before.empty() ? "" : before + " -> ", step["wanted"].text());
  if (!seen.empty()) text += ", reads " + seen;
  return printable(text);
}

std::string step_text(const View& step, const Layout& layout) {
  const std::string state = step["state"].text();
  const std::string margin(2 + state_width, ' ');
  const std::string title = printable(step["title"].text());
  const std::string id = printable(step["id"].text());
  std::string out = hanging("  " + padded(shown_state(step), state_width), tone_of_step(state),
                            title.empty() ? id : title + "  [" + id + "]", Tone::plain, layout);
  const bool begun = state != "pending" && state != "skipped";
  if (const std::string reads = begun ? reading(step) : ""; !reads.empty())
    out += hanging(margin, Tone::plain, reads, Tone::faint, layout);
  if (begun && !step["text"].text().empty() && step["text"].text() != step["reason"].text())
    out +=
        hanging(margin, Tone::plain, printable(step["role"].text() + ": " + step["text"].text()), Tone::faint, layout);
  std::string note = printable(step["reason"].text());
  if (const auto left = step["deadline_ms"].span(); left && *left > Duration{})
    note += note.empty() ? human(*left) + " left" : fmt::format(" ({} left)", human(*left));
  if (!note.empty()) out += hanging(margin, Tone::plain, note, Tone::faint, layout);
  return out;
}

std::string steps(const View& list, const std::string& title, const Layout& layout) {
  std::string out;
  for (const View& step : list.items()) out += step_text(step, layout);
  return out.empty() ? "" : heading(title, layout) + out;
}

std::string run_text(const View& run, const Layout& layout) {
  if (!run.exists()) return "";
  std::string out = heading("PLAN", layout);
  out += hanging(
      "  ", Tone::plain,
      fmt::format("{} ({}), {}{}", printable(run["title"].text()), printable(run["plan"].text()), run["stage"].text(),
                  run["round"].count() > 1 ? fmt::format(", round {}", run["round"].count()) : ""),
      Tone::plain, layout);
  return out + steps(run["steps"], "RESPONSE", layout) + steps(run["restore"], "RESTORE", layout);
}

}  // namespace

std::string incident_text(const boost::json::value& json, const std::string& now, const Layout& layout) {
  const View incident(json);
  std::string out = head(incident, now, layout) + history(incident, now, layout) + extent_text(incident, now, layout) +
                    run_text(incident["run"], layout);
  if (!incident["run"].exists() && !is_raised_by_people(incident) && !is_open_incident(incident["state"].text()))
    out += "\n" + hanging("", Tone::plain, "It is over: what its steps did is in the journal.", Tone::faint, layout);
  return out;
}

std::string incidents_text(const boost::json::value& status, const Layout& layout) {
  const std::string now = View(status)["now"].text();
  Table table(
      {{"incident"}, {"what", Align::left, Shrink::first}, {"state"}, {"began (UTC)"}, {"lasted", Align::right}});
  for (const View& each : View(status)["incidents"].items()) {
    const std::string state = each["state"].text();
    table.add({each["id"].text(),
               each["title"].text(),
               {state_text(each), tone_of_incident(state)},
               clock_time(each["opened"].text(), now),
               lasted(each)});
  }
  return table.empty() ? "There has been no incident.\n" : table.text(layout);
}

}  // namespace holdfast::cli
