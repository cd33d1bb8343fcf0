#include "tests/integration/snmp_peer.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace holdfast::testing {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

// Header length of a BER element whose length may take one, two or three octets.
std::size_t header_length(const Datagram& bytes, std::size_t at) {
  return bytes[at + 1] < 0x80 ? 2 : 2U + (bytes[at + 1] & 0x7FU);
}

// Where the PDU's tag stands: behind message header, version and community.
std::size_t pdu_place(const Datagram& bytes) {
  const std::size_t version = header_length(bytes, 0);
  const std::size_t community = version + 2 + bytes[version + 1];
  return community + 2 + bytes[community + 1];
}

}  // namespace

SnmpPeer::SnmpPeer(asio::io_context& loop, Answer answer)
    : loop_(loop),
      socket_(loop, udp::endpoint{asio::ip::address_v4::loopback(), 0}),
      other_socket_(loop, udp::endpoint{asio::ip::address_v4::loopback(), 0}),
      answer_(std::move(answer)) {
  asio::co_spawn(loop_, serve(), [](std::exception_ptr) {});
}

SnmpPeer::~SnmpPeer() {
  boost::system::error_code ignored;
  socket_.close(ignored);
  loop_.restart();
  loop_.poll();
}

void SnmpPeer::send_late(Datagram datagram) {
  boost::system::error_code ignored;
  socket_.send_to(asio::buffer(datagram), last_client_, 0, ignored);
}

asio::awaitable<void> SnmpPeer::serve() {
  Datagram buffer(65536);
  while (true) {
    const auto [error, size] =
        co_await socket_.async_receive_from(asio::buffer(buffer), last_client_, asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
    if (error) continue;  // a client that closed its port before our answer came
    ++requests_;
    const Datagram request(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(size));
    for (const Datagram& answer : answer_(request)) {
      boost::system::error_code ignored;
      socket_for_answers_->send_to(asio::buffer(answer), last_client_, 0, ignored);
    }
  }
}

Datagram empty_response(Datagram request) {
  request[pdu_place(request)] = 0xA2;
  return request;
}

std::pair<std::size_t, std::size_t> request_id_place(const Datagram& request) {
  const std::size_t pdu = pdu_place(request);
  const std::size_t id = pdu + header_length(request, pdu);
  return {id + 2, request[id + 1]};
}

Datagram error_response(const Datagram& request, std::uint8_t status, std::uint8_t index) {
  Datagram response = empty_response(request);
  const auto [place, length] = request_id_place(request);
  response[place + length + 2] = status;
  response[place + length + 5] = index;
  return response;
}

}  // namespace holdfast::testing
