// The agent's window for the person at the box: a few HTTP requests on a Unix socket, guarded by file mode and peer
// credentials (root, the agent's own user, members of the socket's group). Answers JSON made by the callbacks it is
// handed.
#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "platform/clock.hpp"
#include "platform/result.hpp"
#include "platform/tasks.hpp"

namespace holdfast::serve {

struct Request {
  std::string method;                        // "GET", "POST"
  std::string path;                          // "/points"
  std::map<std::string, std::string> query;  // decoded
  std::string body;
  std::string who;  // user name of the peer
};

struct Reply {
  int status = 200;
  std::string json;
};

class LocalServer {
 public:
  using Handler = std::function<Reply(const Request&)>;  // quick: runs on the loop

  LocalServer(boost::asio::any_io_executor loop, platform::Clock& clock, std::string socket_path);
  ~LocalServer();  // removes the socket file

  // One handler an exact path. Unknown paths get 404, other methods 405.
  void on(std::string method, std::string path, Handler handler);

  // Binds with mode 0660. conflict: a living agent answers on it; a dead one's file is replaced.
  Result<void> bind();
  void start(platform::TaskGroup& tasks);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// The other end, for the command line: blocking, with a deadline. not_found: no agent is running there.
Result<Reply> ask_agent(const std::string& socket_path, const Request& request, Duration patience);

// $HOLDFAST_SOCKET, else /run/holdfast/agent.sock (root), else $XDG_RUNTIME_DIR/holdfast.sock.
std::string default_socket_path();

}  // namespace holdfast::serve
