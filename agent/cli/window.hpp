// What the running agent shows and takes at its local socket: the JSON that the commands of this folder read.
// Everything that it shows is read from the parts at the moment of asking; all of them must outlive it.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "agent/act/turn_runner.hpp"
#include "agent/journal/journal.hpp"
#include "agent/poll/poller.hpp"
#include "agent/poll/readings.hpp"
#include "agent/publish/publisher.hpp"
#include "agent/serve/local_server.hpp"

namespace holdfast::cli {

struct Parts {
  platform::Clock& clock;
  const engine::Engine& engine;
  const model::Points& points;
  const poll::Poller& poller;
  const journal::Journal& journal;
  act::TurnRunner& turns;
  poll::Readings& readings;
  const publish::Publisher* publisher = nullptr;  // none: nothing is published
  std::string agent;
  std::string journal_path;
  SteadyTime since{};
};

class Window {
 public:
  explicit Window(Parts parts) : parts_(std::move(parts)) {}

  // GET /status, GET /points?device=ID, GET /readiness, GET and POST /evidence, POST /word.
  void open_on(serve::LocalServer& server);

  void note_lag(Duration lag);                              // of the polling wheel
  boost::json::object device(const std::string& id) const;  // its state and points, without what changes all the time

 private:
  model::Stamp this_moment() const;
  model::Day today() const;  // at the site
  boost::json::object status() const;
  boost::json::value readiness() const;
  boost::json::object points(const std::string& only) const;
  // window_words.cpp
  boost::json::object evidence() const;
  serve::Reply take_word(const serve::Request& request);
  serve::Reply take_evidence(const serve::Request& request);

  Parts parts_;
  Duration worst_lag_{};
};

}  // namespace holdfast::cli
