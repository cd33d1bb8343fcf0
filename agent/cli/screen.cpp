#include "agent/cli/screen.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "agent/cli/extent.hpp"
#include "agent/cli/tones.hpp"
#include "agent/cli/words.hpp"

namespace holdfast::cli {

namespace {

std::string name_of(const View& step) {
  const std::string title = printable(step["title"].text());
  return title.empty() ? printable(step["id"].text()) : title;
}

// "pdu-a.outlet.7.status: on -> off"
std::string change_of(const View& step) {
  if (step["point"].text().empty()) return "";
  const std::string before = step["before"].text();
  return printable(
      fmt::format("{}: {}{}", step["point"].text(), before.empty() ? "" : before + " -> ", step["wanted"].text()));
}

Act act_of(const View& step, const std::string& note) {
  return {step["id"].text(), name_of(step), note, step["deadline_ms"].span()};
}

Decision decision_of(const View& step, const std::string& incident) {
  Decision decision;
  decision.left = step["deadline_ms"].span();
  const std::string arguments = fmt::format("{} {}", incident, printable(step["id"].text()));
  decision.commands = {"holdfast approve " + arguments, "holdfast deny " + arguments};
  decision.about = "step " + step["id"].text();
  const std::string reason = printable(step["reason"].text());
  if (step["action"].text() == "approve") {
    decision.question = reason.empty() ? name_of(step) : reason;
    decision.otherwise = "No answer counts as no.";
    return decision;
  }
  decision.left.reset();
  decision.question = fmt::format("{}: is it done? {}. {}", name_of(step), reason, change_of(step));
  decision.otherwise = "The plan waits. Look at the device: approve if it is done, deny if not.";
  return decision;
}

void look_at_step(const View& step, Case& found) {
  const std::string state = step["state"].text();
  if (state == "needs_operator") found.decisions.push_back(decision_of(step, found.id));
  const std::string action = step["action"].text();
  if (state == "verified" && (action == "notify" || action == "note") && !step["text"].text().empty()) {
    const std::string role = printable(step["role"].text());
    found.told.push_back((role.empty() ? "" : role + ": ") + printable(step["text"].text()));
  }
  if (state == "failed") found.failed.push_back(fmt::format("{}: {}", name_of(step), printable(step["reason"].text())));
  if (!is_step_under_way(state)) return;
  const std::string doubt = state == "unknown"   ? "interrupted; being read again"
                            : state == "undoing" ? "being undone"
                                                 : "";
  found.now.push_back(act_of(step, doubt.empty() ? change_of(step) : doubt));
}

// The first step of a list that will come by itself; of background steps nobody knows when.
std::optional<Act> first_pending(const View& steps, bool protect_only) {
  for (const View& step : steps.items()) {
    if (step["background"].flag() || (protect_only && !step["protect"].flag())) continue;
    if (step["state"].text() != "pending") continue;
    return act_of(step, printable(step["reason"].text()));
  }
  return std::nullopt;
}

void look_at_run(const View& run, Case& found) {
  for (const View& step : run["steps"].items()) {
    look_at_step(step, found);
    if (step["background"].flag() && step["state"].text() == "pending" && run["stage"].text() != "restore")
      found.armed.push_back(name_of(step));
  }
  const std::string stage = run["stage"].text();
  if (stage == "restore") found.told.clear();
  for (const View& step : run["restore"].items()) look_at_step(step, found);
  if (stage == "halted") {
    found.armed.clear();
    Decision decision;
    decision.question = "The plan has stopped because a step failed. Finish by hand, then end the incident.";
    decision.otherwise = "Nothing more happens by itself.";
    decision.commands = {fmt::format("holdfast stand-down {} --reason TEXT", found.id)};
    decision.about = "finish";
    found.decisions.push_back(std::move(decision));
    return;
  }
  if (stage == "restore") {
    found.next = first_pending(run["restore"], false);
    if (!found.next && found.now.empty()) found.next = Act{"", "The incident closes.", "", {}};
    return;
  }
  found.next = first_pending(run["steps"], stage == "protective");
  if (found.next && !found.decisions.empty()) found.next->note = "after your answer";
  if (found.next || stage == "protective") return;
  const auto first = first_pending(run["restore"], false);
  found.next = Act{"", "", first ? "It begins with: " + first->text : "The incident closes then.", {}};
}

// When the response is done: whether the cause has gone, and for how long it must stay away.
void look_at_return(const View& disruption, Case& found) {
  if (!found.next || !found.next->text.empty()) return;
  found.next->left = disruption["due_ms"].span();
  found.next->text = found.return_waits ? "The return."
                     : found.next->left ? "The return: the cause has gone and must stay away."
                     : found.by_people  ? "The return, once somebody says that it is over."
                                        : "The return, once the cause has gone.";
}

// Before a plan runs, or without one.
Act without_run(const View& disruption, const Case& found) {
  if (found.state == "verified") return {"", "Nothing before it is declared.", "", {}};
  if (found.state != "detected" && found.by_people)
    return {"", "No plan answers this. It ends when you say so.", "", {}};
  if (found.state != "detected") return {"", "No plan answers this. It closes when the cause has gone.", "", {}};
  if (found.warning) return {"", "Nothing before it has come true.", "", {}};
  if (found.by_people) return {"", "Nothing before your answer.", "", {}};
  if (disruption["phase"].text() == "asking") return {"", "Nothing before your answer.", "", {}};
  return {"", "Its witnesses are asked. Then it counts as verified, or you are asked.", "",
          disruption["verify_ms"].span()};
}

void look_at_state(const View& disruption, Case& found) {
  const bool acts = found.state == "responding" && !found.return_waits;
  const bool asked_again = found.state != "detected" && !acts && disruption["phase"].text() == "asking";
  const std::string dismiss = fmt::format("holdfast dismiss {} --reason TEXT", found.id);
  const std::string stand_down = fmt::format("holdfast stand-down {} --reason TEXT", found.id);
  const bool early = found.state == "detected" || found.state == "verified";
  found.stop = early ? dismiss : stand_down;
  if (found.state == "closed" || found.state == "dismissed") found.stop.clear();
  found.stop_means = early ? "What was done is taken back." : "What was switched stays as it is.";
  if (found.over) found.stop_means = "The reason stands for the data, too.";
  if (found.over && !asked_again) return;
  const std::string confirm = fmt::format("holdfast confirm {}", found.id);
  const std::string resolve = fmt::format("holdfast incident resolve {}", found.id);
  if (found.state == "detected" && found.warning) {
    found.decisions.push_back({"Has it come true?", "Until then only protective steps run.", {}, {confirm, dismiss}});
  } else if (found.state == "detected" && found.by_people) {
    found.decisions.push_back(
        {"Is it real? No sensor tells.", "It stays open until you answer.", {}, {confirm, dismiss}, "confirm"});
  } else if (asked_again) {
    found.decisions.push_back({"It seems to be back, and no witness confirms it. Is it real?",
                               found.over ? "Until then the incident stays open." : "Until then the return goes on.",
                               {},
                               {confirm, dismiss},
                               "confirm"});
  } else if (found.state == "detected" && disruption["phase"].text() == "asking") {
    found.decisions.push_back({"Is it real? No witness confirms it.",
                               "Until then only protective steps run.",
                               {},
                               {confirm, dismiss},
                               "confirm"});
  }
  if (found.state == "verified" && !asked_again) {
    Decision decision{"Declare the incident? The plan begins then.",
                      "It closes by itself when the cause has gone.",
                      {},
                      {fmt::format("holdfast declare {}", found.id), dismiss},
                      "declare"};
    if (found.by_people) {
      decision.otherwise = "It closes when you say that it is over.";
      decision.commands.push_back(resolve);
    }
    found.decisions.push_back(std::move(decision));
  }
  if (found.state == "responding" && found.by_people && !found.return_waits)
    found.decisions.push_back({"When it is over, say so.", "", {}, {resolve}});
}

// Services that should be back by now: a person looks after them, or ends the incident.
void look_for_overdue(const View& incident, Case& found) {
  for (const View& question : incident["questions"].items()) {
    if (question["about"].text() != "service") continue;
    const std::string service = printable(question["service"].text());
    found.decisions.push_back({fmt::format("Why is {} not back?", service),
                               "The incident stays open until it is.",
                               {},
                               {"holdfast why " + service, found.stop},
                               "service " + service});
  }
}

// What is known of it beside its course, and what is still to be said.
void look_at_extent(const View& incident, Case& found) {
  for (const std::string& note :
       {warning_text(incident), source_text(incident), part_text(incident), no_return_text(incident)})
    if (!note.empty()) found.notes.push_back(note);
  found.affected = names_of(incident["affected"]);
  for (const View& each : incident["consequences"].items()) {
    const std::string title = each["title"].text().empty() ? each["disruption"].text() : each["title"].text();
    found.consequences.push_back({printable(title), each["cleared"].flag()});
  }
  const std::string down = names_of(incident["awaits_services"]);
  const auto awaited = incident["awaits_data"].items();
  for (const View& each : awaited) {
    const std::string service = printable(each.text());
    found.decisions.push_back(
        {fmt::format("What became of the data of {}?", service),
         down.empty() ? "The incident closes once this is said." : "Without this the incident does not close.",
         {},
         data_commands(found.id, service),
         "data " + service});
  }
  const char* const answer = awaited.empty() ? "" : "after your answer";
  if (!down.empty())
    found.next = Act{"",
                     fmt::format("The incident closes once {} {} back.", down, is_or_are(incident["awaits_services"])),
                     answer,
                     {}};
  if (down.empty() && !awaited.empty()) found.next = Act{"", "The incident closes.", answer, {}};
  look_for_overdue(incident, found);
}

void say_who_was_asked(const View& incident, Case& found) {
  for (const View& question : incident["questions"].items()) {
    const std::string step = question["step"].text();
    const std::string service = printable(question["service"].text());
    const std::string about =
        question["about"].text() + (step.empty() ? "" : " " + step) + (service.empty() ? "" : " " + service);
    for (Decision& decision : found.decisions)
      if (decision.about == about) decision.asked = asked_text(question);
  }
}

// Of what no sensor told: who said so, then who agreed.
std::string said_by(const View& incident) {
  std::string text;
  for (const View& each : incident["history"].items()) {
    const std::string state = each["state"].text();
    const std::string who = printable(each["who"].text());
    if (state == "detected") text = "Said by " + who;
    if (state == "verified") return text + "; confirmed by " + who;
  }
  return text;
}

// What was evidence, then who agreed: the reasons of the first transitions.
std::string why(const View& incident) {
  std::string text;
  for (const View& each : incident["history"].items()) {
    const std::string state = each["state"].text();
    const std::string reason = printable(each["reason"].text());
    if (reason.empty() || (state != "detected" && state != "verified")) continue;
    if (state == "verified" && incident["cause_unsure"].flag()) break;
    text += text.empty() ? reason : "; confirmed by: " + reason;
    if (state == "verified") break;
  }
  return text;
}

Case look_at(const View& incident, const View& status) {
  Case found;
  found.id = printable(incident["id"].text());
  found.disruption = incident["disruption"].text();
  found.title = printable(incident["title"].text());
  found.state = incident["state"].text();
  found.began = incident["opened"].text();
  found.since = incident["since_ms"].span().value_or(Duration{});
  found.cause_unsure = incident["cause_unsure"].flag();
  found.why = is_raised_by_people(incident) ? said_by(incident) : why(incident);
  View disruption;
  for (const View& each : status["disruptions"].items())
    if (each["id"].text() == incident["disruption"].text()) disruption = each;
  found.warning = incident["is_warning"].flag();
  found.over = incident["over"].flag();
  found.return_waits = incident["return_waits"].flag();
  // What was dealt with before, and is still so, waits for no witness: a person's word is enough.
  const std::string phase = disruption.exists() ? disruption["phase"].text() : "quiet";
  const bool dealt_with = found.state == "detected" && (phase == "verified" || phase == "dismissed");
  found.by_people = is_raised_by_people(incident) && (phase == "quiet" || dealt_with);
  if (incident["run"].exists()) {
    look_at_run(incident["run"], found);
    look_at_return(disruption, found);
  }
  if (!found.next && !found.over && found.state != "restoring" && found.decisions.empty())
    found.next = without_run(disruption, found);
  look_at_state(disruption, found);
  look_at_extent(incident, found);
  say_who_was_asked(incident, found);
  return found;
}

void look_at_supplies(const View& points, Screen& screen) {
  for (const auto& [id, device] : points["devices"].entries()) {
    if (device["class"].text() != "ups") continue;
    const auto good = [&device = device](const char* point) {
      const View sample = device["points"][point];
      return sample["quality"].text() == "bad" ? View() : sample["value"];
    };
    Supply supply{printable(id), printable(good("output.source").text()), "", {}};
    if (good("battery.charge").exists()) supply.charge = value_text(good("battery.charge")) + " %";
    if (const auto seconds = good("battery.runtime").number())
      supply.runtime = std::chrono::duration_cast<Duration>(std::chrono::duration<double>(*seconds));
    screen.supplies.push_back(std::move(supply));
  }
}

// After a stand-down nothing switches these back. The agent remembers the run that ended last.
void look_for_left(const View& incident, const View& points, Screen& screen) {
  struct Switched {
    std::string point, before, now;
  };
  std::vector<Switched> all;
  const auto note = [&](const View& step, bool restoring) {
    const std::string point = step["point"].text();
    const auto known = std::ranges::find(all, point, &Switched::point);
    const std::string wanted = step["wanted"].text();
    const bool done = step["state"].text() == "verified";
    if (point.empty() || (restoring && known == all.end())) return;
    if (restoring && !done) {
      if (known->before == known->now) known->before = wanted;  // an earlier round had switched it
    } else if (done && known == all.end()) {
      all.push_back({point, step["before"].text(), wanted});
    } else if (done) {
      known->now = wanted;
    }
  };
  for (const View& step : incident["run"]["steps"].items()) note(step, false);
  for (const View& step : incident["run"]["restore"].items()) note(step, true);
  for (const Switched& each : all) {
    const std::size_t dot = std::min(each.point.find('.'), each.point.size() - 1);
    const View sample = points["devices"][each.point.substr(0, dot)]["points"][each.point.substr(dot + 1)];
    if (each.before.empty() || each.now == each.before || value_text(sample["value"]) != each.now) continue;
    screen.left.push_back(printable(fmt::format("{} is {}, was {}", each.point, each.now, each.before)));
  }
}

void look_for_concerns(const View& status, Screen& screen) {
  for (const View& each : status["devices"].items()) {
    if (each["contact"].text() == "ok") continue;
    screen.concerns.push_back(printable(fmt::format("{} does not answer{}", each["id"].text(),
                                                    each["contact"].text() == "never" ? " and never has" : "")));
  }
  for (const View& each : status["disruptions"].items()) {
    const std::string phase = each["phase"].text();
    const bool so = !phase.empty() && phase != "quiet";
    const auto answers = [&](const Case& found) { return found.disruption == each["id"].text(); };
    if (so && std::ranges::none_of(screen.cases, answers)) screen.unanswered.push_back(printable(each["title"].text()));
    const bool beginning = each["phase"].text() == "quiet" && each["held_ms"].exists();
    if (!each["blind"].flag() && !beginning) continue;
    screen.concerns.push_back(printable(
        fmt::format("{}: {}", each["blind"].flag() ? "cannot see whether" : "may be beginning", each["title"].text())));
  }
  if (status["monitor_only"].exists())
    screen.concerns.push_back(printable(fmt::format(
        "it only watches and switches nothing until `holdfast acknowledge`: {}", status["monitor_only"].text())));
  const std::string journal = printable(status["journal"]["error"].text());
  if (!journal.empty())
    screen.concerns.push_back("the journal cannot be written, so nothing new is decided: " + journal);
  const View broker = status["broker"];
  if (broker.exists() && !broker["connected"].flag())
    screen.concerns.push_back(fmt::format("the operations centre is not reached; waiting for it: {}",
                                          counted(static_cast<std::size_t>(broker["waiting"].count()), "event")));
  if (!status["wall_certain"].flag()) screen.concerns.emplace_back("this box is not sure of the time");
}

}  // namespace

Screen look(const boost::json::value& json, const boost::json::value& points) {
  const View status(json);
  Screen screen;
  screen.site = printable(status["site"].text());
  screen.title = printable(status["title"].text());
  screen.now = status["now"].text();
  screen.services = status["services"];
  screen.devices = status["devices"].items().size();
  for (const View& each : status["incidents"].items()) {
    if (is_open_incident(each["state"].text()) || !each["questions"].items().empty()) {
      screen.cases.push_back(look_at(each, status));
    } else {
      if (!screen.latest.exists()) screen.latest = each;
      look_for_left(each, View(points), screen);
    }
  }
  look_at_supplies(View(points), screen);
  look_for_concerns(status, screen);
  return screen;
}

}  // namespace holdfast::cli
