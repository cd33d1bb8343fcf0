#include "tests/integration/tcp_peer.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace holdfast::testing {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

void ignore_end(std::exception_ptr) {}

}  // namespace

TcpPeer::TcpPeer(asio::io_context& loop, Serve serve)
    : loop_(loop), acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), serve_(std::move(serve)) {
  asio::co_spawn(loop_, accept(), ignore_end);
}

// The coroutines end at once: their sockets are closed before the loop runs for the last time.
TcpPeer::~TcpPeer() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  hang_up();
  loop_.restart();
  loop_.poll();
}

std::uint16_t TcpPeer::port() const { return acceptor_.local_endpoint().port(); }

void TcpPeer::hang_up() {
  boost::system::error_code ignored;
  for (const auto& socket : sockets_) socket->close(ignored);
}

asio::awaitable<void> TcpPeer::accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(as_values);
    if (error) co_return;
    ++connections_;
    sockets_.push_back(std::make_unique<tcp::socket>(std::move(socket)));
    asio::co_spawn(loop_, serve_(sockets_.back().get()), ignore_end);
  }
}

}  // namespace holdfast::testing
