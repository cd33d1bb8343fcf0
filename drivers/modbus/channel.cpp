#include "drivers/modbus/channel.hpp"

#include "drivers/cancellation.hpp"
#include "platform/tasks.hpp"

namespace holdfast::drivers::modbus {

// Marks the channel as used, and spoils it unless the exchange ended well: also when the task is cancelled.
class Channel::Use {
 public:
  explicit Use(Channel& channel) : channel_(channel) { channel_.busy_ = true; }
  ~Use() {
    channel_.busy_ = false;
    channel_.last_end_ = channel_.clock_.steady();
    if (!ended_well_) channel_.ended_badly();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  void ended_well() { ended_well_ = true; }

 private:
  Channel& channel_;
  bool ended_well_ = false;
};

Awaitable<Result<Reply>> Channel::exchange(Request request, Manners manners, SteadyTime deadline) {
  if (busy_) co_return make_error(Code::conflict, "another exchange is under way");
  Use use{*this};
  Awaitable<Result<Reply>> transaction = in_turn(std::move(request), manners, deadline);
  Result<Reply> reply = co_await platform::with_deadline<Reply>(clock_, deadline, std::move(transaction));
  co_await throw_if_cancelled();
  if (reply) use.ended_well();
  co_return reply;
}

Awaitable<Result<Reply>> Channel::in_turn(Request request, Manners manners, SteadyTime deadline) {
  const SteadyTime turn = last_end_ + manners.pause_between;
  if (manners.pause_between > Duration{} && clock_.steady() < turn) co_await clock_.wait_until(turn);
  Result<Reply> reply = co_await transact(std::move(request), manners, deadline);
  co_return reply;
}

}  // namespace holdfast::drivers::modbus
