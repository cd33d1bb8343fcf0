#include "agent/serve/local_server.hpp"

#include <unistd.h>

#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <utility>

#include "agent/serve/peer.hpp"
#include "agent/serve/socket_file.hpp"
#include "agent/serve/target.hpp"
#include "platform/log.hpp"

namespace holdfast::serve {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using platform::Awaitable;
using Socket = asio::local::stream_protocol::socket;
using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t header_limit = 8 * 1024;
constexpr std::uint64_t body_limit = std::uint64_t{16} * 1024;
constexpr std::size_t connections_at_most = 16;
constexpr Duration patience = 5s;  // for a whole connection, however its bytes drip

// One of the connections that are allowed at a time.
class Seat {
 public:
  explicit Seat(std::size_t& taken) : taken_(&taken) { ++taken; }
  Seat(Seat&& other) noexcept : taken_(std::exchange(other.taken_, nullptr)) {}
  Seat& operator=(Seat&&) = delete;
  ~Seat() {
    if (taken_ != nullptr) --*taken_;
  }

 private:
  std::size_t* taken_;
};

Reply refusal(int status, std::string_view why) {
  return Reply{status, boost::json::serialize(boost::json::object{{"error", why}})};
}

http::response<http::string_body> response_of(Reply reply) {
  http::response<http::string_body> response(http::int_to_status(static_cast<unsigned>(reply.status)), 11);
  response.set(http::field::content_type, "application/json");
  response.keep_alive(false);
  response.body() = std::move(reply.json);
  response.prepare_payload();
  return response;
}

// The refusal of what could not be read; nothing when there is nobody left to tell.
std::optional<Reply> refusal_of(const boost::system::error_code& error) {
  if (error == http::error::end_of_stream) return std::nullopt;
  if (error == http::error::header_limit) return refusal(431, "the header is longer than 8 KiB");
  if (error == http::error::body_limit) return refusal(413, "the body is longer than 16 KiB");
  if (error.category() == make_error_code(http::error::bad_method).category()) {
    return refusal(400, "this is not an HTTP request: " + error.message());
  }
  return std::nullopt;
}

}  // namespace

struct LocalServer::State {
  asio::any_io_executor loop;
  platform::Clock& clock;
  std::string path;
  std::map<std::string, std::map<std::string, Handler>> handlers;  // by path, then method
  std::optional<SocketFile> file;
  std::optional<asio::local::stream_protocol::acceptor> acceptor;
  platform::TaskGroup* tasks = nullptr;
  std::size_t connections = 0;

  Awaitable<void> accept_all() {
    for (;;) {
      Socket socket(loop);
      boost::system::error_code error;
      co_await acceptor->async_accept(socket, asio::redirect_error(asio::use_awaitable, error));
      if (error) {  // most likely out of descriptors; trying again at once would spin
        const SteadyTime again = clock.steady() + 1s;
        co_await clock.wait_until(again);
        continue;
      }
      if (connections >= connections_at_most) {
        turn_away(socket);
        continue;
      }
      tasks->spawn("local connection", attend(std::move(socket), Seat(connections)));
    }
  }

  // One try without waiting: a peer that does not read gets no answer.
  static void turn_away(Socket& socket) {
    boost::system::error_code ignored;
    constexpr std::string_view text =
        "HTTP/1.1 503 Service Unavailable\r\nContent-Type: application/json\r\nConnection: close\r\n"
        "Content-Length: 47\r\n\r\n{\"error\":\"too many connections, try again soon\"}";
    socket.non_blocking(true, ignored);
    socket.write_some(asio::buffer(text), ignored);
  }

  Awaitable<void> attend(Socket socket, Seat) {
    const SteadyTime deadline = clock.steady() + patience;
    Awaitable<Result<void>> talk = converse(&socket);
    const Result<void> in_time = co_await platform::with_deadline(clock, deadline, std::move(talk));
    static_cast<void>(in_time);  // either way the connection ends here
  }

  Awaitable<Result<void>> converse(Socket* socket) {
    const Result<Peer> peer = peer_of(socket->native_handle());
    if (!peer || !may_ask(*peer, ::geteuid(), file->group())) {
      Result<void> refused = co_await send(socket, refusal(403, "only root, the agent's user and its group may ask"));
      co_return refused;
    }
    http::request_parser<http::string_body> parser;
    parser.header_limit(header_limit);
    parser.body_limit(body_limit);
    boost::beast::flat_buffer buffer(header_limit + body_limit);
    boost::system::error_code error;
    co_await http::async_read(*socket, buffer, parser, asio::redirect_error(asio::use_awaitable, error));
    if (error) {
      std::optional<Reply> why = refusal_of(error);
      if (!why) co_return Result<void>{};
      Result<void> refused = co_await send(socket, std::move(*why));
      co_return refused;
    }
    Reply reply = answer(parser.release(), peer->user);
    Result<void> answered = co_await send(socket, std::move(reply));
    co_return answered;
  }

  static Awaitable<Result<void>> send(Socket* socket, Reply reply) {
    http::response<http::string_body> response = response_of(std::move(reply));
    boost::system::error_code error;
    co_await http::async_write(*socket, response, asio::redirect_error(asio::use_awaitable, error));
    socket->shutdown(Socket::shutdown_send, error);
    co_return Result<void>{};
  }

  Reply answer(http::request<http::string_body> message, uid_t user) const {
    std::optional<Target> target = parse_target(std::string_view(message.target().data(), message.target().size()));
    if (!target) return refusal(400, "the path of the request is malformed");
    const auto methods = handlers.find(target->path);
    if (methods == handlers.end()) return refusal(404, "there is nothing at " + target->path);
    const std::string method(message.method_string());
    const auto handler = methods->second.find(method);
    if (handler == methods->second.end()) return refusal(405, target->path + " does not take this method");
    Request request{method, std::move(target->path), std::move(target->query), std::move(message.body()),
                    user_name(user)};
    try {
      return handler->second(request);
    } catch (const std::exception& failure) {
      platform::log::error("answering {} {}: {}", request.method, request.path, failure.what());
      return refusal(500, "the agent failed to answer; its log says why");
    }
  }
};

LocalServer::LocalServer(asio::any_io_executor loop, platform::Clock& clock, std::string socket_path)
    : state_(new State{std::move(loop), clock, std::move(socket_path), {}, {}, {}, nullptr, 0}) {}

LocalServer::~LocalServer() = default;

void LocalServer::on(std::string method, std::string path, Handler handler) {
  state_->handlers[std::move(path)][std::move(method)] = std::move(handler);
}

Result<void> LocalServer::bind() {
  Result<SocketFile> file = SocketFile::listen(state_->path);
  if (!file) return file.error();
  state_->file.emplace(std::move(*file));
  state_->acceptor.emplace(state_->loop, asio::local::stream_protocol(), state_->file->release());
  return {};
}

void LocalServer::start(platform::TaskGroup& tasks) {
  state_->tasks = &tasks;
  tasks.spawn("local socket", state_->accept_all());
}

}  // namespace holdfast::serve
