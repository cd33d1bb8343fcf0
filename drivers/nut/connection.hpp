// One TCP connection to an upsd, shared by the drivers of its UPSs; one exchange at a time. In clear: RFC 9271's
// STARTTLS is not used. Connects by itself at the next exchange; a timeout, a close or an answer that is none drops it.
// The owner (the registry) outlives the drivers that exchange over it.
#pragma once

#include <optional>
#include <string>

#include "drivers/nut/protocol.hpp"
#include "drivers/tcp_stream.hpp"
#include "platform/clock.hpp"

namespace holdfast::drivers::nut {

using platform::Awaitable;

// Whom upsd lets write. Empty: nobody.
struct Login {
  std::string user;
  std::string password;
  bool operator==(const Login&) const = default;
};

// "USER:PASSWORD". invalid_argument: no colon, or what cannot be sent. An empty secret is nobody.
Result<Login> parse_login(const std::string& secret);

class Connection {
 public:
  Connection(boost::asio::any_io_executor loop, platform::Clock& clock, Resolver& resolver, std::string host,
             std::uint16_t port);

  // The deadline holds for everything together. A refusal of upsd is a reply like another.
  //   no_contact          nobody there, no whole answer in time, or closed in between
  //   protocol_violation  an answer to something else
  //   conflict            another exchange is under way
  Awaitable<Result<Reply>> exchange(std::string request, SteadyTime deadline);

  // The same as this user, or as nobody. A connection has one user for good: another one gets a fresh connection.
  Awaitable<Result<Reply>> exchange_as(Login login, std::string request, SteadyTime deadline);

  // Drops the connection.
  void renew();

 private:
  class Use;
  // Without a login it does not matter who asks.
  Awaitable<Result<Reply>> run(std::optional<Login> login, std::string request, SteadyTime deadline);
  Awaitable<Result<Reply>> transact(std::optional<Login> login, std::string request, SteadyTime deadline);
  Awaitable<Result<void>> log_in(Login login);
  Awaitable<Result<Reply>> ask(std::string request);

  platform::Clock& clock_;
  TcpStream stream_;
  std::string received_;  // beyond the lines that were taken
  Login logged_in_;
  bool busy_ = false;
};

}  // namespace holdfast::drivers::nut
