// `holdfast` without a command, as text and as JSON.

#include <fmt/format.h>

#include <algorithm>

#include "agent/cli/commands.hpp"
#include "agent/cli/screen.hpp"
#include "agent/cli/tones.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace json = boost::json;

namespace {

constexpr const char* margin = "  ";

// Writes the screen's lines; each at most 40 columns.
class Page {
 public:
  explicit Page(bool colour) : layout_{screen_width, colour} {}

  void heading(const std::string& text) { text_ += "\n" + painted(text, Tone::strong, layout_) + "\n"; }
  void line(const std::string& text, Tone tone = Tone::plain) {
    text_ += hanging("", Tone::plain, text, tone, layout_);
  }
  void item(const std::string& text, Tone tone = Tone::plain) {
    text_ += hanging(margin, Tone::plain, text, tone, layout_);
  }

  void bullet(const std::string& text, Tone tone = Tone::plain) {
    text_ += hanging("  - ", Tone::plain, text, tone, layout_);
  }

  void detail(const std::string& text, Tone tone) { text_ += hanging("    ", Tone::plain, text, tone, layout_); }

  void command(const std::string& command) { text_ += command_lines(margin, command, layout_); }

  // `left` begins the line, `right` ends it in column 40.
  void ends(const std::string& left, Tone left_tone, const std::string& right, Tone right_tone) {
    const int room = screen_width - width_of(right) - 1;
    const std::string shown = shortened(left, room);
    text_ += painted(shown, left_tone, layout_) +
             std::string(static_cast<std::size_t>(room + 1 - width_of(shown)), ' ') +
             painted(right, right_tone, layout_) + "\n";
  }

  std::string take() { return std::move(text_); }

