#include "drivers/modbus/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace holdfast::drivers::modbus {
namespace {

namespace asio = boost::asio;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

}  // namespace

Connection::Connection(asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
                       std::uint16_t port, std::unique_ptr<Framing> framing)
    : Channel(clock),
      framing_(std::move(framing)),
      stream_(std::move(loop), resolver, std::move(host), port, "the device") {}

Awaitable<Result<Reply>> Connection::transact(Request request, Manners manners, SteadyTime deadline) {
  const Result<std::vector<std::uint8_t>> frame = framing_->request(request);
  if (!frame) co_return frame.error();
  if (stream_.is_open() && !stream_.is_quiet()) renew();
  if (!stream_.is_open()) {
    const Result<void> connected = co_await stream_.connect(deadline);
    if (!connected) co_return connected.error();
    if (manners.pause_after_connect > Duration{}) {
      const SteadyTime ready = clock_.steady() + manners.pause_after_connect;
      co_await clock_.wait_until(ready);
    }
  }
  const asio::const_buffer bytes = asio::buffer(*frame);
  const Result<void> sent = co_await stream_.send(bytes);
  if (!sent) co_return sent.error();
  Result<Reply> reply = co_await receive(std::move(request));
  co_return reply;
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
    const auto [error, got] = co_await asio::async_read(stream_.socket(), rest, as_values);
    if (error) co_return stream_.lost(there + got == 0 ? "waiting for the reply" : "in the middle of the reply", error);
  }
  co_return framing_->reply(bytes, request);
}

}  // namespace holdfast::drivers::modbus
