#include "agent/cli/extent.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "agent/cli/tones.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

constexpr const char* margin = "  ";

std::string heading(const std::string& text, const Layout& layout) {
  return "\n" + painted(text, Tone::strong, layout) + "\n";
}

std::string consequences(const View& incident, const std::string& now, const Layout& layout) {
  std::string out;
  for (const View& each : incident["consequences"].items()) {
    const bool cleared = each["cleared"].flag();
    const std::string id = printable(each["disruption"].text());
    const std::string title = printable(each["title"].text());
    const std::string text =
        fmt::format("{}{}", title.empty() ? id : fmt::format("{}  [{}]", title, id), cleared ? ", gone again" : "");
    out += hanging(fmt::format("  {}  ", clock_time(each["since"].text(), now)), Tone::faint, text,
                   cleared ? Tone::faint : Tone::plain, layout);
  }
  return out.empty() ? "" : heading("WHAT FOLLOWS FROM IT", layout) + out;
}

std::string assessment_text(const View& said) {
  std::string text;
  const auto add = [&](const std::string& part) { text += (text.empty() ? "" : ", ") + part; };
  const std::string services = names_of(said["services"]);
  add(services.empty() ? "no service" : services);
  if (said["lasts_ms"].span()) add("for " + human(*said["lasts_ms"].span()));
  if (!said["grade"].text().empty()) add("grade " + said["grade"].text());
  if (!said["text"].text().empty()) text += ": " + said["text"].text();
  return printable(fmt::format("{} (by {})", text, said["who"].text() == "agent" ? "the agent" : said["who"].text()));
}

std::string extent(const View& incident, const Layout& layout) {
  std::string out;
  if (!incident["service"].text().empty())
    out += hanging("  named      ", Tone::faint, printable(incident["service"].text()), Tone::plain, layout);
  if (incident["assessment"].exists())
    out += hanging("  assessed   ", Tone::faint, assessment_text(incident["assessment"]), Tone::plain, layout);
  if (const std::string affected = names_of(incident["affected"]); !affected.empty())
    out += hanging("  were down  ", Tone::faint, affected, Tone::plain, layout);
  return out.empty() ? "" : heading("EXTENT", layout) + out;
}

std::string statement_text(const View& said, const std::string& now) {
  if (const std::string waiver = said["waiver"].text(); !waiver.empty())
    return printable(fmt::format("waived by {}: {}", said["who"].text(), waiver));
  const std::string from = said["lost_from"].text();
  const std::string lost =
      from.empty() ? "nothing lost"
                   : fmt::format("lost {} to {}", clock_time(from, now), clock_time(said["lost_to"].text(), now));
  return printable(fmt::format("{}; made up: {} (by {})", lost, said["made_up"].text(), said["who"].text()));
}

std::string data(const View& incident, const std::string& now, const Layout& layout) {
  std::string out;
  for (const View& each : incident["data"].items())
    out += hanging(margin + printable(each["service"].text()) + "  ", Tone::plain, statement_text(each, now),
                   Tone::plain, layout);
  for (const View& each : incident["awaits_data"].items()) {
    const std::string service = printable(each.text());
    out += hanging(margin + service + "  ", Tone::plain, "NOT SAID YET; the incident closes once it is:", Tone::bad,
                   layout);
    for (const std::string& command : data_commands(printable(incident["id"].text()), service))
      out += command_lines("    ", command, layout);
  }
  return out.empty() ? "" : heading("DATA", layout) + out;
}

}  // namespace

std::string state_text(const View& incident) {
  return incident["is_warning"].flag() ? "warning" : incident["state"].text();
}

std::string asked_text(const View& question) {
  std::vector<std::string> people;
  for (const View& each : question["people"].items()) {
    const std::string name = each["name"].text().empty() ? each["person"].text() : each["name"].text();
    const auto contacts = each["contacts"].items();
    people.push_back(contacts.empty() ? name : fmt::format("{}, {}", name, contacts.front().text()));
  }
  std::string text =
      fmt::format("Asked {} ago: {}", human(question["asked_ms"].span().value_or(Duration{})), question["role"].text());
  text += people.empty() ? "" : fmt::format(" ({})", fmt::join(people, "; "));
  text += ".";
  const View next = question["next"];
  if (next.exists())
    text += fmt::format(" Without an answer in {}: {}.",
                        human(std::max(next["in_ms"].span().value_or(Duration{}), Duration{})), next["role"].text());
  return printable(text);
}

bool is_raised_by_people(const View& incident) {
  const std::string origin = incident["origin"].text();
  return !origin.empty() && origin != "agent";
}

std::string source_text(const View& incident) {
  const std::string origin = incident["origin"].text();
  if (origin == "staff") return "Noticed by staff, not by a sensor.";
  if (origin == "customer") return "Reported by a customer, not by a sensor.";
  return origin == "outside" ? "Reported from outside, not by a sensor." : "";
}

std::string warning_text(const View& incident) {
  if (!incident["is_warning"].flag()) return "";
  const auto expected = incident["expected_ms"].span();
  if (!expected) return "A warning of what may come.";
  if (*expected > Duration{}) return fmt::format("A warning: expected in {}.", human(*expected));
  return fmt::format("A warning: it was expected {} ago.", human(-*expected));
}

std::string no_return_text(const View& incident) {
  if (!incident["return_waits"].flag()) return "";
  return "Its cause has gone. The response is past its point of no return and goes on to its end; then the return "
         "begins.";
}

std::string part_text(const View& incident) {
  const std::string cause = printable(incident["part_of"].text());
  return cause.empty() ? "" : fmt::format("It follows from {}; its own plan runs to its end.", cause);
}

const char* is_or_are(const View& list) { return list.items().size() == 1 ? "is" : "are"; }

std::string names_of(const View& list) {
  std::string names;
  for (const View& each : list.items()) names += (names.empty() ? "" : ", ") + printable(each.text());
  return names;
}

std::vector<std::string> data_commands(const std::string& incident, const std::string& service) {
  return {fmt::format("holdfast incident reconcile {} {} --from HH:MM --to HH:MM --made-up TEXT", incident, service),
          fmt::format("holdfast incident waive {} {} --reason TEXT", incident, service)};
}

std::string extent_text(const View& incident, const std::string& now, const Layout& layout) {
  return consequences(incident, now, layout) + extent(incident, layout) + data(incident, now, layout);
}

}  // namespace holdfast::cli