 private:
  Layout layout_;
  std::string text_;
};

void show_act(Page& page, const Act& act, const char* deadline) {
  page.item(act.text);
  if (!act.note.empty()) page.item(act.note, Tone::faint);
  if (act.left && *act.left > Duration{}) page.item(fmt::format("{} {}", deadline, human(*act.left)), Tone::faint);
}

void show_decision(Page& page, const Decision& decision) {
  page.item(decision.question, Tone::bad);
  if (decision.left && *decision.left > Duration{})
    page.item(fmt::format("Answer within {}.", human(*decision.left)), Tone::warning);
  if (!decision.otherwise.empty()) page.item(decision.otherwise);
  if (!decision.asked.empty()) page.item(decision.asked, Tone::faint);
  for (const std::string& command : decision.commands) page.command(command);
}

void show_case(Page& page, const Case& found, const std::string& now) {
  page.line(found.title, found.warning ? Tone::warning : tone_of_incident(found.state));
  page.line(
      fmt::format("{}, {}, since {}", found.id, found.warning ? "warning" : found.state, clock_time(found.began, now)));
  page.line("for " + human(found.since));
  if (found.cause_unsure) page.line("The cause is unsure.", Tone::warning);
  for (const std::string& note : found.notes) page.line(note, Tone::warning);
  if (!found.why.empty()) page.line(found.why, Tone::faint);
  if (!found.affected.empty()) page.line("Services that were down: " + found.affected);

  if (!found.consequences.empty()) page.heading("FOLLOWS FROM IT");
  for (const Consequence& each : found.consequences)
    page.bullet(each.cleared ? each.title + ", gone again" : each.title, each.cleared ? Tone::faint : Tone::plain);

  page.heading("ACTS NOW");
  if (found.now.empty()) page.item("Nothing.");
  for (const Act& act : found.now) show_act(page, act, "at most");

  page.heading("NEXT, BY ITSELF");
  if (found.next) show_act(page, *found.next, "in");
  if (!found.next) page.item("Nothing.");
  if (!found.armed.empty()) page.item("Stands by:");
  for (const std::string& armed : found.armed) page.bullet(armed);
  const auto offers_stop = [&](const Decision& decision) {
    return std::ranges::count(decision.commands, found.stop) > 0;
  };
  if (!found.stop.empty() && std::ranges::none_of(found.decisions, offers_stop)) {
    page.item(found.over ? "To end it without waiting:" : "To stop it all:");
    page.command(found.stop);
    page.item(found.stop_means, Tone::faint);
  }

  page.heading("YOU MUST DECIDE");
  if (found.decisions.empty()) page.item("Nothing now.", Tone::good);
  for (const Decision& decision : found.decisions) show_decision(page, decision);

  if (!found.told.empty()) page.heading("PEOPLE WERE TOLD");
  for (const std::string& told : found.told) page.bullet(told);
  if (!found.failed.empty()) page.heading("WENT WRONG");
  for (const std::string& failed : found.failed) page.bullet(failed, Tone::bad);
}

void show_calm(Page& page, const Screen& screen) {
  const auto services = screen.services.items();
  const bool all_up = std::ranges::none_of(services, [](const View& each) { return each["level"].text() == "down"; });
  if (screen.unanswered.empty() && all_up) {
    page.line("No incident. Nothing to decide.", Tone::good);
  } else if (screen.unanswered.empty()) {
    page.line("No incident is open, and services are down. What each waits for: holdfast why SERVICE", Tone::bad);
  } else {
    page.line("No incident is open, but this is so:", Tone::bad);
    for (const std::string& title : screen.unanswered) page.bullet(title, Tone::bad);
    page.line("It was dismissed or stood down: nothing acts before it has gone and come again.");
  }
  if (screen.latest.exists()) {
    const auto history = screen.latest["history"].items();
    const View last = history.empty() ? View() : history.back();
    page.line(
        fmt::format("Last: {} {}, {} {} after {}", printable(screen.latest["id"].text()),
                    printable(screen.latest["title"].text()), screen.latest["state"].text(),
                    clock_time(last["at"].text(), screen.now), human(last["after_ms"].span().value_or(Duration{}))),
        Tone::faint);
  }
  if (!screen.left.empty()) page.heading("STILL SWITCHED BY A PLAN");
  for (const std::string& left : screen.left) page.bullet(left, Tone::warning);
}

void show_supply(Page& page, const Supply& supply) {
  const Tone tone = supply.source == "normal" ? Tone::good : Tone::bad;
  page.ends(margin + supply.device, Tone::plain, supply.source.empty() ? "not known" : supply.source, tone);
  std::string battery = supply.charge;
  if (supply.runtime) battery += fmt::format("{}lasts about {}", battery.empty() ? "" : ", ", human(*supply.runtime));
  if (!battery.empty()) page.detail("battery " + battery, Tone::plain);
}

// Until when the batteries carry a service that hangs on nothing else now.
std::string hold_text(const View& service, const std::string& now) {
  const auto left = service["batteries_left_ms"].span();
  if (!left) return "";
  if (*left <= Duration{}) return "its time on batteries is over";
  const auto unshed = service["batteries_left_without_shedding_ms"].span();
  const char* const condition = !unshed || *unshed < *left ? " if loads are shed" : "";
  const std::string until = service["held_until"].text();
  if (until.empty()) return fmt::format("held {}{}", human(*left), condition);  // the time is not certain
  const std::string time = clock_time(until, now);
  return fmt::format("held until {}{}", time.substr(0, time.rfind(':')), condition);
}

void show_service(Page& page, const View& service, const std::string& now) {
  const std::string level = service["level"].text();
  const std::string title = printable(service["title"].text().empty() ? service["id"].text() : service["title"].text());
  const auto elapsed = service["elapsed_ms"].span();
  const auto rto = service["rto_ms"].span();
  const auto left = service["rto_left_ms"].span();
  const bool down = level == "down";
  page.ends(margin + title, Tone::plain,
            down                ? "DOWN"
            : level == "normal" ? "up"
                                : "not known",
            tone_of_service(level));
  if (!down) {
    const std::string hold = hold_text(service, now);
    if (!hold.empty()) page.detail(hold, Tone::warning);
    return;
  }
  std::string clock = elapsed ? human(*elapsed) : "";
  if (left && rto) {
    const bool missed = service["rto_missed"].flag() || *left < Duration{};
    clock += missed ? fmt::format("; RTO {} MISSED", human(*rto))
                    : fmt::format("; {} left of {}", human(*left), human(*rto));
  }
  if (!clock.empty()) page.detail(clock, Tone::bad);
  if (const auto decide = service["decide_within_ms"].span(); decide && *decide > Duration{})
    page.detail(fmt::format("decide within {}", human(*decide)), Tone::bad);
  if (const std::string impact = impact_text(service); !impact.empty()) page.detail(impact, Tone::plain);
}

json::value span_json(const std::optional<Duration>& span) {
  if (!span) return nullptr;
  return *span / std::chrono::milliseconds{1};
}

json::object act_json(const Act& act) {
  return {{"step", act.step}, {"text", act.text}, {"note", act.note}, {"left_ms", span_json(act.left)}};
}

json::array texts_json(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object case_json(const Case& found) {
  json::array now, decisions;
  for (const Act& act : found.now) now.push_back(act_json(act));
  for (const Decision& each : found.decisions)
    decisions.push_back({{"question", each.question},
                         {"otherwise", each.otherwise},
                         {"left_ms", span_json(each.left)},
                         {"asked", each.asked},
                         {"commands", texts_json(each.commands)}});
  json::value next = nullptr;
  if (found.next) next = act_json(*found.next);
  json::array consequences;
  for (const Consequence& each : found.consequences)
    consequences.push_back({{"title", each.title}, {"cleared", each.cleared}});
  return {{"id", found.id},
          {"title", found.title},
          {"state", found.state},
          {"notes", texts_json(found.notes)},
          {"affected", found.affected},
          {"consequences", std::move(consequences)},
          {"opened", found.began},
          {"since_ms", span_json(found.since)},
          {"why", found.why},
          {"cause_unsure", found.cause_unsure},
          {"now", std::move(now)},
          {"next", std::move(next)},
          {"armed", texts_json(found.armed)},
          {"told", texts_json(found.told)},
          {"failed", texts_json(found.failed)},
          {"stop", found.stop},
          {"decisions", std::move(decisions)}};
}

}  // namespace

std::string screen_text(const Screen& screen, bool colour) {
  Page page(colour);
  page.ends(screen.site, Tone::strong, clock_time(screen.now) + " UTC", Tone::faint);
  if (!screen.title.empty()) page.line(screen.title, Tone::faint);
  page.line("");
  bool first = true;
  for (const Case& found : screen.cases) {
    if (!first) {
      page.line("");
      page.line(std::string(screen_width, '='));
    }
    first = false;
    show_case(page, found, screen.now);
  }
  if (screen.cases.empty()) show_calm(page, screen);
  if (!screen.supplies.empty()) page.heading("POWER");
  for (const Supply& supply : screen.supplies) show_supply(page, supply);
  const auto services = screen.services.items();
  if (!services.empty()) page.heading("SERVICES");
  for (const View& service : services) show_service(page, service, screen.now);
  page.heading(screen.concerns.empty() ? "DEVICES" : "NOT AS IT SHOULD BE");
  for (const std::string& concern : screen.concerns) page.bullet(concern, Tone::warning);
  if (screen.concerns.empty())
    page.item(screen.devices == 1 ? "It answers." : fmt::format("All {} answer.", screen.devices), Tone::good);
  return page.take();
}

json::value screen_json(const Screen& screen) {
  json::array incidents;
  for (const Case& found : screen.cases) incidents.push_back(case_json(found));
  json::array supplies;
  for (const Supply& each : screen.supplies)
    supplies.push_back({{"device", each.device},
                        {"source", each.source},
                        {"charge", each.charge},
                        {"runtime_ms", span_json(each.runtime)}});
  return {{"site", screen.site},
          {"now", screen.now},
          {"incidents", std::move(incidents)},
          {"supplies", std::move(supplies)},
          {"services", screen.services.json()},
          {"unanswered", texts_json(screen.unanswered)},
          {"still_switched", texts_json(screen.left)},
          {"concerns", texts_json(screen.concerns)}};
}

void show_screen(Session& session) {
  const auto status = session.ask({"GET", "/status", {}, "", ""});
  if (!status) return;
  const auto points = session.ask({"GET", "/points", {}, "", ""});
  if (!points) return;
  const Screen screen = look(*status, *points);
  if (session.as_json) return session.print_json(screen_json(screen));
  session.print(screen_text(screen, session.layout.colour));
}

}  // namespace holdfast::cli
