#include <fmt/format.h>

#include "agent/cli/extent.hpp"
#include "agent/cli/table.hpp"
#include "agent/cli/texts.hpp"
#include "agent/cli/tones.hpp"
#include "agent/cli/view.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

constexpr int indent = 2;
constexpr int narrow = 60;  // below it a table keeps what matters most
constexpr int wide = 100;

std::string span_text(const View& span) { return span.span() ? human(*span.span()) : ""; }

std::string heading(const std::string& text, const Layout& layout) {
  return "\n" + painted(text, Tone::strong, layout) + "\n";
}

std::string head(const View& status, const Layout& layout) {
  const std::string site = printable(status["site"].text());
  std::string out = hanging(site + "  ", Tone::strong, printable(status["title"].text()), Tone::plain, layout);
  const std::string doubt = status["wall_certain"].flag() ? "" : " (this box is not sure of the time)";
  out += hanging("", Tone::plain,
                 fmt::format("{} UTC{}, agent {} up {}, holdfast {}", clock_time(status["now"].text()), doubt,
                             printable(status["agent"].text()), span_text(status["up_ms"]), status["version"].text()),
                 Tone::faint, layout);
  return out;
}

// What must not be missed of an open incident; the whole is in `holdfast incident`.
std::string incident_notes(const View& incident, const Layout& layout) {
  std::string text;
  const auto add = [&](const std::string& sentence) {
    text += (text.empty() || sentence.empty() ? "" : " ") + sentence;
  };
  add(warning_text(incident));
  add(source_text(incident));
  add(part_text(incident));
  add(no_return_text(incident));
  if (const auto list = incident["consequences"].items(); !list.empty())
    add(fmt::format("{} from it.", counted(list.size(), "disruption follows", "disruptions follow")));
  if (const std::string services = names_of(incident["awaits_services"]); !services.empty())
    add(fmt::format("All is done; it closes once {} {} back.", services, is_or_are(incident["awaits_services"])));
  if (const std::string services = names_of(incident["awaits_data"]); !services.empty())
    add(fmt::format("It waits to hear of the data of {}: holdfast incident {}", services,
                    printable(incident["id"].text())));
  if (text.empty()) return "";
  return hanging(fmt::format("  {}: ", printable(incident["id"].text())), Tone::plain, text, Tone::warning, layout);
}

std::string incidents(const View& status, const Layout& layout) {
  Table table({{"", Align::left, Shrink::last, narrow}, {"", Align::left, Shrink::first}, {""}, {""}});
  std::string notes;
  for (const View& each : status["incidents"].items()) {
    const std::string state = each["state"].text();
    if (!is_open_incident(state)) continue;
    table.add({each["id"].text(),
               each["title"].text(),
               {state_text(each), each["is_warning"].flag() ? Tone::warning : tone_of_incident(state)},
               "for " + span_text(each["since_ms"])});
    notes += incident_notes(each, layout);
  }
  if (table.empty()) return "";
  return heading("INCIDENTS", layout) + table.text(layout, indent) + notes;
}

std::string services(const View& status, const Layout& layout) {
  Table table({{"service", Align::left, Shrink::first},
               {"state"},
               {"down for", Align::right},
               {"RTO", Align::right, Shrink::last, narrow},
               {"left", Align::right}});
  for (const View& each : status["services"].items()) {
    const std::string level = each["level"].text();
    const bool missed = each["rto_missed"].flag();
    table.add({each["title"].text().empty() ? each["id"].text() : each["title"].text(),
               {level == "normal"    ? "up"
                : level == "unknown" ? "not known"
                                     : level,
                tone_of_service(level)},
               span_text(each["elapsed_ms"]),
               span_text(each["rto_ms"]),
               {missed ? "MISSED" : span_text(each["rto_left_ms"]), missed ? Tone::bad : Tone::plain}});
  }
  if (table.empty()) return "";
  return heading("SERVICES", layout) + table.text(layout, indent);
}

