#include "drivers/modbus/connection.hpp"

#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "drivers/cancellation.hpp"
#include "platform/tasks.hpp"

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

// Marks the connection as used, and drops it unless the exchange ended well: also when the task is cancelled.
class Connection::Use {
 public:
  explicit Use(Connection& connection) : connection_(connection) { connection_.busy_ = true; }
  ~Use() {
    connection_.busy_ = false;
    if (!ended_well_) connection_.renew();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  void ended_well() { ended_well_ = true; }

 private:
  Connection& connection_;
  bool ended_well_ = false;
};

Connection::Connection(asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
                       std::uint16_t port)
    : clock_(clock), resolver_(resolver), host_(std::move(host)), port_(port), socket_(std::move(loop)) {}

void Connection::renew() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

Awaitable<Result<Reply>> Connection::exchange(Request request, SteadyTime deadline) {
  if (busy_) co_return make_error(Code::conflict, "an exchange with {}:{} is under way", host_, port_);
  Use use{*this};
  Awaitable<Result<Reply>> transaction = transact(std::move(request), deadline);
  Result<Reply> reply = co_await platform::with_deadline<Reply>(clock_, deadline, std::move(transaction));
  co_await throw_if_cancelled();
  if (reply) use.ended_well();
  co_return reply;
}

Awaitable<Result<Reply>> Connection::transact(Request request, SteadyTime deadline) {
  const std::uint16_t transaction = ++transaction_;
  const Result<std::vector<std::uint8_t>> frame = encode(request, transaction);
  if (!frame) co_return frame.error();
  if (socket_.is_open() && !is_quiet()) renew();
  if (!socket_.is_open()) {
    const Result<void> connected = co_await connect(deadline);
    if (!connected) co_return connected.error();
  }
  const auto [error, sent] = co_await asio::async_write(socket_, asio::buffer(*frame), as_values);
  if (error) co_return lost("sending", error);
  Result<Reply> reply = co_await receive(std::move(request), transaction);
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

Awaitable<Result<Reply>> Connection::receive(Request request, std::uint16_t transaction) {
  Header header{};
  const auto [header_error, header_bytes] = co_await asio::async_read(socket_, asio::buffer(header), as_values);
  if (header_error) co_return lost("waiting for the reply", header_error);
  const Result<std::size_t> rest = decode_header(header, request, transaction);
  if (!rest) co_return rest.error();
  std::vector<std::uint8_t> pdu(*rest);
  const auto [pdu_error, pdu_bytes] = co_await asio::async_read(socket_, asio::buffer(pdu), as_values);
  if (pdu_error) co_return lost("in the middle of the reply", pdu_error);
  co_return decode_reply(pdu, request);
}

// Between exchanges nothing may arrive: a byte there is a late reply, an end of file a device that has hung up.
bool Connection::is_quiet() {
  char byte = 0;
  const auto seen = ::recv(socket_.native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
  return seen < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

}  // namespace holdfast::drivers::modbus
