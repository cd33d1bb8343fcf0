#include "drivers/tcp_stream.hpp"

#include <fmt/format.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

namespace holdfast::drivers {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using platform::Awaitable;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

}  // namespace

TcpStream::TcpStream(const asio::any_io_executor& loop, Resolver& resolver, std::string host, std::uint16_t port,
                     std::string peer)
    : resolver_(resolver), host_(std::move(host)), port_(port), peer_(std::move(peer)), socket_(loop) {}

Awaitable<Result<void>> TcpStream::connect(SteadyTime deadline) {
  const Result<asio::ip::address> address = co_await resolver_.resolve(host_, deadline);
  if (!address) co_return address.error();
  const tcp::endpoint endpoint{*address, port_};
  const auto [error] = co_await socket_.async_connect(endpoint, as_values);
  if (error) co_return lost("connecting", error);
  boost::system::error_code ignored;
  socket_.set_option(tcp::no_delay{true}, ignored);
  co_return Result<void>{};
}

Awaitable<Result<void>> TcpStream::send(asio::const_buffer bytes) {
  const auto [error, sent] = co_await asio::async_write(socket_, bytes, as_values);
  if (error) co_return lost("sending", error);
  co_return Result<void>{};
}

void TcpStream::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

bool TcpStream::is_quiet() {
  char byte = 0;
  const auto seen = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

std::string TcpStream::where() const { return fmt::format("{}:{}", host_, port_); }

Error TcpStream::lost(const char* doing, const boost::system::error_code& error) const {
  if (error == asio::error::eof) return make_error(Code::no_contact, "{}: {} closed the connection", doing, peer_);
  return make_error(Code::no_contact, "{}: {}", doing, error.message());
}

}  // namespace holdfast::drivers
