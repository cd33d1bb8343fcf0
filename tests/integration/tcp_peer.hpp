// A server on loopback that a test makes of a coroutine for each connection; and how an answer is sent that may come
// late, in drips, or be the last. On the loop of the test; must outlive the loop's run.
#pragma once

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace holdfast::testing {

constexpr auto as_values = boost::asio::as_tuple(boost::asio::use_awaitable);

class TcpPeer {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using Serve = std::function<boost::asio::awaitable<void>(Socket* socket)>;  // until it is closed
  TcpPeer(boost::asio::io_context& loop, Serve serve);
  ~TcpPeer();  // the coroutines have ended then

  std::uint16_t port() const;
  int connections() const { return connections_; }
  void hang_up();  // closes every connection, keeps listening

 private:
  boost::asio::awaitable<void> accept();

  boost::asio::io_context& loop_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::vector<std::unique_ptr<Socket>> sockets_;
  Serve serve_;
  int connections_ = 0;
};

using Bytes = std::vector<std::uint8_t>;

struct PeerAnswer {
  Bytes bytes;  // nothing: silence
  bool close_after = false;
  std::chrono::milliseconds drip{0};  // between single bytes; 0: all at once
  std::chrono::milliseconds late{0};  // before the first byte; while it waits nothing else is answered
};

// False when the connection is closed then.
template <class Stream>
boost::asio::awaitable<bool> send_answer(Stream* stream, PeerAnswer answer) {
  boost::asio::steady_timer pause{stream->get_executor()};
  pause.expires_after(answer.late);
  const auto [late] = co_await pause.async_wait(as_values);
  if (late) co_return false;
  const std::size_t step = answer.drip.count() > 0 ? 1 : answer.bytes.size();
  for (std::size_t at = 0; at < answer.bytes.size(); at += step) {
    const auto piece = boost::asio::buffer(answer.bytes.data() + at, std::min(step, answer.bytes.size() - at));
    const auto [error, written] = co_await boost::asio::async_write(*stream, piece, as_values);
    if (error) co_return false;
    if (answer.drip.count() == 0) continue;
    pause.expires_after(answer.drip);
    const auto [waited] = co_await pause.async_wait(as_values);
    if (waited) co_return false;
  }
  if (!answer.close_after) co_return true;
  boost::system::error_code ignored;
  stream->close(ignored);
  co_return false;
}

}  // namespace holdfast::testing
