// The way to one or several units: a TCP connection or a serial line; one exchange at a time.
// Opens by itself at the next exchange. Whatever does not end well (a timeout, a close, a reply that does not match its
// request, a cancelled task) is followed by a fresh start, so that no late reply is taken for a later answer.
// The owner (the registry) outlives the drivers that exchange over it.
#pragma once

#include "drivers/modbus/pdu.hpp"
#include "platform/clock.hpp"

namespace holdfast::drivers::modbus {

using platform::Awaitable;

// What a device wants of those who talk to it.
struct Manners {
  Duration pause_after_connect{};
  Duration pause_between{};  // the end of one exchange and the beginning of the next
  Duration most() const { return pause_after_connect + pause_between; }
};

class Channel {
 public:
  explicit Channel(platform::Clock& clock) : clock_(clock) {}
  virtual ~Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // The deadline holds for everything together, connecting and pauses included, however slowly the bytes drip.
  //   no_contact          nobody there, no whole answer in time, or closed in between
  //   protocol_violation  an answer to something else
  //   conflict            another exchange is under way, or another program has the line
  Awaitable<Result<Reply>> exchange(Request request, Manners manners, SteadyTime deadline);

  // Begins afresh with the next exchange.
  virtual void renew() = 0;

 protected:
  virtual Awaitable<Result<Reply>> transact(Request request, Manners manners, SteadyTime deadline) = 0;
  virtual void ended_badly() = 0;  // also while transact() still runs elsewhere

  platform::Clock& clock_;

 private:
  class Use;
  Awaitable<Result<Reply>> in_turn(Request request, Manners manners, SteadyTime deadline);

  bool busy_ = false;
  SteadyTime last_end_{};
};

}  // namespace holdfast::drivers::modbus
