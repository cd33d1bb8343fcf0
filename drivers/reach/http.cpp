#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include "drivers/cancellation.hpp"
#include "drivers/reach/certificate.hpp"
#include "drivers/reach/probe.hpp"
#include "drivers/reach/socket.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::reach {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);
constexpr std::uint32_t largest_head = 16 * 1024;  // octets of status line and fields

Error lost(const char* doing, const boost::system::error_code& error) {
  if (error == http::error::end_of_stream || error == asio::error::eof) {
    return make_error(Code::no_contact, "{}: the server closed the connection", doing);
  }
  return make_error(Code::no_contact, "{}: {}", doing, error.message());
}

std::string host_field(const HttpRequest& request) {
  const bool v6 = request.host.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + request.host + "]" : request.host;
  const int usual = request.tls == nullptr ? 80 : 443;
  return request.port == usual ? host : fmt::format("{}:{}", host, request.port);
}

// The stream outlives the call: it belongs to the coroutine that waits for this one.
template <class Stream>
Awaitable<Result<int>> ask_status(Stream& stream, HttpRequest request) {
  http::request<http::empty_body> asked{http::verb::get, request.path, 11};
  asked.set(http::field::host, host_field(request));
  asked.set(http::field::user_agent, "holdfast");
  asked.set(http::field::accept, "*/*");
  asked.set(http::field::connection, "close");
  const auto [write_error, written] = co_await http::async_write(stream, asked, as_values);
  if (write_error) co_return lost("sending the request", write_error);
  beast::flat_buffer buffer{largest_head};
  http::response_parser<http::empty_body> parser;
  parser.header_limit(largest_head);
  const auto [read_error, read] = co_await http::async_read_header(stream, buffer, parser, as_values);
  if (read_error) co_return lost("waiting for the response", read_error);
  co_return static_cast<int>(parser.get().result_int());
}

Awaitable<Result<int>> ask_encrypted(TlsStream& stream, HttpRequest request, bool wall_certain) {
  const Result<void> prepared = expect_host(stream.native_handle(), request.host, wall_certain);
  if (!prepared) co_return prepared.error();
  stream.set_verify_mode(request.verify == Verify::on ? asio::ssl::verify_peer : asio::ssl::verify_none);
  const auto [error] = co_await stream.async_handshake(TlsStream::client, as_values);
  if (error) {
    const std::string distrust = request.verify == Verify::on ? distrust_of(stream.native_handle()) : "";
    if (!distrust.empty()) co_return make_error(Code::no_contact, "the certificate is not trusted: {}", distrust);
    co_return lost("TLS", error);
  }
  const Result<int> status = co_await ask_status(stream, std::move(request));
  co_return status;
}

Outcome judged(int status, std::optional<int> wanted, Duration rtt) {
  Outcome outcome;
  outcome.ok = wanted ? status == *wanted : status >= 200 && status <= 399;
  outcome.rtt = rtt;
  outcome.status = status;
  if (!outcome.ok) outcome.failure = fmt::format("the server answers with status {}", status);
  return outcome;
}

Awaitable<Result<Outcome>> ask(Setting setting, int descriptor, tcp::endpoint target, HttpRequest request) {
  tcp::socket socket{setting.loop, target.protocol(), descriptor};
  const platform::Instant begun = setting.clock->now();
  const auto [error] = co_await socket.async_connect(target, as_values);
  if (error) co_return make_error(Code::no_contact, "{}", error.message());
  const std::optional<int> wanted = request.status;
  if (request.tls == nullptr) {
    const Result<int> status = co_await ask_status(socket, std::move(request));
    if (!status) co_return status.error();
    co_return judged(*status, wanted, setting.clock->steady() - begun.steady);
  }
  TlsStream stream{std::move(socket), *request.tls};
  const Result<int> status = co_await ask_encrypted(stream, std::move(request), begun.wall_certain);
  if (!status) co_return status.error();
  Outcome outcome = judged(*status, wanted, setting.clock->steady() - begun.steady);
  if (begun.wall_certain) outcome.certificate_days = days_left(stream.native_handle(), begun.wall);
  co_return outcome;
}

}  // namespace

Awaitable<Result<Outcome>> probe_http(Setting setting, tcp::endpoint target, HttpRequest request) {
  const Result<int> descriptor = open_socket(target.protocol().family(), SOCK_STREAM, 0, setting.route);
  if (!descriptor) co_return descriptor.error();
  Awaitable<Result<Outcome>> asking = ask(setting, *descriptor, target, std::move(request));
  const Result<Outcome> outcome =
      co_await platform::with_deadline<Outcome>(*setting.clock, setting.deadline, std::move(asking));
  co_await throw_if_cancelled();
  if (!outcome) co_return failed(outcome.error());
  co_return *outcome;
}

}  // namespace holdfast::drivers::reach
