#include "drivers/resolve.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstring>

#include "platform/tasks.hpp"

namespace holdfast::drivers {
namespace {

using boost::asio::ip::address;

address address_of(const sockaddr* raw) {
  if (raw->sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, raw, sizeof v4);
    return boost::asio::ip::address_v4{ntohl(v4.sin_addr.s_addr)};
  }
  sockaddr_in6 v6{};
  std::memcpy(&v6, raw, sizeof v6);
  boost::asio::ip::address_v6::bytes_type bytes;
  std::memcpy(bytes.data(), &v6.sin6_addr, bytes.size());
  return boost::asio::ip::address_v6{bytes, v6.sin6_scope_id};
}

// Blocks. Runs on the worker's thread.
Result<address> look_up(const std::string& host) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_ADDRCONFIG;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(host.c_str(), nullptr, &hints, &found);
  if (error != 0) return make_error(Code::no_contact, "looking up {}: {}", host, gai_strerror(error));
  const address result = address_of(found->ai_addr);
  freeaddrinfo(found);
  return result;
}

}  // namespace

Resolver::Resolver(boost::asio::any_io_executor loop, platform::Clock& clock) : loop_(std::move(loop)), clock_(clock) {}

platform::Awaitable<Result<address>> Resolver::resolve(std::string host, SteadyTime deadline) {
  boost::system::error_code not_numeric;
  const address numeric = boost::asio::ip::make_address(host, not_numeric);
  if (!not_numeric) co_return numeric;
  if (!worker_) worker_ = std::make_unique<platform::Worker>(loop_, "resolver", 1);
  if (is_busy()) {
    co_return make_error(Code::no_contact, "looking up {}: the name service has not answered an earlier question",
                         host);
  }
  std::function<Result<address>()> job = [host] { return look_up(host); };
  platform::Awaitable<Result<address>> running = worker_->run<address>(std::move(job));
  Result<address> result = co_await platform::with_deadline<address>(clock_, deadline, std::move(running));
  if (!result && result.error().code != Code::no_contact) co_return with_context(result.error(), "looking up {}", host);
  co_return result;
}

}  // namespace holdfast::drivers
