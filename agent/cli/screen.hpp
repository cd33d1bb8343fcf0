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
};

struct Case {
  std::string id, title, state;
  std::string began;  // RFC 3339
  Duration since{};
  std::string why;
  bool cause_unsure = false;
  std::vector<Act> now;
  std::optional<Act> next;
  std::vector<std::string> armed;   // background steps that may still act
  std::vector<std::string> failed;  // steps that did not do what they should
  std::string stop;                 // the command that stops it, and what that means
  std::string stop_means;
  std::vector<Decision> decisions;
};

struct Screen {
  std::string site, title, now;
  std::vector<Case> cases;            // the open incidents
  std::vector<std::string> concerns;  // what else is not as it should be
  View services;
  View latest;  // the latest closed incident, if none is open
  std::size_t devices = 0;
};

// Refers to `status` afterwards.
Screen look(const boost::json::value& status);

std::string screen_text(const Screen& screen, bool colour);
boost::json::value screen_json(const Screen& screen);

}  // namespace holdfast::cli
