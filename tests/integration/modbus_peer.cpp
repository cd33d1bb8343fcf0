#include "tests/integration/modbus_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

namespace holdfast::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

void ignore_end(std::exception_ptr) {}

}  // namespace

ModbusPeer::ModbusPeer(asio::io_context& loop, Answer answer)
    : loop_(loop), acceptor_(loop, tcp::endpoint{asio::ip::address_v4::loopback(), 0}), answer_(std::move(answer)) {
  asio::co_spawn(loop_, accept(), ignore_end);
}

// The coroutines end at once: their sockets are closed before the loop runs for the last time.
ModbusPeer::~ModbusPeer() {
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  hang_up();
  loop_.restart();
  loop_.poll();
}

std::uint16_t ModbusPeer::port() const { return acceptor_.local_endpoint().port(); }

void ModbusPeer::hang_up() {
  boost::system::error_code ignored;
  for (const auto& socket : sockets_) socket->close(ignored);
}

asio::awaitable<void> ModbusPeer::accept() {
  while (true) {
    auto [error, socket] = co_await acceptor_.async_accept(as_values);
    if (error) co_return;
    ++connections_;
    sockets_.push_back(std::make_unique<tcp::socket>(std::move(socket)));
    asio::co_spawn(loop_, serve(sockets_.back().get()), ignore_end);
  }
}

asio::awaitable<void> ModbusPeer::serve(tcp::socket* socket) {
  asio::steady_timer pause{loop_};
  while (true) {
    Bytes request(6);
    const auto [header_error, header_bytes] = co_await asio::async_read(*socket, asio::buffer(request), as_values);
    if (header_error) co_return;
    request.resize(6U + static_cast<std::size_t>(request[4] << 8 | request[5]));
    const auto rest = asio::buffer(request.data() + 6, request.size() - 6);
    const auto [error, bytes] = co_await asio::async_read(*socket, rest, as_values);
    if (error) co_return;
    ++requests_;
    const PeerAnswer answer = answer_(request);
    pause.expires_after(answer.late);
    const auto [late] = co_await pause.async_wait(as_values);
    if (late) co_return;
    const std::size_t step = answer.drip.count() > 0 ? 1 : answer.bytes.size();
    for (std::size_t at = 0; at < answer.bytes.size(); at += step) {
      const auto piece = asio::buffer(answer.bytes.data() + at, std::min(step, answer.bytes.size() - at));
      const auto [write_error, written] = co_await asio::async_write(*socket, piece, as_values);
      if (write_error) co_return;
      if (answer.drip.count() == 0) continue;
      pause.expires_after(answer.drip);
      const auto [waited] = co_await pause.async_wait(as_values);
      if (waited) co_return;
    }
    if (answer.close_after) {
      boost::system::error_code ignored;
      socket->close(ignored);
      co_return;
    }
  }
}

Bytes exception_answer(const Bytes& request, std::uint8_t exception) {
  return {request[0], request[1], 0, 0, 0, 3, request[6], static_cast<std::uint8_t>(request[7] | 0x80), exception};
}

Bytes right_answer(const Bytes& request) {
  const std::uint8_t function = request[7];
  Bytes pdu{function};
  const int first = request[8] << 8 | request[9];
  const int quantity = request[10] << 8 | request[11];
  if (function <= 2) {
    pdu.push_back(static_cast<std::uint8_t>((quantity + 7) / 8));
    pdu.resize(2U + static_cast<std::size_t>((quantity + 7) / 8));
    for (int i = 0; i < quantity; ++i) {
      auto& byte = pdu[2U + static_cast<std::size_t>(i / 8)];
      if ((first + i) % 2 == 1) byte = static_cast<std::uint8_t>(byte | 1 << i % 8);
    }
  } else if (function <= 4) {
    pdu.push_back(static_cast<std::uint8_t>(quantity * 2));
    for (int i = 0; i < quantity; ++i) {
      pdu.push_back(static_cast<std::uint8_t>((first + i) >> 8));
      pdu.push_back(static_cast<std::uint8_t>((first + i) & 0xFF));
    }
  } else {
    pdu.insert(pdu.end(), request.begin() + 8, request.begin() + 12);
  }
  const std::size_t length = pdu.size() + 1;
  Bytes frame{
      request[0], request[1], 0, 0, static_cast<std::uint8_t>(length >> 8), static_cast<std::uint8_t>(length & 0xFF),
      request[6]};
  frame.insert(frame.end(), pdu.begin(), pdu.end());
  return frame;
}

}  // namespace holdfast::testing
