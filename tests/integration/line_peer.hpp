// A server whose requests are lines: each is answered by what the test says, right or wrong. Loopback, on the loop of
// the test; must outlive the loop's run.
#pragma once

#include <functional>
#include <string>

#include "tests/integration/tcp_peer.hpp"

namespace holdfast::testing {

struct LineAnswer {
  enum class Then { listen, close };
  std::string bytes;  // nothing: silence
  Then then = Then::listen;
};

class LinePeer {
 public:
  using Answer = std::function<LineAnswer(const std::string& line)>;  // without its end
  LinePeer(boost::asio::io_context& loop, Answer answer);

  std::uint16_t port() const { return peer_.port(); }
  int connections() const { return peer_.connections(); }
  int requests() const { return requests_; }
  void set_answer(Answer answer) { answer_ = std::move(answer); }
  void hang_up() { peer_.hang_up(); }  // closes every connection, keeps listening

 private:
  boost::asio::awaitable<void> serve(TcpPeer::Socket* socket);

  Answer answer_;
  int requests_ = 0;
  TcpPeer peer_;  // ends first: its coroutines are ours
};

}  // namespace holdfast::testing
