#include "tests/integration/line_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace holdfast::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

void ignore_end(std::exception_ptr) {}

}  // namespace

LinePeer::LinePeer(asio::io_context& loop, Answer answer)
    : loop_(loop), acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), answer_(std::move(answer)) {
  asio::co_spawn(loop_, accept(), ignore_end);
}

// The coroutines end at once: their sockets are closed before the loop runs for the last time.
LinePeer::~LinePeer() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  hang_up();
  loop_.restart();
  loop_.poll();
}

std::uint16_t LinePeer::port() const { return acceptor_.local_endpoint().port(); }

void LinePeer::hang_up() {
  boost::system::error_code ignored;
  for (const auto& socket : sockets_) socket->close(ignored);
}

asio::awaitable<void> LinePeer::accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(as_values);
    if (error) co_return;
    ++connections_;
    sockets_.push_back(std::make_unique<tcp::socket>(std::move(socket)));
    asio::co_spawn(loop_, serve(sockets_.back().get()), ignore_end);
  }
}

asio::awaitable<void> LinePeer::serve(tcp::socket* socket) {
  std::string received;
  while (true) {
    const auto [error, size] =
        co_await asio::async_read_until(*socket, asio::dynamic_buffer(received), '\n', as_values);
    if (error) co_return;
    const std::string line = received.substr(0, size - 1);
    received.erase(0, size);
    ++requests_;
    const LineAnswer answer = answer_(line);
    const auto [write_error, written] = co_await asio::async_write(*socket, asio::buffer(answer.bytes), as_values);
    if (write_error) co_return;
    if (answer.then == LineAnswer::Then::close) {
      boost::system::error_code ignored;
      socket->close(ignored);
      co_return;
    }
  }
}

}  // namespace holdfast::testing
