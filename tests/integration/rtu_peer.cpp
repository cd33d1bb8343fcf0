#include "tests/integration/rtu_peer.hpp"

#include <fmt/format.h>
#include <pty.h>
#include <termios.h>
#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <stdexcept>

#include "drivers/modbus/frame.hpp"

namespace holdfast::testing {
namespace {

namespace asio = boost::asio;
void ignore_end(std::exception_ptr) {}

// Of a request whose first seven bytes are known.
std::size_t request_size(const Bytes& begin) {
  if (begin[1] == 0x2B) return 7;
  return begin[1] > 6 ? 9U + begin[6] : 8U;
}

}  // namespace

RtuPeer::RtuPeer(asio::io_context& loop, On on, Answer answer) : loop_(loop), line_(loop), answer_(std::move(answer)) {
  if (on == On::tcp) {
    peer_.emplace(loop, [this](TcpPeer::Socket* socket) { return serve(socket); });
    return;
  }
  int master = -1;
  char name[128] = {};
  termios raw{};
  ::cfmakeraw(&raw);
  if (::openpty(&master, &kept_open_, name, &raw, nullptr) != 0) throw std::runtime_error("no pseudo terminal");
  tty_ = name;
  line_.assign(master);
  asio::co_spawn(loop_, serve(&line_), ignore_end);
}

// The coroutines end at once: their streams are closed before the loop runs for the last time.
RtuPeer::~RtuPeer() {
  peer_.reset();
  hang_up();
  loop_.restart();
  loop_.poll();
}

std::string RtuPeer::address(int unit) const {
  if (!tty_.empty()) return fmt::format("modbus+rtu://{}?baud=115200&parity=none&unit={}", tty_, unit);
  return fmt::format("modbus+rtuovertcp://127.0.0.1:{}/{}", peer_->port(), unit);
}

void RtuPeer::hang_up() {
  boost::system::error_code ignored;
  if (peer_) peer_->hang_up();
  line_.close(ignored);
  if (kept_open_ >= 0) ::close(kept_open_);
  kept_open_ = -1;
}

void RtuPeer::send(const Bytes& unasked) { asio::write(line_, asio::buffer(unasked)); }

template <class Stream>
asio::awaitable<void> RtuPeer::serve(Stream* stream) {
  while (true) {
    Bytes request(7);
    const auto [begin_error, begin_bytes] = co_await asio::async_read(*stream, asio::buffer(request), as_values);
    if (begin_error) co_return;
    request.resize(request_size(request));
    const auto rest = asio::buffer(request.data() + 7, request.size() - 7);
    const auto [error, bytes] = co_await asio::async_read(*stream, rest, as_values);
    if (error) co_return;
    ++requests_;
    PeerAnswer answer = answer_(request);
    const bool goes_on = co_await send_answer(stream, std::move(answer));
    if (!goes_on) co_return;
  }
}

Bytes with_checksum(Bytes frame) {
  const std::uint16_t crc = drivers::modbus::crc16(frame);
  frame.push_back(static_cast<std::uint8_t>(crc & 0xFF));
  frame.push_back(static_cast<std::uint8_t>(crc >> 8));
  return frame;
}

Bytes right_rtu_answer(const Bytes& request) {
  Bytes framed(6);  // in the place of the MBAP header
  framed.insert(framed.end(), request.begin(), request.end() - 2);
  const Bytes answer = right_answer(framed);
  return with_checksum(Bytes(answer.begin() + 6, answer.end()));
}

Bytes rtu_exception(const Bytes& request, std::uint8_t exception) {
  return with_checksum({request[0], static_cast<std::uint8_t>(request[1] | 0x80), exception});
}

}  // namespace holdfast::testing
