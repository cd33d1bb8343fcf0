#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "drivers/cancellation.hpp"
#include "drivers/reach/dns_message.hpp"
#include "drivers/reach/probe.hpp"
#include "drivers/reach/random.hpp"
#include "drivers/reach/socket.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::reach {
namespace {

namespace asio = boost::asio;
using asio::ip::udp;

constexpr auto as_values = asio::as_tuple(asio::use_awaitable);

Awaitable<Result<Outcome>> ask(Setting setting, int descriptor, udp::endpoint target, Question question) {
  udp::socket socket{setting.loop, target.protocol(), descriptor};
  const Result<std::vector<std::uint8_t>> query = dns_query(question);
  if (!query) co_return query.error();
  const Result<void> connected = connect_datagrams(descriptor, target.address(), target.port());
  if (!connected) co_return connected.error();
  const SteadyTime sent_at = setting.clock->steady();
  const auto [send_error, sent] = co_await socket.async_send(asio::buffer(*query), as_values);
  if (send_error) co_return make_error(Code::no_contact, "{}", send_error.message());
  std::array<std::uint8_t, 4096> datagram{};
  for (;;) {
    const auto [error, size] = co_await socket.async_receive(asio::buffer(datagram), as_values);
    if (error) co_return make_error(Code::no_contact, "{}", error.message());
    const Verdict verdict = dns_verdict(question, std::span{datagram}.first(size));
    if (verdict.finding == Finding::not_ours) continue;
    Outcome outcome;
    outcome.ok = verdict.finding == Finding::address;
    outcome.rtt = setting.clock->steady() - sent_at;
    outcome.failure = verdict.why;
    co_return outcome;
  }
}

}  // namespace

Awaitable<Result<Outcome>> probe_dns(Setting setting, udp::endpoint target, std::string name, RecordType record) {
  const Result<int> descriptor = open_socket(target.protocol().family(), SOCK_DGRAM, 0, setting.route);
  if (!descriptor) co_return descriptor.error();
  std::array<std::uint8_t, 2> random{};
  fill_random(random);
  Question question;
  question.id = static_cast<std::uint16_t>(random[0] << 8 | random[1]);
  question.name = std::move(name);
  question.record = record;
  Awaitable<Result<Outcome>> asking = ask(setting, *descriptor, target, std::move(question));
  const Result<Outcome> outcome =
      co_await platform::with_deadline<Outcome>(*setting.clock, setting.deadline, std::move(asking));
  co_await throw_if_cancelled();
  if (!outcome) co_return failed(outcome.error());
  co_return *outcome;
}

}  // namespace holdfast::drivers::reach
