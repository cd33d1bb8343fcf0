// How a person's word reaches the agent: checked against its state first, then said, and reported done only when the
// agent's state shows it.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <string>

#include "agent/cli/session.hpp"
#include "agent/cli/view.hpp"

namespace holdfast::cli {

struct Word {
  boost::json::object body;                           // what is said
  std::function<std::string(const View&)> objection;  // why it would mean nothing now; empty: it means something
  std::function<bool(const View&)> is_done;
  std::function<void(const View&)> report;
  std::string advice;                     // where to look when it comes to nothing
  const char* path = "/word";             // where it is said
  const char* state = "/status";          // what is looked at: handed to the functions above
  std::function<void(const View&)> meet;  // if set: sees the state before anything else does
};

void speak(Session& session, const Word& word);

// The incident of that name in what /status answers; nothing if it is not there.
View incident_in(const View& status, const std::string& id);

}  // namespace holdfast::cli
