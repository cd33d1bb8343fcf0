#include "drivers/modbus/unit.hpp"

#include <algorithm>

namespace holdfast::drivers::modbus {
namespace {

bool is_of_gateway(std::uint8_t exception) { return exception == 10 || exception == 11; }

}  // namespace

Unit::Unit(platform::Clock& clock, Channel& channel, std::uint8_t number, Duration timeout, const model::Quirks& quirks)
    : clock_(clock),
      channel_(channel),
      number_(number),
      timeout_(timeout),
      manners_{quirks.pause_after_connect, quirks.pause_between},
      close_after_round_(quirks.close_after_round) {}

Awaitable<Result<Reply>> Unit::ask(Request request, SteadyTime deadline) {
  request.unit = number_;
  const SteadyTime own_deadline = std::min(deadline, clock_.steady() + manners_.most() + timeout_);
  Result<Reply> reply = co_await channel_.exchange(std::move(request), manners_, own_deadline);
  if (reply && reply->exception && is_of_gateway(*reply->exception)) co_return refusal(*reply->exception);
  co_return reply;
}

void Unit::round_ended() {
  if (close_after_round_) channel_.renew();
}

Error refusal(std::uint8_t exception) {
  const bool may_still_act = exception == 5;
  const Code code = is_of_gateway(exception) || may_still_act ? Code::no_contact : Code::device_refused;
  return make_error(code, "{}", exception_name(exception));
}

}  // namespace holdfast::drivers::modbus
