// The screen for 3 a.m.: what of the agent's whole state a person needs who has just been woken. Pure.
// Always 40 columns: it reads the same on a phone, on a serial console and in a wide window.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "agent/cli/terminal.hpp"
#include "agent/cli/view.hpp"

namespace holdfast::cli {

inline constexpr int screen_width = 40;

// Something that happens in the world at this moment, or what comes next by itself.
struct Act {
  std::string step;  // empty: no step of a plan
  std::string text;
  std::string note;              // why it is held, what it waits for
  std::optional<Duration> left;  // until its deadline
};

struct Decision {
  std::string question;
  std::string otherwise;  // what becomes of it without an answer
  std::optional<Duration> left;
  std::vector<std::string> commands;  // the answers
  std::string about = "";             // "confirm", "step reconnect": the agent's question
  std::string asked = "";             // who was asked, since when, and who is asked next
};

struct Consequence {
  std::string title;
  bool cleared = false;
};

struct Case {
  std::string id, disruption, title, state;
  bool warning = false;            // of something that has not happened yet
  bool by_people = false;          // no sensor sees it now: people say when it is real and when it is over
  bool return_waits = false;       // the response goes on to its end although the cause has gone
  bool over = false;               // nothing is left to do: it closes when nothing is awaited
  std::vector<std::string> notes;  // where it comes from, when it is expected, of what it is a part
  std::string affected;            // services that were down
  std::vector<Consequence> consequences;
  std::string began;  // RFC 3339
  Duration since{};
  std::string why;
  bool cause_unsure = false;
  std::vector<Act> now;
  std::optional<Act> next;
  std::vector<std::string> armed;   // background steps that may still act
  std::vector<std::string> failed;  // steps that did not do what they should
  std::vector<std::string> told;    // what people have been told in this stage, "role: text"
  std::string stop;                 // the command that stops it, and what that means
  std::string stop_means;
  std::vector<Decision> decisions;
};

// A UPS as it stands: how long it lasts is what a night hangs on.
struct Supply {
  std::string device;
  std::string source;  // "on_battery"; empty: not known now
  std::string charge;  // "87 %"
  std::optional<Duration> runtime;
};

struct Screen {
  std::string site, title, now;
  std::vector<Case> cases;              // the open incidents
  std::vector<std::string> unanswered;  // disruptions that are so and have no open incident: a person has ended it
  std::vector<Supply> supplies;
  std::vector<std::string> concerns;  // what else is not as it should be
  View services;
  View latest;                    // the latest closed incident, if none is open
  std::vector<std::string> left;  // what the plan of a closed one has switched and nobody has switched back
  std::size_t devices = 0;
};

// `points` may be null: then nothing is said of supplies. Refers to `status` afterwards.
Screen look(const boost::json::value& status, const boost::json::value& points);

std::string screen_text(const Screen& screen, bool colour);
boost::json::value screen_json(const Screen& screen);

}  // namespace holdfast::cli
