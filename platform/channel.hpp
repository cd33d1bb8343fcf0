// A bounded queue between tasks on the loop thread. Waiting to receive always has a deadline.
// push() never blocks: a full queue refuses, and the caller decides what that means.
#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "platform/clock.hpp"
#include "platform/signal.hpp"

namespace holdfast::platform {

template <class T>
class Channel {
 public:
  Channel(Clock& clock, std::size_t capacity) : signal_(clock), capacity_(capacity) {}

  bool push(T item) {
    if (closed_ || items_.size() >= capacity_) return false;
    items_.push_back(std::move(item));
    signal_.notify();
    return true;
  }

  // The next item; nothing when `deadline` passes or the channel is closed and drained.
  Awaitable<std::optional<T>> receive(SteadyTime deadline) {
    while (items_.empty() && !closed_) {
      const bool notified = co_await signal_.wait(deadline);
      if (!notified && items_.empty()) co_return std::nullopt;
    }
    if (items_.empty()) co_return std::nullopt;
    std::optional<T> item{std::move(items_.front())};
    items_.pop_front();
    co_return item;
  }

  void close() {
    closed_ = true;
    signal_.notify();
  }
  bool closed() const { return closed_; }
  bool empty() const { return items_.empty(); }
  std::size_t size() const { return items_.size(); }

 private:
  Signal signal_;
  std::size_t capacity_;
  std::deque<T> items_;
  bool closed_ = false;
};

}  // namespace holdfast::platform
