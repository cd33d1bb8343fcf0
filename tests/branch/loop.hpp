// The one loop of the simulated branch: readable descriptors and jobs for later, all on one thread.
#pragma once

#include <functional>
#include <map>

#include "platform/time.hpp"

namespace holdfast::branch {

class Loop {
 public:
  using Job = std::function<void()>;

  void watch(int fd, Job when_readable) { watched_[fd] = std::move(when_readable); }
  void forget(int fd) { watched_.erase(fd); }
  void after(Duration delay, Job job);
  void run_once(Duration longest_wait);

 private:
  void run_due_jobs();

  std::map<int, Job> watched_;
  std::multimap<Duration, Job> later_;  // by CLOCK_BOOTTIME; equal times in the order they came
};

}  // namespace holdfast::branch
