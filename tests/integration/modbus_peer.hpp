// A Modbus/TCP device made of bytes: every request is answered by what the test says, right or wrong.
// Loopback, on the loop of the test; must outlive the loop's run.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <vector>

namespace holdfast::testing {

using Bytes = std::vector<std::uint8_t>;

struct PeerAnswer {
  Bytes bytes;  // nothing: silence
  bool close_after = false;
  std::chrono::milliseconds drip{0};  // between single bytes; 0: all at once
  std::chrono::milliseconds late{0};  // before the first byte; while it waits nothing else is answered
};

class ModbusPeer {
 public:
  // `answer` gets the whole request frame.
  using Answer = std::function<PeerAnswer(const Bytes& request)>;
  ModbusPeer(boost::asio::io_context& loop, Answer answer);
  ~ModbusPeer();

  std::uint16_t port() const;
  int connections() const { return connections_; }
  int requests() const { return requests_; }
  void set_answer(Answer answer) { answer_ = std::move(answer); }
  void hang_up();  // closes every connection, keeps listening

 private:
  boost::asio::awaitable<void> accept();
  boost::asio::awaitable<void> serve(boost::asio::ip::tcp::socket* socket);

  boost::asio::io_context& loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<std::unique_ptr<boost::asio::ip::tcp::socket>> sockets_;
  Answer answer_;
  int connections_ = 0;
  int requests_ = 0;
};

// A correct answer: the register at address a holds a (coil a: a is odd); writes are echoed.
Bytes right_answer(const Bytes& request);
Bytes exception_answer(const Bytes& request, std::uint8_t exception);

}  // namespace holdfast::testing
