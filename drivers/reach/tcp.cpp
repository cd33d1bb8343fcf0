#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "drivers/cancellation.hpp"
#include "drivers/reach/probe.hpp"
#include "drivers/reach/socket.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::reach {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;

Awaitable<Result<Outcome>> connect(Setting setting, int descriptor, tcp::endpoint target) {
  tcp::socket socket{setting.loop, target.protocol(), descriptor};
  const SteadyTime begun = setting.clock->steady();
  const auto [error] = co_await socket.async_connect(target, asio::as_tuple(asio::use_awaitable));
  if (error) co_return make_error(Code::no_contact, "{}", error.message());
  Outcome outcome;
  outcome.ok = true;
  outcome.rtt = setting.clock->steady() - begun;
  co_return outcome;
}

}  // namespace

Awaitable<Result<Outcome>> probe_tcp(Setting setting, tcp::endpoint target) {
  const Result<int> descriptor = open_socket(target.protocol().family(), SOCK_STREAM, 0, setting.route);
  if (!descriptor) co_return descriptor.error();
  Awaitable<Result<Outcome>> connecting = connect(setting, *descriptor, target);
  const Result<Outcome> outcome =
      co_await platform::with_deadline<Outcome>(*setting.clock, setting.deadline, std::move(connecting));
  co_await throw_if_cancelled();
  if (!outcome) co_return failed(outcome.error());
  co_return *outcome;
}

}  // namespace holdfast::drivers::reach
