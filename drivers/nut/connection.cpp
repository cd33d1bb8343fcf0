#include "drivers/nut/connection.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "drivers/cancellation.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::nut {
namespace {

namespace asio = boost::asio;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

}  // namespace

Result<Login> parse_login(const std::string& secret) {
  if (secret.empty()) return Login{};
  const std::size_t colon = secret.find(':');
  if (colon == std::string::npos || colon == 0) {
    return make_error(Code::invalid_argument, "the secret of a NUT device is USER:PASSWORD, as in upsd.users");
  }
  if (!is_sendable(secret)) return make_error(Code::invalid_argument, "the secret holds control characters");
  return Login{secret.substr(0, colon), secret.substr(colon + 1)};
}

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
    : clock_(clock), stream_(std::move(loop), resolver, std::move(host), port, "upsd") {}

void Connection::renew() {
  stream_.close();
  received_.clear();
  logged_in_ = Login{};
}

Awaitable<Result<Reply>> Connection::exchange(std::string request, SteadyTime deadline) {
  std::optional<Login> whoever;
  Result<Reply> reply = co_await run(std::move(whoever), std::move(request), deadline);
  co_return reply;
}

Awaitable<Result<Reply>> Connection::exchange_as(Login login, std::string request, SteadyTime deadline) {
  std::optional<Login> wanted{std::move(login)};
  Result<Reply> reply = co_await run(std::move(wanted), std::move(request), deadline);
  co_return reply;
}

Awaitable<Result<Reply>> Connection::run(std::optional<Login> login, std::string request, SteadyTime deadline) {
  if (busy_) co_return make_error(Code::conflict, "an exchange with {} is under way", stream_.where());
  Use use{*this};
  Awaitable<Result<Reply>> transaction = transact(std::move(login), std::move(request), deadline);
  Result<Reply> reply = co_await platform::with_deadline<Reply>(clock_, deadline, std::move(transaction));
  co_await throw_if_cancelled();
  if (reply) use.ended_well();
  co_return reply;
}

Awaitable<Result<Reply>> Connection::transact(std::optional<Login> login, std::string request, SteadyTime deadline) {
  const bool is_other = login && logged_in_ != Login{} && logged_in_ != *login;
  if (stream_.is_open() && (is_other || !stream_.is_quiet())) renew();
  if (!stream_.is_open()) {
    const Result<void> connected = co_await stream_.connect(deadline);
    if (!connected) co_return connected.error();
  }
  if (login && logged_in_ != *login) {
    const Result<void> accepted = co_await log_in(std::move(*login));
    if (!accepted) co_return accepted.error();
  }
  Result<Reply> reply = co_await ask(std::move(request));
  co_return reply;
}

Awaitable<Result<void>> Connection::log_in(Login login) {
  std::string user_line = "USERNAME " + quoted(login.user);
  std::string password_line = "PASSWORD " + quoted(login.password);
  const Result<Reply> user = co_await ask(std::move(user_line));
  if (!user) co_return user.error();
  if (!user->refusal().empty()) co_return with_context(refusal_error(user->refusal()), "logging in");
  const Result<Reply> password = co_await ask(std::move(password_line));
  if (!password) co_return password.error();
  if (!password->refusal().empty()) co_return with_context(refusal_error(password->refusal()), "logging in");
  logged_in_ = std::move(login);
  co_return Result<void>{};
}

Awaitable<Result<Reply>> Connection::ask(std::string request) {
  Reply reply{request};
  request += '\n';
  const asio::const_buffer bytes = asio::buffer(request);
  const Result<void> sent = co_await stream_.send(bytes);
  if (!sent) co_return sent.error();
  while (!reply.is_done()) {
    const auto [error, size] = co_await asio::async_read_until(
        stream_.socket(), asio::dynamic_buffer(received_, longest_line), '\n', as_values);
    if (error == asio::error::not_found)
      co_return make_error(Code::protocol_violation, "upsd sends a line without end");
    if (error) co_return stream_.lost("waiting for the reply", error);
    const Result<void> taken = reply.take(std::string_view{received_}.substr(0, size - 1));
    if (!taken) co_return taken.error();
    received_.erase(0, size);
  }
  if (!received_.empty()) co_return make_error(Code::protocol_violation, "upsd says more than it was asked");
  co_return reply;
}

}  // namespace holdfast::drivers::nut
