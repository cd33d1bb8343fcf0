#include "tests/integration/line_peer.hpp"

#include <boost/asio/read_until.hpp>

namespace holdfast::testing {

namespace asio = boost::asio;

LinePeer::LinePeer(asio::io_context& loop, Answer answer)
    : answer_(std::move(answer)), peer_(loop, [this](TcpPeer::Socket* socket) { return serve(socket); }) {}

asio::awaitable<void> LinePeer::serve(TcpPeer::Socket* socket) {
  std::string received;
  while (true) {
    const auto [error, size] =
        co_await asio::async_read_until(*socket, asio::dynamic_buffer(received), '\n', as_values);
    if (error) co_return;
    const std::string line = received.substr(0, size - 1);
    received.erase(0, size);
    ++requests_;
    const LineAnswer answer = answer_(line);
    PeerAnswer sent;
    sent.bytes.assign(answer.bytes.begin(), answer.bytes.end());
    sent.close_after = answer.then == LineAnswer::Then::close;
    const bool goes_on = co_await send_answer(socket, std::move(sent));
    if (!goes_on) co_return;
  }
}

}  // namespace holdfast::testing
