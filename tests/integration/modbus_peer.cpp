#include "tests/integration/modbus_peer.hpp"

#include <boost/asio/read.hpp>

namespace holdfast::testing {

namespace asio = boost::asio;

ModbusPeer::ModbusPeer(asio::io_context& loop, Answer answer)
    : answer_(std::move(answer)), peer_(loop, [this](TcpPeer::Socket* socket) { return serve(socket); }) {}

asio::awaitable<void> ModbusPeer::serve(TcpPeer::Socket* socket) {
  while (true) {
    Bytes request(6);
    const auto [header_error, header_bytes] = co_await asio::async_read(*socket, asio::buffer(request), as_values);
    if (header_error) co_return;
    request.resize(6U + static_cast<std::size_t>(request[4] << 8 | request[5]));
    const auto rest = asio::buffer(request.data() + 6, request.size() - 6);
    const auto [error, bytes] = co_await asio::async_read(*socket, rest, as_values);
    if (error) co_return;
    ++requests_;
    PeerAnswer answer = answer_(request);
    const bool goes_on = co_await send_answer(socket, std::move(answer));
    if (!goes_on) co_return;
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
