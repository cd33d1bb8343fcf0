#include "drivers/modbus/knock.hpp"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "drivers/cancellation.hpp"
#include "drivers/text.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::modbus {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t header = 7;
constexpr std::size_t longest_pdu = 253;
constexpr std::uint8_t function = 0x2B;
constexpr std::uint8_t kind = 0x0E;
constexpr std::uint8_t refused = 0x80;
constexpr std::uint8_t read_holding = 3;

// Units answer as 1 by custom, the server itself as 255 (Implementation Guide, 3.1.3). Some servers drop functions that
// they do not know.
struct Question {
  std::uint8_t unit;
  std::uint8_t function;
};
constexpr std::array<Question, 3> questions{{{1, function}, {1, read_holding}, {255, function}}};
// Of a gateway: nobody behind it answers as this unit (1.1b3, 7).
constexpr std::uint8_t no_path = 0x0A;
constexpr std::uint8_t no_answer = 0x0B;

bool is_of_gateway(const std::vector<std::uint8_t>& frame) {
  return frame.size() > header + 1 && (frame[header] & refused) != 0 &&
         (frame[header + 1] == no_path || frame[header + 1] == no_answer);
}

platform::Awaitable<Result<std::vector<std::uint8_t>>> ask(tcp::socket* socket, std::vector<std::uint8_t> request) {
  const auto [unsent, sent] = co_await asio::async_write(*socket, asio::buffer(request), as_values);
  if (unsent) co_return make_error(Code::no_contact, "sending: {}", unsent.message());
  std::vector<std::uint8_t> frame(header);
  const auto [no_header, got] = co_await asio::async_read(*socket, asio::buffer(frame), as_values);
  if (no_header) co_return make_error(Code::no_contact, "waiting: {}", no_header.message());
  const std::size_t length = static_cast<std::size_t>(frame[4]) << 8U | frame[5];
  if (length < 3 || length > longest_pdu + 1) co_return make_error(Code::protocol_violation, "this is not Modbus");
  frame.resize(header + length - 1);
  const auto [no_body, rest] =
      co_await asio::async_read(*socket, asio::buffer(frame.data() + header, length - 1), as_values);
  if (no_body) co_return make_error(Code::no_contact, "waiting: {}", no_body.message());
  co_return frame;
}

platform::Awaitable<Result<Knocked>> connected(tcp::socket* socket, tcp::endpoint endpoint) {
  const auto [error] = co_await socket->async_connect(endpoint, as_values);
  if (error) co_return make_error(Code::no_contact, "{}", error.message());
  co_return Knocked{};
}

}  // namespace

std::vector<std::uint8_t> identification_request(std::uint8_t unit, std::uint16_t transaction) {
  const auto high = static_cast<std::uint8_t>(transaction >> 8U);
  const auto low = static_cast<std::uint8_t>(transaction & 0xFFU);
  return {high, low, 0, 0, 0, 5, unit, function, kind, 1, 0};  // the basic objects, from the first one
}

std::optional<Knocked> knocked_by(std::span<const std::uint8_t> frame, std::uint16_t transaction) {
  if (frame.size() < header + 2 || frame[0] != transaction >> 8U || frame[1] != (transaction & 0xFFU)) return {};
  const std::uint8_t answered = frame[header] & static_cast<std::uint8_t>(~refused);
  if (frame[2] != 0 || frame[3] != 0 || (answered != function && answered != read_holding)) return {};
  Knocked knocked{true, frame[6], {}, {}, {}};
  const std::span<const std::uint8_t> pdu = frame.subspan(header);
  constexpr std::size_t first_object = 7;  // behind function, kind, code, conformity, more, next, count
  if (pdu[0] != function || pdu.size() < first_object || pdu[1] != kind) return knocked;
  std::size_t at = first_object;
  while (at + 2 <= pdu.size() && at + 2 + pdu[at + 1] <= pdu.size()) {
    const std::string text = readable({reinterpret_cast<const char*>(pdu.data() + at + 2), pdu[at + 1]});
    if (pdu[at] == 0) knocked.vendor = text;
    if (pdu[at] == 1) knocked.product = text;
    if (pdu[at] == 2) knocked.revision = text;
    at += 2U + pdu[at + 1];
  }
  return knocked;
}

platform::Awaitable<Result<Knocked>> knock(asio::any_io_executor loop, platform::Clock* clock,
                                           asio::ip::address_v4 address, std::uint16_t port, Duration timeout) {
  tcp::socket socket(loop);
  Knocked knocked;
  std::uint16_t transaction = 0;
  for (const Question& question : questions) {
    if (!socket.is_open()) {
      platform::Awaitable<Result<Knocked>> connecting = connected(&socket, tcp::endpoint{address, port});
      const Result<Knocked> open =
          co_await platform::with_deadline<Knocked>(*clock, clock->steady() + timeout, std::move(connecting));
      co_await throw_if_cancelled();
      if (!open && transaction == 0) co_return open.error();
      if (!open) break;
    }
    std::vector<std::uint8_t> request = identification_request(question.unit, ++transaction);
    if (question.function == read_holding) request = {0, 2, 0, 0, 0, 6, question.unit, read_holding, 0, 0, 0, 1};
    platform::Awaitable<Result<std::vector<std::uint8_t>>> asking = ask(&socket, std::move(request));
    const Result<std::vector<std::uint8_t>> frame = co_await platform::with_deadline<std::vector<std::uint8_t>>(
        *clock, clock->steady() + timeout, std::move(asking));
    co_await throw_if_cancelled();
    const std::optional<Knocked> said = frame ? knocked_by(*frame, transaction) : std::nullopt;
    if (said) {
      knocked = *said;
      if (!is_of_gateway(*frame)) break;
    } else {
      boost::system::error_code ignored;
      socket.close(ignored);  // what it says late must not be taken for the next answer
    }
  }
  co_return knocked;
}

}  // namespace holdfast::drivers::modbus
