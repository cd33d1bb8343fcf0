// The waits of every task on a loop, in the order in which they are due. Knows no time of its own: the clock that owns
// the queue says what is due. Loop thread only; must outlive every task that waits in it.
#pragma once

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/system/error_code.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <variant>

#include "platform/time.hpp"

namespace holdfast::platform {

class WaitQueue {
 public:
  // One wait. Waits due at the same time end in the order in which they were reserved.
  struct Key {
    SteadyTime due;
    std::uint64_t number = 0;
    auto operator<=>(const Key&) const = default;
  };

  // `on_change` is called when the time of the next due wait has changed, or nobody waits any more.
  WaitQueue(boost::asio::any_io_executor loop, std::function<void()> on_change);
  WaitQueue(const WaitQueue&) = delete;
  WaitQueue& operator=(const WaitQueue&) = delete;

  Key reserve(SteadyTime due) { return Key{due, ++last_number_}; }

  // Ends when `key` is due (false) or woken (true). Throws operation_aborted when the waiting task is cancelled; then
  // nothing of it stays behind in the queue.
  boost::asio::awaitable<bool> wait(Key key);

  // Ends that wait now; false when it has ended already and nobody heard.
  bool wake(Key key);

  // Calls `ring` when `key` is due, from end_all_due(); it may set and drop alarms, and must not throw.
  void set_alarm(Key key, std::function<void()> ring);
  void drop_alarm(Key key);  // nothing happens when it has rung

  std::optional<SteadyTime> next_due() const;
  void end_all_due(SteadyTime now);

 private:
  using Handler = boost::asio::any_completion_handler<void(boost::system::error_code, bool)>;
  using Alarm = std::function<void()>;
  enum class End { due, woken, cancelled };

  void add(Key key, std::variant<Handler, Alarm> entry);
  bool end(Key key, End how);
  void resume(Handler handler, End how);

  boost::asio::any_io_executor loop_;
  std::function<void()> on_change_;
  std::map<Key, std::variant<Handler, Alarm>> waiting_;
  std::uint64_t last_number_ = 0;
};

}  // namespace holdfast::platform