std::string devices(const View& status, const Layout& layout) {
  Table table({{"device"},
               {"contact"},
               {"latency", Align::right, Shrink::last, narrow},
               {"answered", Align::right},
               {"address", Align::left, Shrink::first, narrow},
               {"profile", Align::left, Shrink::first, wide}});
  std::string troubles;
  for (const View& each : status["devices"].items()) {
    const std::string contact = each["contact"].text();
    const bool ok = contact == "ok";
    const auto latency = each["latency_ms"].number();
    const auto answered = each["last_answer_ms"].span();
    table.add({each["id"].text(),
               {contact, tone_of_contact(contact)},
               ok && latency ? fmt::format("{:.1f} ms", *latency) : "-",
               answered ? human(*answered) + " ago" : "never",
               each["address"].text(),
               each["profile"].text()});
    if (!ok && !each["error"].text().empty())
      troubles += hanging("  " + printable(each["id"].text()) + ": ", Tone::bad, printable(each["error"].text()),
                          Tone::plain, layout);
  }
  if (table.empty()) return "";
  return heading("DEVICES", layout) + table.text(layout, indent) + troubles;
}

// "no", "not known: readings are missing", "verified, cause unsure".
Cell phase_cell(const View& disruption) {
  const std::string phase = disruption["phase"].text();
  const bool blind = disruption["blind"].flag();
  if (phase == "quiet") {
    if (blind) return {"not known: readings are missing", Tone::warning};
    return {"no", Tone::good};
  }
  std::string state = phase;
  if (disruption["cause_unsure"].flag()) state += ", cause unsure";
  if (blind) state += ", readings are missing";
  return {state, Tone::bad};
}

std::string disruptions(const View& status, const Layout& layout) {
  Table table({{""}, {"", Align::left, Shrink::first, narrow}, {"", Align::left, Shrink::first}});
  for (const View& each : status["disruptions"].items())
    table.add({each["id"].text(), each["title"].text(), phase_cell(each)});
  if (table.empty()) return "";
  return heading("WATCHED FOR", layout) + table.text(layout, indent);
}

std::string broker(const View& status, const Layout& layout) {
  const View broker = status["broker"];
  if (!broker.exists()) return hanging("broker   ", Tone::strong, "none configured", Tone::plain, layout);
  const bool connected = broker["connected"].flag();
  const std::int64_t waiting = broker["waiting"].count();
  std::string text = printable(broker["uri"].text()) + (connected ? " connected" : " NOT CONNECTED");
  text += fmt::format(", {} published, {}", broker["published"].count(),
                      waiting == 0 ? "none waiting" : fmt::format("{} waiting", waiting));
  if (!connected && !broker["error"].text().empty()) text += ": " + printable(broker["error"].text());
  return hanging("broker   ", Tone::strong, text, connected ? Tone::plain : Tone::warning, layout);
}

std::string journal(const View& status, const Layout& layout) {
  const View journal = status["journal"];
  const View figures = status["figures"];
  const std::string error = printable(journal["error"].text());
  std::string text = fmt::format("{}, epoch {}, {} events", printable(journal["path"].text()), journal["epoch"].count(),
                                 journal["seq"].count());
  if (const auto slowest = figures["slowest_commit_ms"].number())
    text += fmt::format(", slowest commit {:.1f} ms", *slowest);
  if (!error.empty()) text += "; CANNOT BE WRITTEN: " + error;
  return hanging("journal  ", Tone::strong, text, error.empty() ? Tone::plain : Tone::bad, layout);
}

}  // namespace

std::string status_text(const boost::json::value& json, const Layout& layout) {
  const View status(json);
  return head(status, layout) + incidents(status, layout) + services(status, layout) + devices(status, layout) +
         disruptions(status, layout) + "\n" + broker(status, layout) + journal(status, layout);
}

}  // namespace holdfast::cli
