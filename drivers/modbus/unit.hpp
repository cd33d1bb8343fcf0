// One unit behind a channel, asked with its own timeout and in the manner that it wants to be asked.
#pragma once

#include "drivers/modbus/channel.hpp"

namespace holdfast::drivers::modbus {

class Unit {
 public:
  // `clock` and `channel` outlive the unit; `timeout` is that of one exchange, its pauses apart.
  Unit(platform::Clock& clock, Channel& channel, std::uint8_t number, Duration timeout, const model::Quirks& quirks);

  // The unit's number is put into the request. An exception by which a gateway says that the unit does not answer is
  // no_contact; every other exception is a reply.
  Awaitable<Result<Reply>> ask(Request request, SteadyTime deadline);

  std::uint8_t number() const { return number_; }
  void renew() { channel_.renew(); }
  void round_ended();  // hangs up where the device wants that

 private:
  platform::Clock& clock_;
  Channel& channel_;
  std::uint8_t number_;
  Duration timeout_;
  Manners manners_;
  bool close_after_round_;
};

// What an exception means to the one who asked: no_contact if the unit may not have been reached, or may still act.
Error refusal(std::uint8_t exception);

}  // namespace holdfast::drivers::modbus
