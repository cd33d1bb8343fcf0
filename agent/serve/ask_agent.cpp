#include <unistd.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/basic_stream.hpp>
#include <boost/beast/core/error.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <cstdlib>
#include <optional>
#include <utility>

#include "agent/serve/local_server.hpp"
#include "agent/serve/target.hpp"

namespace holdfast::serve {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using platform::Awaitable;

namespace {

constexpr std::uint64_t reply_limit = std::uint64_t{64} * 1024 * 1024;

// Everything that one question needs; lives in ask_agent() while the loop runs.
struct Question {
  std::string path;
  Request request;
  Duration patience;
  std::optional<Result<Reply>> result;
};

Error error_of(const boost::system::error_code& error, const Question& question) {
  const std::string& path = question.path;
  if (error == boost::beast::error::timeout) {
    return make_error(Code::no_contact, "the agent at {} did not answer within {} ms", path,
                      question.patience / std::chrono::milliseconds{1});
  }
  if (error == boost::system::errc::no_such_file_or_directory || error == boost::system::errc::connection_refused) {
    return make_error(Code::not_found, "no agent is running here: nobody listens on {}", path);
  }
  if (error == boost::system::errc::permission_denied) {
    return make_error(Code::not_permitted, "you may not talk to the agent at {}: become root or a member of its group",
                      path);
  }
  if (error == boost::system::errc::resource_unavailable_try_again) {
    return make_error(Code::no_contact, "the agent at {} is too busy to answer", path);
  }
  return make_error(Code::protocol_violation, "talking to the agent at {}: {}", path, error.message());
}

Awaitable<void> ask(Question* question) {
  const auto executor = co_await asio::this_coro::executor;
  boost::beast::basic_stream<asio::local::stream_protocol> stream(executor);
  stream.expires_after(question->patience);
  boost::system::error_code error;
  const asio::local::stream_protocol::endpoint agent(question->path);
  co_await stream.async_connect(agent, asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    question->result = error_of(error, *question);
    co_return;
  }

  const Request& asked = question->request;
  http::request<http::string_body> message;
  message.version(11);
  message.method_string(asked.method);
  message.target(format_target(Target{asked.path, asked.query}));
  message.set(http::field::host, "holdfast");
  message.body() = asked.body;
  message.prepare_payload();
  co_await http::async_write(stream, message, asio::redirect_error(asio::use_awaitable, error));
  // An agent that refuses may close before it has read everything; its answer is there nevertheless.
  if (error && error != boost::system::errc::broken_pipe) {
    question->result = error_of(error, *question);
    co_return;
  }

  http::response_parser<http::string_body> parser;
  parser.body_limit(reply_limit);
  boost::beast::flat_buffer buffer;
  co_await http::async_read(stream, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
  if (error) {
    question->result = error_of(error, *question);
    co_return;
  }
  question->result = Reply{static_cast<int>(parser.get().result_int()), std::move(parser.get().body())};
}

}  // namespace

Result<Reply> ask_agent(const std::string& socket_path, const Request& request, Duration patience) {
  Question question{socket_path, request, patience, std::nullopt};
  try {
    asio::io_context loop;
    asio::co_spawn(loop, ask(&question), [](const std::exception_ptr& failure) {
      if (failure) std::rethrow_exception(failure);
    });
    loop.run();
  } catch (const std::exception& failure) {  // a path that is too long, a method that is none
    return make_error(Code::invalid_argument, "asking the agent at {}: {}", socket_path, failure.what());
  }
  if (!question.result) return make_error(Code::internal, "asking the agent at {} ended without a result", socket_path);
  return std::move(*question.result);
}

std::string default_socket_path() {
  const char* const given = std::getenv("HOLDFAST_SOCKET");
  if (given != nullptr && *given != '\0') return given;
  if (::geteuid() == 0) return "/run/holdfast/agent.sock";
  const char* const folder = std::getenv("XDG_RUNTIME_DIR");
  if (folder != nullptr && *folder != '\0') return std::string(folder) + "/holdfast.sock";
  return fmt::format("/run/user/{}/holdfast.sock", ::geteuid());
}

}  // namespace holdfast::serve
