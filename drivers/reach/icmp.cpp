#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/generic/datagram_protocol.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "drivers/cancellation.hpp"
#include "drivers/reach/echo.hpp"
#include "drivers/reach/probe.hpp"
#include "drivers/reach/random.hpp"
#include "drivers/reach/socket.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::reach {
namespace {

namespace asio = boost::asio;
using Socket = asio::generic::datagram_protocol::socket;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

struct Opened {
  int descriptor = -1;
  Header header = Header::absent;
  bool kernel_identifies = false;  // a ping socket: the kernel puts in the identifier and sorts the answers by it
};

// A raw socket is handed every ICMP message of the box: let only echo replies wake us.
void filter_echo_replies(int descriptor, Family family) {
  if (family == Family::v4) {
    icmp_filter filter{};
    filter.data = ~(1U << ICMP_ECHOREPLY);
    ::setsockopt(descriptor, SOL_RAW, ICMP_FILTER, &filter, sizeof filter);
    return;
  }
  icmp6_filter filter{};
  ICMP6_FILTER_SETBLOCKALL(&filter);
  ICMP6_FILTER_SETPASS(ICMP6_ECHO_REPLY, &filter);
  ::setsockopt(descriptor, IPPROTO_ICMPV6, ICMP6_FILTER, &filter, sizeof filter);
}

Result<Opened> open_echo_socket(Family family, const Route& route) {
  const int domain = family == Family::v4 ? AF_INET : AF_INET6;
  const int protocol = family == Family::v4 ? static_cast<int>(IPPROTO_ICMP) : static_cast<int>(IPPROTO_ICMPV6);
  Result<int> descriptor = open_socket(domain, SOCK_DGRAM, protocol, route);
  if (descriptor) return Opened{*descriptor, Header::absent, true};
  if (descriptor.error().code != Code::not_permitted) return descriptor.error();
  descriptor = open_socket(domain, SOCK_RAW, protocol, route);
  if (descriptor) {
    filter_echo_replies(*descriptor, family);
    return Opened{*descriptor, family == Family::v4 ? Header::present : Header::absent, false};
  }
  if (descriptor.error().code != Code::not_permitted) return descriptor.error();
  return make_error(Code::not_permitted,
                    "ICMP is not permitted: this group is not within net.ipv4.ping_group_range, nor is there "
                    "CAP_NET_RAW ({})",
                    descriptor.error().message);
}

// The port of a ping socket is its identifier.
std::uint16_t identifier_of(int descriptor) {
  sockaddr_in6 own{};  // the port stands in the same place in sockaddr_in
  socklen_t length = sizeof own;
  if (::getsockname(descriptor, reinterpret_cast<sockaddr*>(&own), &length) != 0) return 0;
  return ntohs(own.sin6_port);
}

Awaitable<Result<Outcome>> exchange(Setting setting, Opened opened, asio::ip::address target, Echo echo) {
  const int family = echo.family == Family::v4 ? AF_INET : AF_INET6;
  Socket socket{setting.loop, asio::generic::datagram_protocol{family, 0}, opened.descriptor};
  const Result<void> connected = connect_datagrams(opened.descriptor, target, 0);
  if (!connected) co_return connected.error();
  if (opened.kernel_identifies) echo.identifier = identifier_of(opened.descriptor);
  const std::vector<std::uint8_t> request = echo_request(echo);
  const SteadyTime sent_at = setting.clock->steady();
  const auto [send_error, sent] = co_await socket.async_send(asio::buffer(request), as_values);
  if (send_error) co_return make_error(Code::no_contact, "{}", send_error.message());
  std::array<std::uint8_t, 256> datagram{};
  for (;;) {
    const auto [error, size] = co_await socket.async_receive(asio::buffer(datagram), as_values);
    if (error) co_return make_error(Code::no_contact, "{}", error.message());
    if (!answers(echo, opened.header, std::span{datagram}.first(size))) continue;
    Outcome outcome;
    outcome.ok = true;
    outcome.rtt = setting.clock->steady() - sent_at;
    co_return outcome;
  }
}

}  // namespace

Outcome failed(const Error& error) {
  Outcome outcome;
  outcome.failure = error.message;
  return outcome;
}

Awaitable<Result<Outcome>> probe_icmp(Setting setting, asio::ip::address target, std::uint16_t sequence) {
  Echo echo;
  echo.family = target.is_v4() ? Family::v4 : Family::v6;
  echo.sequence = sequence;
  fill_random(echo.cookie);
  echo.identifier = static_cast<std::uint16_t>(echo.cookie[0] << 8 | echo.cookie[1]);
  const Result<Opened> opened = open_echo_socket(echo.family, setting.route);
  if (!opened) co_return opened.error();
  Awaitable<Result<Outcome>> echoing = exchange(setting, *opened, target, echo);
  const Result<Outcome> outcome =
      co_await platform::with_deadline<Outcome>(*setting.clock, setting.deadline, std::move(echoing));
  co_await throw_if_cancelled();
  if (!outcome) co_return failed(outcome.error());
  co_return *outcome;
}

}  // namespace holdfast::drivers::reach
