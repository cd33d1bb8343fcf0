// What every command shares: where its output goes, how it asks the agent, and the exit code it leaves behind.
// Owned by command_line(); outlives every command.
#pragma once

#include <boost/json.hpp>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>

#include "agent/cli/terminal.hpp"
#include "agent/serve/local_server.hpp"

namespace holdfast::cli {

class Session {
 public:
  using Ask = std::function<Result<serve::Reply>(const std::string& socket, const serve::Request& request)>;
  using Pause = std::function<void()>;
  static constexpr int looks =
      30;  // how often a command looks whether its word has had its effect, with pauses between

  Session(std::ostream& out, std::ostream& err, Layout page, Ask ask, Pause wait)
      : layout(page), out_(out), err_(err), ask_(std::move(ask)), pause_(std::move(wait)) {}

  // What the agent answers. Nothing when it cannot be asked: then it is said on stderr, and `exit_code` is set.
  std::optional<boost::json::value> ask(serve::Request request);

  void pause() { pause_(); }
  void print(const std::string& text);
  void print_json(const boost::json::value& json);  // one line
  void complain(const std::string& text);           // to stderr, as it is
  void fail(int code, const std::string& sentence,
            const std::string& advice = "");  // "holdfast: sentence", and advice below

  Layout layout;
  std::string socket;    // --socket; empty: the default of this user
  bool as_json = false;  // --json
  int exit_code = 0;

 private:
  std::ostream& out_;
  std::ostream& err_;
  Ask ask_;
  Pause pause_;
};

}  // namespace holdfast::cli
