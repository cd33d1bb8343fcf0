// How many of the last probes were lost. Pure.
#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>

namespace holdfast::drivers::reach {

class Window {
 public:
  explicit Window(int size) : size_(static_cast<std::size_t>(std::max(size, 1))) {}

  void add(bool answered) {
    lost_.push_back(!answered);
    if (lost_.size() > size_) lost_.pop_front();
  }
  // Percent of the probes seen so far, at most `size` of them; 0 when there was none.
  double loss() const {
    if (lost_.empty()) return 0.0;
    return 100.0 * static_cast<double>(std::count(lost_.begin(), lost_.end(), true)) /
           static_cast<double>(lost_.size());
  }

 private:
  std::size_t size_;
  std::deque<bool> lost_;
};

}  // namespace holdfast::drivers::reach
