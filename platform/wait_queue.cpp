#include "platform/wait_queue.hpp"

#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace holdfast::platform {

namespace asio = boost::asio;

WaitQueue::WaitQueue(asio::any_io_executor loop, std::function<void()> on_change)
    : loop_(std::move(loop)), on_change_(std::move(on_change)) {}

asio::awaitable<bool> WaitQueue::wait(Key key) {
  return asio::async_initiate<const asio::use_awaitable_t<>&, void(boost::system::error_code, bool)>(
      [this, key](auto handler) {
        Handler kept{std::move(handler)};
        auto slot = kept.get_cancellation_slot();  // not the task's own: Handler has put itself between
        // Found again by its key, because a cancellation may come when the wait has ended and its task not yet resumed.
        if (slot.is_connected()) {
          slot.assign([this, key](asio::cancellation_type) { end(key, End::cancelled); });
        }
        add(key, std::move(kept));
      },
      asio::use_awaitable);
}

void WaitQueue::set_alarm(Key key, std::function<void()> ring) { add(key, std::move(ring)); }

void WaitQueue::drop_alarm(Key key) {
  const auto found = waiting_.find(key);
  if (found == waiting_.end()) return;
  const bool was_last = waiting_.size() == 1;
  waiting_.erase(found);
  if (was_last) on_change_();  // an earlier time than needed does no harm; listening for nobody would
}

bool WaitQueue::wake(Key key) { return end(key, End::woken); }

std::optional<SteadyTime> WaitQueue::next_due() const {
  if (waiting_.empty()) return std::nullopt;
  return waiting_.begin()->first.due;
}

void WaitQueue::end_all_due(SteadyTime now) {
  bool changed = false;
  while (!waiting_.empty() && waiting_.begin()->first.due <= now) {
    auto node = waiting_.extract(waiting_.begin());
    changed = true;
    if (const auto* ring = std::get_if<Alarm>(&node.mapped())) {
      (*ring)();
    } else {
      resume(std::move(std::get<Handler>(node.mapped())), End::due);
    }
  }
  if (changed) on_change_();
}

void WaitQueue::add(Key key, std::variant<Handler, Alarm> entry) {
  const auto [place, added] = waiting_.emplace(key, std::move(entry));
  if (added && place == waiting_.begin()) on_change_();
}

bool WaitQueue::end(Key key, End how) {
  const auto found = waiting_.find(key);
  if (found == waiting_.end()) return false;
  const bool was_next = found == waiting_.begin();
  Handler handler = std::move(std::get<Handler>(found->second));
  waiting_.erase(found);
  resume(std::move(handler), how);
  if (was_next) on_change_();
  return true;
}

// Always by way of the loop: whoever notifies or cancels is not interrupted by the task it wakes.
void WaitQueue::resume(Handler handler, End how) {
  asio::post(loop_, [handler = std::move(handler), how]() mutable {
    const auto error =
        how == End::cancelled ? make_error_code(asio::error::operation_aborted) : boost::system::error_code{};
    std::move(handler)(error, how == End::woken);
  });
}

}  // namespace holdfast::platform
