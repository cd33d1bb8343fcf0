// A Modbus RTU device made of bytes, behind a TCP gateway or on a serial line (a pseudo terminal): every request is
// answered by what the test says, right or wrong. On the loop of the test; must outlive the loop's run.
#pragma once

#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <optional>
#include <string>

#include "tests/integration/modbus_peer.hpp"

namespace holdfast::testing {

class RtuPeer {
 public:
  // `answer` gets the whole request frame, its checksum included.
  using Answer = std::function<PeerAnswer(const Bytes& request)>;
  enum class On { tcp, tty };
  RtuPeer(boost::asio::io_context& loop, On on, Answer answer);
  ~RtuPeer();

  std::string address(int unit) const;  // as in files
  const std::string& tty() const { return tty_; }
  int connections() const { return peer_ ? peer_->connections() : 0; }
  int requests() const { return requests_; }
  void set_answer(Answer answer) { answer_ = std::move(answer); }
  void send(const Bytes& unasked);  // on the tty
  void hang_up();                   // closes the tty, or every connection

 private:
  template <class Stream>
  boost::asio::awaitable<void> serve(Stream* stream);

  boost::asio::io_context& loop_;
  boost::asio::posix::stream_descriptor line_;
  std::string tty_;
  int kept_open_ = -1;  // the other end, so that it may be closed and opened
  Answer answer_;
  int requests_ = 0;
  std::optional<TcpPeer> peer_;  // of On::tcp; ends first: its coroutines are ours
};

Bytes with_checksum(Bytes frame);

// As right_answer() and exception_answer() of modbus_peer.hpp, in RTU.
Bytes right_rtu_answer(const Bytes& request);
Bytes rtu_exception(const Bytes& request, std::uint8_t exception);

}  // namespace holdfast::testing
