#include "drivers/modbus/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace holdfast::drivers::modbus {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

Error lost(const char* doing, const boost::system::error_code& error) {
  if (error == asio::error::eof) return make_error(Code::no_contact, "{}: the device closed the connection", doing);
  return make_error(Code::no_contact, "{}: {}", doing, error.message());
}

}  // namespace

Connection::Connection(asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
                       std::uint16_t port, std::unique_ptr<Framing> framing)
    : Channel(clock),
      resolver_(resolver),
      host_(std::move(host)),
      port_(port),
      framing_(std::move(framing)),
      socket_(std::move(loop)) {}

void Connection::renew() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

Awaitable<Result<Reply>> Connection::transact(Request request, Manners manners, SteadyTime deadline) {
  const Result<std::vector<std::uint8_t>> frame = framing_->request(request);
  if (!frame) co_return frame.error();
  if (socket_.is_open() && !is_quiet()) renew();
  if (!socket_.is_open()) {
    const Result<void> connected = co_await connect(deadline);
    if (!connected) co_return connected.error();
    if (manners.pause_after_connect > Duration{}) {
      const SteadyTime ready = clock_.steady() + manners.pause_after_connect;
      co_await clock_.wait_until(ready);
    }
  }
  const auto [error, sent] = co_await asio::async_write(socket_, asio::buffer(*frame), as_values);
  if (error) co_return lost("sending", error);
  Result<Reply> reply = co_await receive(std::move(request));
  co_return reply;
}

Awaitable<Result<void>> Connection::connect(SteadyTime deadline) {
  const Result<asio::ip::address> address = co_await resolver_.resolve(host_, deadline);
  if (!address) co_return address.error();
  const tcp::endpoint endpoint{*address, port_};
  const auto [error] = co_await socket_.async_connect(endpoint, as_values);
  if (error) co_return lost("connecting", error);
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay{true}, ignored);
  co_return Result<void>{};
}

// Never reads on beyond what the frame is known to have, so that what comes behind it is found before the next request.
Awaitable<Result<Reply>> Connection::receive(Request request) {
  std::vector<std::uint8_t> bytes;
  while (true) {
    const Result<std::size_t> size = framing_->size(bytes, request);
    if (!size) co_return size.error();
    const std::size_t there = bytes.size();
    if (*size <= there) break;
    bytes.resize(*size);
    const auto rest = asio::buffer(bytes.data() + there, *size - there);
    const auto [error, got] = co_await asio::async_read(socket_, rest, as_values);
    if (error) co_return lost(there + got == 0 ? "waiting for the reply" : "in the middle of the reply", error);
  }
  co_return framing_->reply(bytes, request);
}

// Between exchanges nothing may arrive: a byte there is a late reply, an end of file a device that has hung up.
bool Connection::is_quiet() {
  char byte = 0;
  const auto seen = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace holdfast::drivers::modbus
