// A Modbus/TCP device made of bytes: every request is answered by what the test says, right or wrong.
// Loopback, on the loop of the test; must outlive the loop's run.
#pragma once

#include <functional>

#include "tests/integration/tcp_peer.hpp"

namespace holdfast::testing {

class ModbusPeer {
 public:
  // `answer` gets the whole request frame.
  using Answer = std::function<PeerAnswer(const Bytes& request)>;
  ModbusPeer(boost::asio::io_context& loop, Answer answer);

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

// A correct answer: the register at address a holds a (coil a: a is odd); writes are echoed.
Bytes right_answer(const Bytes& request);
Bytes exception_answer(const Bytes& request, std::uint8_t exception);

}  // namespace holdfast::testing
